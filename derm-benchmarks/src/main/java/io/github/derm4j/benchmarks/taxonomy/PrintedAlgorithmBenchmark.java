package io.github.derm4j.benchmarks.taxonomy;

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
 * The paper's pseudo-code, transcribed, for comparison with {@link PartitionBenchmark}. It is
 * quadratic on deep trees and therefore not measured on deep trees with a million nodes.
 *
 * <p>{@code java -Xmx4g -jar derm-benchmarks/target/benchmarks.jar
 * taxonomy.PrintedAlgorithmBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class PrintedAlgorithmBenchmark {

  /** The shape and the number of nodes. */
  @Param({
    "BUSHY 1000",
    "BUSHY 10000",
    "BUSHY 100000",
    "BUSHY 1000000",
    "DEEP 1000",
    "DEEP 10000",
    "DEEP 100000"
  })
  public String tree;

  private GeneratedTree generated;
  private PrintedAlgorithm algorithm;

  /** Generates the tree. */
  @Setup
  public void generate() {
    int space = tree.indexOf(' ');
    generated =
        GeneratedTree.of(
            Integer.parseInt(tree.substring(space + 1)),
            GeneratedTree.Shape.valueOf(tree.substring(0, space)),
            1);
    algorithm = new PrintedAlgorithm(generated);
  }

  /** The images below every node, added up over an array of parents. */
  @Benchmark
  public long[] baseline() {
    return generated.subtreeImages();
  }

  /** The classes of fewer than 1,000 images. */
  @Benchmark
  public Object printed() {
    return algorithm.partition(1000);
  }
}
