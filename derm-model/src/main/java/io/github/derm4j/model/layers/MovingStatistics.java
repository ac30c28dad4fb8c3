package io.github.derm4j.model.layers;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Recomputes the moving statistics of every {@link ConvolutionUnit} for the current weights of a
 * network.
 *
 * <p>The statistics that training collects lag behind fast-changing weights, and do not fit
 * averaged weights; in a network with 94 normalisations, the error multiplies. They are therefore
 * recomputed as for averaged weights (Izmailov et al. 2018, section 3.2): over some batches, the
 * mean of the batch means, and the mean of the batch second moments minus its square.
 */
public final class MovingStatistics {

  private MovingStatistics() {}

  /**
   * Recomputes the statistics, except {@linkplain FrozenUnits frozen} ones.
   *
   * @param network the network, whose statistics are replaced; nothing else changes
   * @param batches training batches in the same form as in training; read from the current position
   * @param count the maximum number of batches, at least 1
   * @param pass the computation of a batch in training mode, such as {@link #pass}
   * @throws IllegalArgumentException if there is no batch
   */
  public static void recompute(
      ComputationGraph network, Iterator<DataSet> batches, int count, Consumer<INDArray> pass) {
    Map<ConvolutionUnitLayer, Moments> moments = new LinkedHashMap<>();
    for (Layer layer : network.getLayers()) {
      if (layer instanceof ConvolutionUnitLayer unit && unit.usesBatchStatistics()) {
        moments.put(unit, new Moments(unit.layerConf().getNOut(), unit.params().dataType()));
      }
    }
    if (moments.isEmpty()) {
      return;
    }
    int used = 0;
    while (used < count && batches.hasNext()) {
      DataSet batch = batches.next();
      pass.accept(batch.getFeatures());
      moments.forEach((unit, sums) -> sums.add(unit.batchMean(), unit.batchVariance()));
      used++;
    }
    if (used == 0) {
      throw new IllegalArgumentException("There is no batch to compute statistics from");
    }
    int n = used;
    moments.forEach(
        (unit, sums) -> {
          INDArray mean = sums.first.div(n);
          unit.getParam(ConvolutionUnit.MEAN).assign(mean);
          unit.getParam(ConvolutionUnit.VARIANCE).assign(sums.second.div(n).subi(mean.mul(mean)));
        });
  }

  /**
   * Runs the part of a training pass that the statistics need, with ND4J's operations.
   *
   * @param network the network
   * @param images a batch
   */
  public static void pass(ComputationGraph network, INDArray images) {
    // Only up to the last unit, because dropout after it does not work in this way. Workspaces are
    // used, because feedForward would keep all activations of the batch.
    network.output(List.of(lastUnit(network)), true, new INDArray[] {images}, null);
  }

  private static String lastUnit(ComputationGraph network) {
    int[] order = network.topologicalSortOrder();
    for (int i = order.length - 1; i >= 0; i--) {
      GraphVertex vertex = network.getVertices()[order[i]];
      if (vertex.hasLayer() && vertex.getLayer() instanceof ConvolutionUnitLayer) {
        return vertex.getVertexName();
      }
    }
    throw new IllegalArgumentException("The network has no convolution unit");
  }

  private static final class Moments {
    private final INDArray first;
    private final INDArray second;

    Moments(long channels, DataType type) {
      first = Nd4j.zeros(type, channels);
      second = Nd4j.zeros(type, channels);
    }

    void add(INDArray mean, INDArray variance) {
      first.addi(mean);
      second.addi(variance).addi(mean.mul(mean));
    }
  }
}
