package io.github.derm4j.benchmarks.metrics;

import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Bootstrap;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Intervals of the area from 2,000 bootstrap samples.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar metrics.BootstrapBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class BootstrapBenchmark {
  private static final int IMAGES = 100_000;
  private static final int IMAGES_OF_A_LESION = 3;

  /** The number of threads. */
  @Param({"1", "2"})
  public int threads;

  private double[] scores;
  private BinaryScores cases;
  private BinaryScores images;
  private Clusters lesions;

  /** Generates the cases, and ten times as many images of lesions. */
  @Setup
  public void generate() {
    GeneratedCases few = new GeneratedCases(10_000);
    scores = few.scores;
    cases = BinaryScores.of(few.scores, few.positive);
    GeneratedCases many = new GeneratedCases(IMAGES);
    images = BinaryScores.of(many.scores, many.positive);
    lesions = Clusters.of(IntStream.range(0, IMAGES).map(i -> i / IMAGES_OF_A_LESION).toArray());
  }

  /** Drawing 2,000 samples of 10⁴ cases and adding their scores, on one thread. */
  @Benchmark
  public double baseline() {
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    for (int draw = 0; draw < 2000 * scores.length; draw++) {
      sum += scores[random.nextInt(scores.length)];
    }
    return sum;
  }

  /** 10⁴ cases, stratified. */
  @Benchmark
  public ConfidenceInterval ofCases() {
    return Bootstrap.withSeed(1).withThreads(threads).auc(cases).percentile(0.95);
  }

  /** 10⁵ images in 33,334 lesions. */
  @Benchmark
  public ConfidenceInterval ofLesions() {
    return Bootstrap.withSeed(1)
        .withThreads(threads)
        .withClusters(lesions)
        .auc(images)
        .percentile(0.95);
  }
}
