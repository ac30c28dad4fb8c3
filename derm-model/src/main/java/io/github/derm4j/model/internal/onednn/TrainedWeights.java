package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.UnitInTraining;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc_t;

/**
 * The kernels of a network in training in the layouts that its operations need; each layout is
 * created once and refilled before each step.
 */
final class TrainedWeights {

  private final Arena arena;
  private final Map<String, List<Memory>> kernels = new HashMap<>();
  private final List<Primitive> fill = new ArrayList<>();

  TrainedWeights(Arena arena) {
    this.arena = arena;
  }

  /** Makes an array for the kernel of a unit, which {@link #fill} fills. */
  Memory kernel(String name, UnitInTraining unit, dnnl_memory_desc_t layout) {
    List<Memory> known = kernels.computeIfAbsent(name, none -> new ArrayList<>());
    for (Memory each : known) {
      if (each.isIn(layout)) {
        return each;
      }
    }
    Memory kernel = arena.memory(layout);
    Primitive reorder =
        Primitive.reorder(
            arena, name, Memory.kernel(arena, unit.parameter(ConvolutionUnit.KERNEL)), kernel);
    fill.add(reorder.bind(arena, arena.allocate(Math.max(1, reorder.scratchBytes()))));
    known.add(kernel);
    return kernel;
  }

  /** Copies the current kernels of the network. */
  List<Primitive> fill() {
    return fill;
  }
}
