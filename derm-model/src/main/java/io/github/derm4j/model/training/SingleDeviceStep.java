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
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

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

  private static final String WORKSPACE = "DERM_OPTIMIZER";

  private final ComputationGraph network;
  private final Passes passes;
  private final RmsPropMomentum optimizer;
  private final Optimization options;
  private final Targets targets;
  private final DeferredLoss loss;
  private final INDArray gradient;
  private final INDArray state;
  private final List<Chunk> chunks = new ArrayList<>();
  private final List<Statistic> statistics = new ArrayList<>();
  private final @Nullable INDArray sum;
  private final WorkspaceConfiguration scratch;
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
    network.initGradientsView();
    INDArray parameters = network.params().reshape(network.params().length());
    gradient = network.getGradientsViewArray().reshape(parameters.length());
    sum = options.accumulation() > 1 ? gradient.like() : null;
    long chunk = Nd4j.getBackend().getEnvironment().isCPU() ? CHUNK : Long.MAX_VALUE / 2;
    List<Slice> trained = new ArrayList<>();
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
        if (!layer.updaterDivideByMinibatch(name)) { // a moving statistic and its own update
          statistics.add(new Statistic(part(parameters, offset, end), part(gradient, offset, end)));
        } else if (rate > 0) {
          var configuration = layer.conf().getLayer();
          boolean decays = configuration.initializer().isWeightParam(configuration, name);
          for (long from = offset; from < end; from += chunk) {
            trained.add(new Slice(from, Math.min(end, from + chunk), rate, decays));
          }
        }
        offset = end;
      }
    }
    long length = trained.stream().mapToLong(Slice::length).sum();
    long longest = trained.stream().mapToLong(Slice::length).max().orElse(1);
    state = Nd4j.createUninitialized(parameters.dataType(), optimizer.stateSize(length));
    long at = 0;
    for (Slice slice : trained) {
      long end = at + optimizer.stateSize(slice.length());
      chunks.add(
          new Chunk(
              part(parameters, slice.from(), slice.to()),
              part(gradient, slice.from(), slice.to()),
              optimizer.instantiate(part(state, at, end), true),
              slice.rate(),
              slice.decays()));
      at = end;
    }
    scratch =
        WorkspaceConfiguration.builder()
            .initialSize(4 * Math.max(CHUNK, longest) * parameters.dataType().width())
            .policyLearning(LearningPolicy.NONE)
            .build();
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
  public DoubleSupplier add(DataSet batch, long seed) {
    Nd4j.getRandom().setSeed(seed);
    return add(batch.getFeatures(), batch.getLabels());
  }

  /** Adds the gradient of a batch, with the next random numbers of this thread's generator. */
  DoubleSupplier add(INDArray features, INDArray labels) {
    passes.thereAndBack(features, targets.of(labels));
    if (sum != null) {
      if (batches == 0) {
        sum.assign(gradient);
      } else {
        sum.addi(gradient);
      }
    }
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

  @Override
  public void apply(double learningRate) {
    sumUp();
    apply(learningRate, (double) images, batches);
  }

  /**
   * Sets {@link #gradient} to the sum of the gradients since the last step; zeros if there are
   * none.
   */
  void sumUp() {
    if (batches == 0) {
      gradient.assign(0);
    } else if (sum != null) {
      gradient.assign(sum);
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
   * @param ofImages the number of images in the sum
   * @param ofBatches the number of batches in the sum
   */
  @SuppressWarnings("try") // The workspace acts by being open, not by being called.
  void apply(double learningRate, double ofImages, double ofBatches) {
    for (Statistic statistic : statistics) {
      statistic.values().subi(statistic.update().divi(ofBatches));
    }
    optimizer.setLrAndSchedule(learningRate, null);
    double scale = scale(ofImages);
    for (Chunk chunk : chunks) {
      try (MemoryWorkspace open =
          Nd4j.getWorkspaceManager().getAndActivateWorkspace(scratch, WORKSPACE)) {
        chunk.step(scale, options.weightDecay());
      }
    }
    batches = 0;
    images = 0;
  }

  @Override
  public void restored() {
    // One device's arrays are those that a checkpoint writes to.
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
    double squares = 0;
    for (Chunk chunk : chunks) {
      double norm = chunk.gradient().norm2Number().doubleValue();
      squares += norm * norm;
    }
    double norm = Math.sqrt(squares) * mean;
    return norm > options.maxGradientNorm() ? mean * options.maxGradientNorm() / norm : mean;
  }

  private record Slice(long from, long to, double rate, boolean decays) {
    long length() {
      return to - from;
    }
  }

  /** A moving statistic, and the value that is subtracted from it. */
  private record Statistic(INDArray values, INDArray update) {}

  /** A range of parameters of one layer. */
  private record Chunk(
      INDArray parameters,
      INDArray gradient,
      GradientUpdater<?> updater,
      double rate,
      boolean decays) {

    void step(double scale, double weightDecay) {
      gradient.muli(scale);
      if (decays && weightDecay > 0) {
        gradient.addi(parameters.mul(weightDecay));
      }
      updater.applyUpdater(gradient, 0, 0);
      if (rate != 1) {
        gradient.muli(rate);
      }
      parameters.subi(gradient);
    }
  }
}
