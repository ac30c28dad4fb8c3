package io.github.derm4j.model.internal.onednn;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array of numbers in native memory.
 *
 * @param layout its shape and the order of its numbers
 * @param address the address of the numbers
 * @param handle oneDNN's handle
 */
record Memory(dnnl_memory_desc_t layout, long address, dnnl_memory handle) {

  /** Makes a layout in single precision by one of oneDNN's layout names. */
  static dnnl_memory_desc_t layout(int tag, long... shape) {
    return layoutOf(dnnl.dnnl_f32, tag, shape);
  }

  /** Makes a layout with one of oneDNN's number types. */
  static dnnl_memory_desc_t layoutOf(int type, int tag, long... shape) {
    dnnl_memory_desc_t layout = new dnnl_memory_desc_t();
    OneDnn.check(
        dnnl.dnnl_memory_desc_init_by_tag(layout, shape.length, shape, type, tag), "a layout");
    return layout;
  }

  /** The address of the first number of an ND4J array, which may be a view of another. */
  static long addressOf(INDArray array) {
    return array.data().addressPointer().address();
  }

  /** Wraps a vector of ND4J without copying. */
  static Memory vector(Arena arena, INDArray vector) {
    return arena.memory(layout(dnnl.dnnl_a, vector.length()), addressOf(vector));
  }

  /** Wraps a kernel of ND4J, {@code [height, width, in, out]}, without copying. */
  static Memory kernel(Arena arena, INDArray kernel) {
    return arena.memory(
        layout(dnnl.dnnl_hwio, kernel.size(3), kernel.size(2), kernel.size(0), kernel.size(1)),
        addressOf(kernel));
  }

  static Pointer pointer(long address) {
    return new Address(address);
  }

  /** Makes the operations that use this array read and write another address. */
  void moveTo(long elsewhere) {
    OneDnn.check(dnnl.dnnl_memory_set_data_handle(handle, pointer(elsewhere)), "an array");
  }

  long channels() {
    return layout.dims().get(1);
  }

  long height() {
    return layout.dims().get(2);
  }

  long width() {
    return layout.dims().get(3);
  }

  long bytes() {
    return dnnl.dnnl_memory_desc_get_size(layout);
  }

  /** The layout of a range of channels within this array. */
  dnnl_memory_desc_t channels(long first, long count) {
    dnnl_memory_desc_t part = new dnnl_memory_desc_t();
    OneDnn.check(
        dnnl.dnnl_memory_desc_init_submemory(
            part,
            layout,
            new long[] {layout.dims().get(0), count, height(), width()},
            new long[] {0, first, 0, 0}),
        "a part of an array");
    return part;
  }

  /** Returns the same layout with another number type. */
  dnnl_memory_desc_t layoutOf(int type) {
    dnnl_memory_desc_t other = new dnnl_memory_desc_t();
    Pointer.memcpy(other, layout, layout.sizeof());
    return other.data_type(type);
  }

  /** Returns whether the layout is already determined. */
  boolean isIn(dnnl_memory_desc_t other) {
    return dnnl.dnnl_memory_desc_equal(layout, other) != 0;
  }

  /** Makes a pointer that does not own its memory. */
  private static final class Address extends Pointer {
    Address(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
