package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.quantization.QuantizedUnit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The kernels and biases of a folded network in 8 bits, in the layouts that its operations need;
 * each is made once. All sessions and numbers of images share them.
 */
final class EightBitWeights {

  private record Kernel(String unit, Memory memory) {}

  private final ComputationGraph network;
  private final QuantizationScales scales;
  private final Arena arena = new Arena();
  private final Map<String, QuantizedUnit> units = new HashMap<>();
  private final List<Kernel> kernels = new ArrayList<>();
  private final Map<String, Memory> biases = new HashMap<>();

  private int users;

  EightBitWeights(ComputationGraph network, QuantizationScales scales) {
    this.network = network;
    this.scales = scales;
  }

  synchronized void retain() {
    users++;
  }

  synchronized void release() {
    users--;
    if (users == 0) {
      arena.close();
      kernels.clear();
      biases.clear();
    }
  }

  /** The scale of a unit's output. */
  float scale(String unit) {
    return scales.of(unit);
  }

  /** The unit for the scale of its input, which does not change. */
  synchronized QuantizedUnit unit(String name, float inputScale, float inputOffset) {
    return units.computeIfAbsent(
        name, each -> QuantizedUnit.of(network.getLayer(each), inputScale, inputOffset));
  }

  synchronized Memory kernel(String name, QuantizedUnit unit, dnnl_memory_desc_t layout) {
    for (Kernel known : kernels) {
      if (known.unit.equals(name) && known.memory.isIn(layout)) {
        return known.memory;
      }
    }
    Memory kernel = arena.memory(layout);
    long[] shape = unit.shape();
    try (Arena during = new Arena();
        Stream stream = new Stream()) {
      Memory plain =
          during.memory(
              Memory.layoutOf(
                  dnnl.dnnl_s8, dnnl.dnnl_hwio, shape[3], shape[2], shape[0], shape[1]));
      copy(ByteBuffer.wrap(unit.kernel()), plain);
      Primitive reorder = Primitive.reorder(during, name, plain, kernel);
      reorder.bind(during, during.allocate(Math.max(1, reorder.scratchBytes())));
      stream.run(reorder);
    }
    kernels.add(new Kernel(name, kernel));
    return kernel;
  }

  synchronized Memory bias(String name, QuantizedUnit unit) {
    return biases.computeIfAbsent(
        name,
        each -> {
          int[] values = unit.bias();
          Memory bias = arena.memory(Memory.layoutOf(dnnl.dnnl_s32, dnnl.dnnl_a, values.length));
          ByteBuffer bytes =
              ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
          bytes.asIntBuffer().put(values);
          copy(bytes, bias);
          return bias;
        });
  }

  private static void copy(ByteBuffer from, Memory to) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    try (BytePointer pointer = new BytePointer(bytes)) {
      Pointer.memcpy(Memory.pointer(to.address()), pointer, bytes.length);
    }
  }
}
