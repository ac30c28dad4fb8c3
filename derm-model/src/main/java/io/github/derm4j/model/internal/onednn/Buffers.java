package io.github.derm4j.model.internal.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory for arrays that live for a part of a run only: planned once, when a network is compiled.
 */
final class Buffers {

  private record Buffer(long address, long bytes) {}

  private final Arena arena;
  private final List<Buffer> idle = new ArrayList<>();
  private final Map<Long, Buffer> lent = new HashMap<>();

  Buffers(Arena arena) {
    this.arena = arena;
  }

  /** The smallest idle buffer that is large enough and less than twice as large, or a new one. */
  long take(long bytes) {
    Buffer best = null;
    for (Buffer each : idle) {
      if (each.bytes >= bytes
          && each.bytes <= 2 * bytes
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

  void giveBack(long address) {
    Buffer buffer = lent.remove(address);
    if (buffer == null) {
      throw new IllegalStateException("a buffer was given back twice");
    }
    idle.add(buffer);
  }
}
