package io.github.derm4j.model.internal.onednn;

import com.google.common.primitives.Longs;
import io.github.derm4j.model.backend.Precision;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The body of a network in training, up to the input of its output layer, computed directly by
 * oneDNN. The network owns parameters, gradients and moving statistics: this class reads the
 * parameters before each pass, and writes the others into the network's views. It is compiled once
 * for each batch size, and all compiled plans share memory. For one thread at a time.
 */
public final class TrainingBody implements AutoCloseable {

  private final ComputationGraph network;
  private final boolean winograd;
  private final Precision precision;
  private final Arena arena = new Arena();
  private final Buffers buffers = new Buffers(arena);
  private final TrainedWeights weights = new TrainedWeights(arena);
  private final Map<List<Long>, TrainingPlan> plans = new HashMap<>();
  private @Nullable TrainingPlan current;
  private @Nullable INDArray images;

  /**
   * Makes the body of a network. It allocates memory on first use.
   *
   * @param network a network without an {@link OneDnnNetwork#problem}, whose units are already
   *     frozen and whose view of the gradients exists
   * @param winograd whether to use Winograd's algorithm, which needs fewer multiplications, if the
   *     library has it
   * @param precision a precision without a {@linkplain Precision#problem problem}
   */
  public TrainingBody(ComputationGraph network, boolean winograd, Precision precision) {
    this.network = network;
    this.winograd = winograd;
    this.precision = precision;
  }

  /**
   * Computes features as in training, and the statistics of the batch.
   *
   * @param batch {@code [n, height, width, channels]} in single precision
   * @return {@code [n, features]}
   */
  public INDArray forward(INDArray batch) {
    // The buffer of a view begins elsewhere.
    INDArray from =
        batch.isView() || !Shape.hasDefaultStridesForShape(batch) ? batch.dup('c') : batch;
    TrainingPlan plan = plan(from);
    INDArray to = Nd4j.createUninitialized(DataType.FLOAT, from.size(0), plan.features());
    try {
      plan.forward(Memory.addressOf(from), Memory.addressOf(to));
    } finally {
      Reference.reachabilityFence(to);
    }
    current = plan;
    images = from;
    return to;
  }

  /**
   * Computes the gradients of the batch of the last forward pass, into the network's view.
   *
   * @param atFeatures {@code [n, features]}
   */
  public void backward(INDArray atFeatures) {
    TrainingPlan plan = current;
    if (plan == null) {
      throw new IllegalStateException("A backward pass needs a forward pass first");
    }
    INDArray from = atFeatures.dup('c');
    try {
      plan.backward(Memory.addressOf(from));
    } finally {
      Reference.reachabilityFence(from);
      Reference.reachabilityFence(images);
    }
    from.close();
    current = null;
    images = null;
  }

  private TrainingPlan plan(INDArray batch) {
    List<Long> shape = Longs.asList(batch.shape());
    TrainingPlan plan = plans.get(shape);
    if (plan == null) {
      plan = new TrainingPlan(network, weights, buffers, winograd, precision, Longs.toArray(shape));
      buffers.filled();
      plans.put(shape, plan);
    }
    return plan;
  }

  @Override
  public void close() {
    current = null;
    images = null;
    plans.values().forEach(TrainingPlan::close);
    plans.clear();
    arena.close();
  }
}
