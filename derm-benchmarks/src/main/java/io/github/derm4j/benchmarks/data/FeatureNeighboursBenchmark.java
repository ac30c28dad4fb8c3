package io.github.derm4j.benchmarks.data;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All pairs of images whose 2,048 features have a cosine of at least 0.98. The score is seconds;
 * the work grows with the square of the number of images. At 100,000 the features take 819 MB, and
 * the JVM needs {@code -Xmx1g -Dorg.bytedeco.javacpp.maxphysicalbytes=0}.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar data.FeatureNeighboursBenchmark -p
 * pictures=100000}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"})
@Warmup(iterations = 1)
@Measurement(iterations = 2)
public class FeatureNeighboursBenchmark {

  private static final int FEATURES = 2048;
  private static final double COSINE = 0.98;
  private static final int BLOCK = 2048;

  /** The number of images. */
  @Param("10000")
  public int pictures;

  private List<LesionRecord> records;
  private INDArray features;

  /** Draws the features. */
  @Setup(Level.Trial)
  public void generate() {
    DiseaseNode disease = DiseaseNode.of("d", "disease");
    records =
        IntStream.range(0, pictures)
            .mapToObj(i -> LesionRecord.builder("i" + i, "i" + i + ".jpg", disease).build())
            .toList();
    Nd4j.getRandom().setSeed(1);
    features = Nd4j.randn(pictures, FEATURES);
  }

  /** Finds all pairs, block by block. */
  @Benchmark
  public SimilarityGraph allPairs() {
    return SimilarityGraph.builder(records).features(features, COSINE).build();
  }

  /** Multiplies two blocks of 2,048 rows once. */
  @Benchmark
  public INDArray baseline() {
    INDArray block = Nd4j.ones(BLOCK, FEATURES);
    return block.mmul(block.transpose());
  }
}
