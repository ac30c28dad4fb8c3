package io.github.derm4j.model.internal.onednn;

import io.github.derm4j.model.internal.NativeResources;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * Owns native memory and handles, and releases them together. Not safe for use by several threads.
 */
final class Arena implements AutoCloseable {

  private static final String KIND = "object of oneDNN";
  private static final long PAGE = 4096;
  private static final long HUGE_PAGE = 2 << 20;

  private final Deque<Runnable> owned = new ArrayDeque<>();

  /** Adds a resource that is released when this arena is closed. */
  void own(Runnable giveBack) {
    owned.push(giveBack);
    NativeResources.opened(KIND);
  }

  /** Allocates a block of bytes at the start of a page, and returns its address. */
  long allocate(long bytes) {
    long alignment = bytes > 2 * HUGE_PAGE ? HUGE_PAGE : PAGE;
    Pointer block = Pointer.malloc(bytes + alignment);
    if (block == null || block.isNull()) {
      throw new OutOfMemoryError("no native memory is left for " + bytes + " bytes of a network");
    }
    own(() -> Pointer.free(block));
    return (block.address() + alignment - 1) / alignment * alignment;
  }

  /** Allocates an array. */
  Memory memory(dnnl_memory_desc_t layout) {
    return memory(layout, allocate(dnnl.dnnl_memory_desc_get_size(layout)));
  }

  /** Makes an array at an address that is owned elsewhere. */
  Memory memory(dnnl_memory_desc_t layout, long address) {
    dnnl_memory handle = new dnnl_memory();
    OneDnn.check(
        dnnl.dnnl_memory_create(handle, layout, OneDnn.engine(), Memory.pointer(address)),
        "an array");
    own(() -> dnnl.dnnl_memory_destroy(handle));
    return new Memory(layout, address, handle);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().run();
      NativeResources.closed(KIND);
    }
  }
}
