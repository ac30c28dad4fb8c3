package io.github.derm4j.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Unmodified Deeplearning4j: the same graph of its own layers, its own updater and {@code fit}. */
final class StockNetworkSide implements Contestant {

  private final Path folder;
  private final ComputationGraph network;

  StockNetworkSide(Path folder) throws IOException {
    this.folder = folder;
    network = StockInceptionV3.stock(SharedNetwork.trainer(folder).network());
  }

  @Override
  public Map<String, String> versions() {
    return Map.of("Deeplearning4j", Engine.version());
  }

  @Override
  public Workload workload(String task, int size) throws IOException {
    // Channels first is Deeplearning4j's default.
    INDArray pixels =
        SharedNetwork.pixels(folder, size, SharedNetwork.SIZE).permute(0, 3, 1, 2).dup('c');
    return switch (task) {
      case "inference" ->
          () -> {
            INDArray probabilities = network.outputSingle(pixels);
            return () -> probabilities.dup('c').data().asDouble();
          };
      case "training" -> {
        DataSet batch = new DataSet(pixels, SharedNetwork.labels(size));
        yield () -> {
          network.fit(batch);
          double loss = network.score();
          return () -> new double[] {loss};
        };
      }
      default -> throw new IllegalArgumentException(task);
    };
  }
}
