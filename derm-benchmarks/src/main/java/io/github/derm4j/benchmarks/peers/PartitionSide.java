package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.taxonomy.GeneratedTree;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.PartitionRule;
import java.util.Map;

/** This library's partition of a generated tree by the literal rule. */
final class PartitionSide implements Contestant {

  static final int MAX_CLASS_SIZE = 1000;

  @Override
  public Map<String, String> versions() {
    return Map.of();
  }

  @Override
  public Workload workload(String task, int size) {
    GeneratedTree tree = tree(task, size);
    DiseaseCounts counts = tree.counts(tree.taxonomy());
    DiseasePartitioner partitioner =
        DiseasePartitioner.withMaxClassSize(MAX_CLASS_SIZE).withRule(PartitionRule.LITERAL);
    return () -> {
      DiseasePartition partition = partitioner.partition(counts);
      return () -> new double[] {partition.classes().size()};
    };
  }

  static GeneratedTree tree(String task, int size) {
    return GeneratedTree.of(
        size, task.equals("bushy") ? GeneratedTree.Shape.BUSHY : GeneratedTree.Shape.DEEP, 1);
  }
}
