package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.taxonomy.PrintedAlgorithm;
import java.util.List;
import java.util.Map;

/** The partition of the same tree by the paper's pseudo-code, transcribed. */
final class PrintedAlgorithmSide implements Contestant {

  @Override
  public Map<String, String> versions() {
    return Map.of();
  }

  @Override
  public Workload workload(String task, int size) {
    PrintedAlgorithm algorithm = new PrintedAlgorithm(PartitionSide.tree(task, size));
    return () -> {
      List<List<PrintedAlgorithm.Node>> classes = algorithm.partition(PartitionSide.MAX_CLASS_SIZE);
      return () ->
          new double[] {classes.stream().filter(each -> PrintedAlgorithm.images(each) > 0).count()};
    };
  }
}
