package io.github.derm4j.model;

import java.util.ArrayList;
import java.util.List;
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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * One step of the optimiser: the gradients of some batches, clipped, with weight decay, through
 * {@link RmsPropMomentum}, and off the parameters.
 *
 * <p>In place of Deeplearning4j's own updater, which knows neither accumulation nor a norm over the
 * whole network, and which would clip the updates of the moving statistics with the gradients. The
 * parameters are updated in chunks that fit a core's cache.
 */
final class TrainingStep {

  private static final int CHUNK = 1 << 18;
  private static final String WORKSPACE = "DERM_OPTIMIZER";

  private final ComputationGraph network;
  private final RmsPropMomentum optimizer;
  private final Optimization options;
  private final Targets targets;
  private final INDArray gradient;
  private final INDArray state;
  private final List<Chunk> chunks = new ArrayList<>();
  private final List<Statistic> statistics = new ArrayList<>();
  private final @Nullable INDArray sum;
  private final WorkspaceConfiguration scratch;
  private int batches;
  private long images;

  /**
   * Of a network whose own updater is not used.
   *
   * @param network the network
   * @param optimizer the optimiser, whose learning rate this step sets
   * @param options how losses become steps
   * @param targets what the softmax is trained towards
   * @param rateOfLayer what the learning rate of a layer is multiplied by; 0 does not train it
   */
  TrainingStep(
      ComputationGraph network,
      RmsPropMomentum optimizer,
      Optimization options,
      Targets targets,
      ToDoubleFunction<String> rateOfLayer) {
    this.network = network;
    this.optimizer = optimizer;
    this.options = options;
    this.targets = targets;
    acceptAnyTarget(network);
    network.initGradientsView();
    INDArray parameters = network.params().reshape(network.params().length());
    gradient = network.getGradientsViewArray().reshape(parameters.length());
    sum = options.accumulation() > 1 ? gradient.like() : null;
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
          for (long from = offset; from < end; from += CHUNK) {
            trained.add(new Slice(from, Math.min(end, from + CHUNK), rate, decays));
          }
        }
        offset = end;
      }
    }
    long length = trained.stream().mapToLong(Slice::length).sum();
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
            .initialSize(4L * CHUNK * parameters.dataType().width())
            .policyLearning(LearningPolicy.NONE)
            .build();
  }

  /** With weights of one, Deeplearning4j's gradient holds for targets of any sum, not of 1 only. */
  private static void acceptAnyTarget(ComputationGraph network) {
    Layer output = network.getOutputLayer(0);
    BaseOutputLayer configuration = (BaseOutputLayer) output.conf().getLayer();
    configuration.setLossFn(
        new LossMCXENT(Nd4j.ones(network.params().dataType(), 1, configuration.getNOut())));
  }

  private static INDArray part(INDArray flat, long from, long to) {
    return flat.get(NDArrayIndex.interval(from, to));
  }

  /** The optimiser's state, which a checkpoint saves and restores in place. */
  INDArray state() {
    return state;
  }

  /**
   * Adds the gradient of a batch.
   *
   * @param features the images
   * @param labels one-hot
   * @return the mean loss over the batch
   */
  double add(INDArray features, INDArray labels) {
    network.setInput(0, features);
    network.setLabel(0, targets.of(labels));
    network.computeGradientAndScore();
    network.clearLayersStates();
    if (sum != null) {
      if (batches == 0) {
        sum.assign(gradient);
      } else {
        sum.addi(gradient);
      }
    }
    batches++;
    images += features.size(0);
    return network.score();
  }

  /** Whether as many batches were added as make a step. */
  boolean isDue() {
    return batches >= options.accumulation();
  }

  /** How many batches were added since the last step. */
  int batches() {
    return batches;
  }

  /**
   * Changes the parameters by what was added since the last step.
   *
   * @param learningRate the learning rate of the top
   */
  @SuppressWarnings("try") // The workspace acts by being open, not by being called.
  void apply(double learningRate) {
    if (sum != null) {
      gradient.assign(sum);
    }
    for (Statistic statistic : statistics) {
      statistic.values().subi(statistic.update().divi(batches));
    }
    optimizer.setLrAndSchedule(learningRate, null);
    double scale = scale();
    for (Chunk chunk : chunks) {
      try (MemoryWorkspace open =
          Nd4j.getWorkspaceManager().getAndActivateWorkspace(scratch, WORKSPACE)) {
        chunk.step(scale, options.weightDecay());
      }
    }
    batches = 0;
    images = 0;
  }

  /** What the summed gradient is multiplied by: a mean over the images, of at most the norm. */
  private double scale() {
    double mean = 1.0 / images;
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

  /** A moving statistic, and what is to be subtracted from it. */
  private record Statistic(INDArray values, INDArray update) {}

  /** A run of parameters of one layer. */
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
