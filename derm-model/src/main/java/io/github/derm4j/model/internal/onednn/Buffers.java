package io.github.derm4j.model.internal.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory for arrays that are needed only during a part of a run, planned once when a network is
 * compiled. Networks that run in turn can share it: buffers that one network has returned are used
 * in the plan of the next.
 */
final class Buffers {

  private record Buffer(long address, long bytes) {}

  private final Arena arena;
  private final List<Buffer> idle = new ArrayList<>();
  private final Map<Long, Buffer> lent = new HashMap<>();
  private boolean filled;
  private Buffer scratch = new Buffer(0, 0);

  Buffers(Arena arena) {
    this.arena = arena;
  }

  /**
   * Allows any buffer that is large enough from now on, because a network was planned with them.
   */
  void filled() {
    filled = true;
  }

  /**
   * Takes the smallest idle buffer that is large enough but less than twice as large, or a new one.
   */
  long take(long bytes) {
    Buffer best = null;
    for (Buffer each : idle) {
      if (each.bytes >= bytes
          && (filled || each.bytes <= 2 * bytes)
          && (best == null || each.bytes < best.bytes)) {
        best = each;
      }
    }
    if (best == null) {
      best = new Buffer(arena.allocate(bytes), bytes);
    } else {
      idle.remove(best);
    }
    lent.put(best.address, best);
    return best.address;
  }

  /** The scratch memory of operations, which all share. */
  long scratch(long bytes) {
    if (bytes > scratch.bytes) {
      scratch = new Buffer(arena.allocate(bytes), bytes);
    }
    return scratch.address;
  }

  void giveBack(long address) {
    Buffer buffer = lent.remove(address);
    if (buffer == null) {
      throw new IllegalStateException("a buffer was given back twice");
    }
    idle.add(buffer);
  }
}
