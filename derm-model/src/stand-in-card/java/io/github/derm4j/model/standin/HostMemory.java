package io.github.derm4j.model.standin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.nativeblas.NativeOps;

/** Memory of the host, and which of it was asked for as a card wants it. */
final class HostMemory {

  private final NativeOps natives;
  private final Map<Long, Long> pinned = new ConcurrentHashMap<>();

  HostMemory(NativeOps natives) {
    this.natives = natives;
  }

  Pointer pageable(long bytes) {
    return natives.mallocHost(Math.max(Long.BYTES, bytes), 0);
  }

  /** What {@code cudaHostAlloc} gives. */
  Pointer pinned(long bytes) {
    Pointer memory = pageable(bytes);
    pinned.put(memory.address(), bytes);
    return memory;
  }

  int free(Pointer memory) {
    pinned.remove(memory.address());
    return natives.freeHost(memory);
  }

  boolean isPinned(Pointer memory) {
    long address = memory.address();
    return pinned.entrySet().stream()
        .anyMatch(each -> address >= each.getKey() && address < each.getKey() + each.getValue());
  }
}
