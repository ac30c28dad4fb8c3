package io.github.derm4j.model.internal.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory for arrays that live for a part of a run only: planned once, when a network is compiled.
 * Networks that run in turn can share it; what one has given back the next is planned with.
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

  /** From now on any buffer that is large enough will do: a network was planned with them. */
  void filled() {
    filled = true;
  }

  /** The smallest idle buffer that is large enough and less than twice as large, or a new one. */
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

  /** What operations may write into while they run; it is the same for all that fit. */
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
