package io.github.derm4j.benchmarks.taxonomy;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.PartitionRule;
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
 * Divides a tree of 10³ to 10⁶ nodes into training classes.
 *
 * <p>{@code java -Xmx4g -jar derm-benchmarks/target/benchmarks.jar taxonomy.PartitionBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PartitionBenchmark {

  private static final int MAX_CLASS_SIZE = 1000;

  /** The number of nodes. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int nodes;

  /** The shape of the tree. */
  @Param public GeneratedTree.Shape shape;

  private GeneratedTree tree;
  private DiseaseTaxonomy taxonomy;
  private DiseaseCounts counts;

  /** Generates the tree. */
  @Setup
  public void generate() {
    tree = GeneratedTree.of(nodes, shape, 1);
    taxonomy = tree.taxonomy();
    counts = tree.counts(taxonomy);
  }

  /** The images below every node, added up over an array of parents. */
  @Benchmark
  public long[] baseline() {
    return tree.subtreeImages();
  }

  /** By the exhaustive rule. */
  @Benchmark
  public DiseasePartition exhaustive() {
    return DiseasePartitioner.withMaxClassSize(MAX_CLASS_SIZE).partition(counts);
  }

  /** By the literal rule. */
  @Benchmark
  public DiseasePartition literal() {
    return DiseasePartitioner.withMaxClassSize(MAX_CLASS_SIZE)
        .withRule(PartitionRule.LITERAL)
        .partition(counts);
  }

  /** Adding the images of every node by its id, then dividing. */
  @Benchmark
  public DiseasePartition countAndDivide() {
    return DiseasePartitioner.withMaxClassSize(MAX_CLASS_SIZE).partition(tree.counts(taxonomy));
  }
}
