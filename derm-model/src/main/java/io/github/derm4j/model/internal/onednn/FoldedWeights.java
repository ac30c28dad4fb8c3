package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The kernels and biases of a folded network in the layouts that its operations need; each layout
 * is created once. All sessions and numbers of images share them; they occupy memory while any of
 * these is compiled.
 */
final class FoldedWeights {

  private final ComputationGraph network;
  private final Arena arena = new Arena();
  private final Map<String, List<Memory>> kernels = new HashMap<>();
  private final Map<String, Memory> biases = new HashMap<>();

  private int users;

  FoldedWeights(ComputationGraph network) {
    this.network = network;
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

  /** The shape of a unit's kernel: height, width, channels in, channels out. */
  long[] kernelShape(String unit) {
    return network.getLayer(unit).getParam(ConvolutionUnit.KERNEL).shape();
  }

  synchronized Memory kernel(String unit, dnnl_memory_desc_t layout) {
    List<Memory> known = kernels.computeIfAbsent(unit, name -> new ArrayList<>());
    for (Memory each : known) {
      if (each.isIn(layout)) {
        return each;
      }
    }
    long[] shape = kernelShape(unit);
    Memory kernel =
        copy(
            unit,
            ConvolutionUnit.KERNEL,
            Memory.layout(dnnl.dnnl_hwio, shape[3], shape[2], shape[0], shape[1]),
            layout);
    known.add(kernel);
    return kernel;
  }

  synchronized Memory bias(String unit) {
    return biases.computeIfAbsent(
        unit,
        name -> {
          dnnl_memory_desc_t layout = Memory.layout(dnnl.dnnl_a, kernelShape(name)[3]);
          return copy(name, ConvolutionUnit.BETA, layout, layout);
        });
  }

  private Memory copy(
      String unit, String parameter, dnnl_memory_desc_t plain, dnnl_memory_desc_t layout) {
    INDArray values = network.getLayer(unit).getParam(parameter).dup('c');
    Memory copy = arena.memory(layout);
    try (Arena during = new Arena();
        Stream stream = new Stream()) {
      Primitive reorder =
          Primitive.reorder(during, unit, during.memory(plain, values.data().address()), copy);
      reorder.bind(during, during.allocate(Math.max(1, reorder.scratchBytes())));
      stream.run(reorder);
    }
    values.close();
    return copy;
  }
}
