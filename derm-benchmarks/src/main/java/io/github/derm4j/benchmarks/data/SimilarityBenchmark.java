package io.github.derm4j.benchmarks.data;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.data.split.Fingerprint;
import io.github.derm4j.data.split.Fingerprints;
import io.github.derm4j.data.split.SimilarityGraph;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * Finds all pairs of images whose perceptual hashes differ in at most 8 of 128 bits, with the
 * paper's number of images; in their own pose, and in all eight. The score is seconds.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar data.SimilarityBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class SimilarityBenchmark {

  private static final int DISTANCE = 8;
  private static final int POSES = 8;

  /** The number of images. */
  @Param("129450")
  public int pictures;

  private List<LesionRecord> records;
  private Fingerprints ownPose;
  private Fingerprints allPoses;
  private long[] words;

  /** Draws the hashes. */
  @Setup(Level.Trial)
  public void generate() {
    DiseaseNode disease = DiseaseNode.of("d", "disease");
    records =
        IntStream.range(0, pictures)
            .mapToObj(i -> LesionRecord.builder("i" + i, "i" + i + ".jpg", disease).build())
            .toList();
    SplittableRandom random = new SplittableRandom(1);
    List<Optional<Fingerprint>> one = new ArrayList<>();
    List<Optional<Fingerprint>> eight = new ArrayList<>();
    words = new long[pictures];
    for (int i = 0; i < pictures; i++) {
      List<PerceptualHash> poses = new ArrayList<>();
      for (int pose = 0; pose < POSES; pose++) {
        poses.add(new PerceptualHash(random.nextLong(), random.nextLong()));
      }
      one.add(print(poses.subList(0, 1)));
      eight.add(print(poses));
      words[i] = poses.get(0).high();
    }
    ownPose = Fingerprints.of(one);
    allPoses = Fingerprints.of(eight);
  }

  private static Optional<Fingerprint> print(List<PerceptualHash> poses) {
    return Optional.of(new Fingerprint("", poses, Optional.empty(), Optional.empty()));
  }

  /** Each image's own hash against all others. */
  @Benchmark
  public SimilarityGraph ownPose() {
    return SimilarityGraph.builder(records).nearDuplicates(ownPose, DISTANCE).build();
  }

  /** The hashes of eight poses against all others, as in an audit. */
  @Benchmark
  public SimilarityGraph allPoses() {
    return SimilarityGraph.builder(records).nearDuplicates(allPoses, DISTANCE).build();
  }

  /** The bits in which the first words of all pairs differ, added up on one thread. */
  @Benchmark
  public long baseline() {
    long sum = 0;
    for (int i = 0; i < words.length; i++) {
      for (int j = i + 1; j < words.length; j++) {
        sum += Long.bitCount(words[i] ^ words[j]);
      }
    }
    return sum;
  }
}
