package io.github.derm4j.benchmarks.taxonomy;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sums rows of 757 training classes, the paper's number, into nine inference classes. The score is
 * rows per second.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar taxonomy.InferenceBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InferenceBenchmark {

  private static final int CLASSES = 757;
  private static final int GROUPS = 9;
  private static final int ROWS = 1024;

  private InferenceMap sums;
  private InferenceMap renormalized;
  private float[] probabilities;
  private float[] result;

  /** Makes the map and the rows. */
  @Setup
  public void generate() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    for (int i = 0; i < CLASSES; i++) {
      builder.addPath(List.of("skin disease", "group " + i % GROUPS, "disease " + i));
    }
    DiseaseTaxonomy taxonomy = builder.build();
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(1)
            .partition(DiseaseCounts.ofLabels(taxonomy, taxonomy.leaves()));
    sums = InferenceMap.ofLevel(partition, 1);
    renormalized = sums.withRenormalization();
    probabilities = new float[ROWS * CLASSES];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) (random.nextDouble() * 2 / CLASSES);
    }
    result = new float[ROWS * GROUPS];
  }

  /** The sum of each row. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] baseline() {
    for (int row = 0; row < ROWS; row++) {
      float sum = 0;
      for (int i = row * CLASSES; i < (row + 1) * CLASSES; i++) {
        sum += probabilities[i];
      }
      result[row] = sum;
    }
    return result;
  }

  /** Plain sums. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] sum() {
    sums.aggregate(probabilities, ROWS, result);
    return result;
  }

  /** Sums that are divided by their total. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] renormalize() {
    renormalized.aggregate(probabilities, ROWS, result);
    return result;
  }
}
