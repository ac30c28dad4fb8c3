package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.internal.OneDnnPreset;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.quantization.QuantizationScales;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A folded network that oneDNN computes directly. Threads take turns in its sessions, which share
 * the weights in memory.
 *
 * <p>Images are computed in groups of eight; the last group is padded with zeros. The order of the
 * sums in Winograd's convolution depends on the number of images, so with a fixed group size, an
 * image's features do not depend on the other images, bit for bit. A single image uses other
 * operations; the results agree to 1e-5 of the largest feature.
 */
public final class OneDnnNetwork {

  private static final int GROUP = 8;

  private static final Cleaner CLEANER = Cleaner.create();

  private final Supplier<Function<long[], PredictionPlan>> compilers;
  private final BlockingQueue<Session> idle;

  private OneDnnNetwork(Supplier<Function<long[], PredictionPlan>> compilers, int sessions) {
    this.compilers = compilers;
    this.idle = new ArrayBlockingQueue<>(sessions);
    Function<long[], PredictionPlan> compiler = compilers.get();
    while (idle.remainingCapacity() > 0) {
      Session session = new Session(compiler);
      idle.add(session);
      CLEANER.register(this, session::release);
    }
  }

  /**
   * Makes a network if oneDNN is to compute it. It allocates memory on first use.
   *
   * @param folded a network without normalisations, whose parameters must not change
   * @return the network; empty if the process uses ND4J's operations by choice or necessity
   * @throws IllegalStateException if the process requires oneDNN and {@link #problem} finds a
   *     problem
   */
  public static Optional<OneDnnNetwork> of(ComputationGraph folded) {
    Engine engine = Engine.ofProcess().given(problem(folded.getConfiguration()));
    if (engine == Engine.ND4J) {
      return Optional.empty();
    }
    boolean winograd = engine == Engine.ONEDNN;
    return Optional.of(
        new OneDnnNetwork(
            () -> {
              FoldedWeights weights = new FoldedWeights(folded);
              return shape -> new FoldedPlan(folded, weights, winograd, shape);
            },
            1));
  }

  /**
   * Makes a network that computes its convolutions in 8 bits. It allocates memory on first use.
   *
   * @param folded a network without normalisations, whose parameters must not change
   * @param scales the scales of its activations
   * @param normalization the range of its input
   * @return the network
   * @throws io.github.derm4j.model.backend.BackendUnavailableException if the process uses ND4J's
   *     operations, oneDNN can't compute the network, or the processor has no AVX512_VNNI
   */
  public static OneDnnNetwork inEightBits(
      ComputationGraph folded, QuantizationScales scales, Normalization normalization) {
    Engine.ofProcess().requireEightBits(problem(folded.getConfiguration()));
    return new OneDnnNetwork(
        () -> {
          EightBitWeights weights = new EightBitWeights(folded, scales);
          return shape -> new EightBitPlan(folded, weights, normalization, shape);
        },
        1);
  }

  /**
   * Explains why oneDNN can't compute a network here.
   *
   * @param network its architecture
   * @return one line; empty if it can
   */
  public static Optional<String> problem(ComputationGraphConfiguration network) {
    if (!Nd4j.getBackend().getEnvironment().isCPU()) {
      return Optional.of("ND4J computes on a card");
    }
    if (OneDnnPreset.problem().isPresent()) {
      return OneDnnPreset.problem();
    }
    int block = OneDnnPreset.hasAvx512() ? 16 : 8;
    for (GraphVertex vertex : network.getVertices().values()) {
      if (vertex instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof ConvolutionUnit unit
          && unit.getNOut() % block != 0) {
        return Optional.of(
            unit.getLayerName() + " has " + unit.getNOut() + " filters, no multiple of " + block);
      }
    }
    return network.getDataType() == DataType.FLOAT
        ? Optional.empty()
        : Optional.of("the network is not in single precision");
  }

  /**
   * Makes a copy for several threads at once.
   *
   * @param sessions the number of sessions, at least 1
   * @return a network that shares only the parameters with this one
   */
  public OneDnnNetwork withSessions(int sessions) {
    return new OneDnnNetwork(compilers, sessions);
  }

  /**
   * Computes features, as fast as possible for a single image.
   *
   * @param images {@code [n, height, width, 3]} in single precision
   * @return {@code [n, features]}
   */
  public INDArray output(INDArray images) {
    return use(session -> session.output(images, images.size(0) == 1 ? 1 : GROUP));
  }

  /**
   * Computes features that do not depend on which images are computed together.
   *
   * @param images {@code [n, height, width, 3]} in single precision
   * @return {@code [n, features]}
   */
  public INDArray outputOfGroup(INDArray images) {
    return use(session -> session.output(images, GROUP));
  }

  /** Releases the memory of idle sessions; the next call allocates it again. */
  public void release() {
    List<Session> sessions = new ArrayList<>();
    idle.drainTo(sessions);
    sessions.forEach(Session::release);
    idle.addAll(sessions);
  }

  private <T> T use(Function<Session, T> action) {
    Session session;
    try {
      session = idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an idle network", e);
    }
    try {
      return action.apply(session);
    } finally {
      idle.add(session);
      Reference.reachabilityFence(this);
    }
  }
}
