package io.github.derm4j.model.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One step of the optimiser: the gradients of some batches are clipped, weight decay is added, and
 * {@link RmsPropMomentum} computes the update of the parameters.
 *
 * <p>It replaces Deeplearning4j's own updater, which supports neither accumulation nor a norm over
 * the whole network, and which would clip the updates of the moving statistics together with the
 * gradients. The parameters are updated in chunks that fit into a core's cache.
 */
final class SingleDeviceStep implements TrainingStep {

  /**
   * The chunk size on a CPU; on a GPU, where each operation is a kernel launch, a parameter is one
   * chunk.
   */
  private static final int CHUNK = 1 << 18;

  private final ComputationGraph network;
  private final Passes passes;
  private final RmsPropMomentum optimizer;
  private final Optimization options;
  private final Targets targets;
  private final DeferredLoss loss;
  private final INDArray gradient;
  private final INDArray state;
  private final List<Slice> slices;
  private @Nullable INDArray sum;
  private @Nullable INDArray average;
  private WeightUpdate update;
  private int batches;
  private long images;

  /**
   * Creates a step for a network whose own updater is not used.
   *
   * @param network the network
   * @param passes the passes through the network, which this step closes
   * @param optimizer the optimiser, whose learning rate this step sets
   * @param options the settings of the optimisation
   * @param targets the targets of the softmax
   * @param rateOfLayer the factor of the learning rate of a layer; 0 if it is not trained
   */
  SingleDeviceStep(
      ComputationGraph network,
      Passes passes,
      RmsPropMomentum optimizer,
      Optimization options,
      Targets targets,
      ToDoubleFunction<String> rateOfLayer) {
    this.network = network;
    this.passes = passes;
    this.optimizer = optimizer;
    this.options = options;
    this.targets = targets;
    loss = new DeferredLoss();
    configuration(network).setLossFn(loss);
    ProtectedOutputLayer.replaceIn(network);
    network.initGradientsView();
    gradient = flat(network.getGradientsViewArray());
    slices = slices(network, rateOfLayer);
    long trained = slices.stream().mapToLong(Slice::trained).sum();
    state = Nd4j.createUninitialized(gradient.dataType(), optimizer.stateSize(trained));
    List<ParameterRun> runs = runs();
    for (ParameterRun run : runs) {
      if (run.state() != null) {
        optimizer.instantiate(run.state(), true);
      }
    }
    update = passes.update(optimizer, runs);
  }

  private static List<Slice> slices(
      ComputationGraph network, ToDoubleFunction<String> rateOfLayer) {
    long chunk = Nd4j.getBackend().getEnvironment().isCPU() ? CHUNK : Long.MAX_VALUE / 2;
    List<Slice> slices = new ArrayList<>();
    long offset = 0;
    for (int index : network.topologicalSortOrder()) {
      GraphVertex vertex = network.getVertices()[index];
      Layer layer = vertex.getLayer();
      if (layer == null) {
        continue;
      }
      double rate = rateOfLayer.applyAsDouble(vertex.getVertexName());
      for (String name : layer.paramTable().keySet()) {
        long end = offset + layer.getParam(name).length();
        // A moving statistic has its own update in place of a gradient.
        boolean statistic = !layer.updaterDivideByMinibatch(name);
        if (statistic || rate > 0) {
          var configuration = layer.conf().getLayer();
          boolean decays = configuration.initializer().isWeightParam(configuration, name);
          for (long from = offset; from < end; from += chunk) {
            slices.add(new Slice(from, Math.min(end, from + chunk), statistic, rate, decays));
          }
        }
        offset = end;
      }
    }
    return slices;
  }

  private List<ParameterRun> runs() {
    List<ParameterRun> runs = new ArrayList<>();
    INDArray parameters = flat(network.params());
    INDArray averages = average == null ? null : flat(average);
    long at = 0;
    for (Slice slice : slices) {
      long end = at + optimizer.stateSize(slice.trained());
      runs.add(
          new ParameterRun(
              slice.cut(parameters),
              slice.cut(gradient),
              slice.statistic() ? null : part(state, at, end),
              averages == null ? null : slice.cut(averages),
              slice.rate(),
              slice.decays()));
      at = end;
    }
    return runs;
  }

  private static INDArray flat(INDArray array) {
    return array.reshape(array.length());
  }

  private static BaseOutputLayer configuration(ComputationGraph network) {
    Layer output = network.getOutputLayer(0);
    return (BaseOutputLayer) output.conf().getLayer();
  }

  private static INDArray part(INDArray flat, long from, long to) {
    return flat.get(NDArrayIndex.interval(from, to));
  }

  /** All parameters, including moving statistics. */
  INDArray parameters() {
    return network.params();
  }

  @Override
  public INDArray state() {
    return state;
  }

  @Override
  public INDArray average() {
    if (average == null) {
      average = network.params().dup();
      update = passes.update(optimizer, runs());
    }
    return average;
  }

  @Override
  public DoubleSupplier add(DataSet batch, long seed) {
    Nd4j.getRandom().setSeed(seed);
    return add(batch.getFeatures(), batch.getLabels());
  }

  /** Adds the gradient of a batch, with the next random numbers of this thread's generator. */
  DoubleSupplier add(INDArray features, INDArray labels) {
    if (batches == 1) {
      sum().assign(gradient);
    } else if (batches > 1) {
      sum().addi(gradient);
    }
    passes.thereAndBack(features, targets.smooth(labels));
    batches++;
    images += features.size(0);
    return loss.mean(features.size(0));
  }

  @Override
  public int due() {
    return options.accumulation();
  }

  @Override
  public int batches() {
    return batches;
  }

  /** The sum of the gradients of the batches before the last. */
  private INDArray sum() {
    if (sum == null) {
      sum = gradient.like();
    }
    return sum;
  }

  @Override
  public void apply(double learningRate, double averageShare) {
    sumUp();
    apply(learningRate, averageShare, (double) images, batches);
  }

  /**
   * Sets {@link #gradient} to the sum of the gradients since the last step; zeros if there are
   * none.
   */
  void sumUp() {
    if (batches == 0) {
      gradient.assign(0);
    } else if (batches > 1) {
      gradient.addi(sum());
    }
  }

  /** The sum, after {@link #sumUp}. */
  INDArray gradient() {
    return gradient;
  }

  /**
   * Changes the parameters by {@link #gradient}, whose values are overwritten.
   *
   * @param learningRate the learning rate of the top
   * @param averageShare the share of the distance to the parameters that the averages move
   * @param ofImages the number of images in the sum
   * @param ofBatches the number of batches in the sum
   */
  void apply(double learningRate, double averageShare, double ofImages, double ofBatches) {
    update.apply(
        new WeightUpdate.Step(
            learningRate, scale(ofImages), options.weightDecay(), ofBatches, averageShare));
    batches = 0;
    images = 0;
  }

  @Override
  public void restored() {
    // A checkpoint restores the arrays of one device in place.
  }

  @Override
  public void close() {
    passes.close();
  }

  /**
   * The factor of the summed gradient, which gives the mean over the images, limited to the maximum
   * norm.
   */
  private double scale(double ofImages) {
    double mean = 1 / ofImages;
    if (Double.isInfinite(options.maxGradientNorm())) {
      return mean;
    }
    double norm = Math.sqrt(update.squares()) * mean;
    return norm > options.maxGradientNorm() ? mean * options.maxGradientNorm() / norm : mean;
  }

  /** The position of successive parameters of one layer in the flat array. */
  private record Slice(long from, long to, boolean statistic, double rate, boolean decays) {
    long trained() {
      return statistic ? 0 : to - from;
    }

    INDArray cut(INDArray flat) {
      return part(flat, from, to);
    }
  }
}
