package io.github.derm4j.benchmarks.metrics;

import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DeLongTest;
import io.github.derm4j.metrics.RocCurve;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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
 * From arrays to the exact curve, its area and DeLong's interval.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar metrics.RocBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RocBenchmark {

  /** The number of cases. */
  @Param({"10000", "100000", "1000000", "10000000"})
  public int n;

  private double[] scores;
  private boolean[] positive;

  /** Generates the cases. */
  @Setup
  public void generate() {
    GeneratedCases cases = new GeneratedCases(n);
    scores = cases.scores;
    positive = cases.positive;
  }

  /** The scores alone, sorted by the JDK. */
  @Benchmark
  public double[] baseline() {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** The minimum work of any curve: reading the input once. */
  @Benchmark
  public BinaryScores inputAlone() {
    return BinaryScores.of(scores, positive);
  }

  /** The curve, its area and the interval. */
  @Benchmark
  public ConfidenceInterval curveAndInterval() {
    return Auc.of(RocCurve.of(BinaryScores.of(scores, positive))).interval(0.95);
  }

  /** DeLong's paired test of the scores against themselves. */
  @Benchmark
  public double pairedTest() {
    BinaryScores both = BinaryScores.of(scores, positive);
    return DeLongTest.paired(both, both).p();
  }
}
