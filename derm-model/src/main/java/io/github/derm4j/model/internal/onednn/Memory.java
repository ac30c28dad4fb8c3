package io.github.derm4j.model.internal.onednn;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * An array of floats in native memory.
 *
 * @param layout its shape, and the order in which its numbers lie
 * @param address where they lie
 * @param handle oneDNN's name of it
 */
record Memory(dnnl_memory_desc_t layout, long address, dnnl_memory handle) {

  /** A layout by one of oneDNN's names of layouts. */
  static dnnl_memory_desc_t layout(int tag, long... shape) {
    dnnl_memory_desc_t layout = new dnnl_memory_desc_t();
    OneDnn.check(
        dnnl.dnnl_memory_desc_init_by_tag(layout, shape.length, shape, dnnl.dnnl_f32, tag),
        "a layout");
    return layout;
  }

  static Pointer pointer(long address) {
    return new Address(address);
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

  /** Whether it has a layout already. */
  boolean isIn(dnnl_memory_desc_t other) {
    return dnnl.dnnl_memory_desc_equal(layout, other) != 0;
  }

  /** A pointer that owns nothing. */
  private static final class Address extends Pointer {
    Address(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
