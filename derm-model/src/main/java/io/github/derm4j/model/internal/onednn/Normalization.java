package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.UnitInTraining;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_batch_normalization_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;

/**
 * The batch normalisation and ReLU of a unit, in one forward and one backward operation. The shift,
 * the statistics and their gradients are arrays of the network.
 */
final class Normalization {

  private final Arena arena;
  private final String name;
  private final UnitInTraining unit;
  private final dnnl_memory_desc_t layout;
  private final int flags;
  private final Memory mean;
  private final Memory variance;
  private final Primitive forward;

  Normalization(Arena arena, String name, UnitInTraining unit, dnnl_memory_desc_t layout) {
    this.arena = arena;
    this.name = name;
    this.unit = unit;
    this.layout = layout;
    boolean ofBatch = unit.usesBatchStatistics();
    flags =
        dnnl.dnnl_use_shift | dnnl.dnnl_fuse_norm_relu | (ofBatch ? 0 : dnnl.dnnl_use_global_stats);
    mean = Memory.vector(arena, ofBatch ? unit.batchMean() : unit.parameter(ConvolutionUnit.MEAN));
    variance =
        Memory.vector(
            arena, ofBatch ? unit.batchVariance() : unit.parameter(ConvolutionUnit.VARIANCE));
    dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
    OneDnn.check(
        dnnl.dnnl_batch_normalization_forward_desc_init(
            operation,
            unit.isFrozen() ? dnnl.dnnl_forward_inference : dnnl.dnnl_forward_training,
            layout,
            epsilon(),
            flags),
        name);
    forward = withStatistics(Primitive.of(arena, name, operation, false));
  }

  private float epsilon() {
    return (float) unit.configuration().epsilon();
  }

  private Primitive withStatistics(@Nullable Primitive primitive) {
    return Objects.requireNonNull(primitive, name)
        .with(dnnl.DNNL_ARG_MEAN, mean)
        .with(dnnl.DNNL_ARG_VARIANCE, variance)
        .with(dnnl.DNNL_ARG_SHIFT, Memory.vector(arena, unit.parameter(ConvolutionUnit.BETA)));
  }

  /** The forward pass. Unless the unit is frozen, it also needs a workspace. */
  Primitive forward() {
    return forward;
  }

  /** The backward pass, which computes the gradients with respect to the input and the shift. */
  Primitive backward() {
    dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
    OneDnn.check(
        dnnl.dnnl_batch_normalization_backward_desc_init(
            operation, dnnl.dnnl_backward, layout, layout, epsilon(), flags),
        name);
    return withStatistics(Primitive.backward(arena, name, operation, forward))
        .with(dnnl.DNNL_ARG_DIFF_SHIFT, Memory.vector(arena, unit.gradient(ConvolutionUnit.BETA)));
  }

  /**
   * The value that a step subtracts from a moving statistic so that it becomes d·old + (1-d)·new.
   */
  Primitive update(String statistic) {
    float share = (float) (1 - unit.decay());
    return Primitive.sum(
        arena,
        name,
        Memory.vector(arena, unit.gradient(statistic)),
        new float[] {share, -share},
        Memory.vector(arena, unit.parameter(statistic)),
        statistic.equals(ConvolutionUnit.MEAN) ? mean : variance);
  }
}
