package io.github.derm4j.testing;

import java.lang.ref.Reference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays of ND4J outside of workspaces that something refers to. The garbage collector releases
 * the others, by ND4J's design, so they count only while it has not found them.
 */
public final class ReachableArrays implements NativeCounter {

  /** Smaller ones are mostly ND4J's own constants, which it keeps for the next operation. */
  private static final long MIN_BYTES = 1024;

  @Override
  public Map<String, Long> open() {
    return Map.of("array", isUsed() ? count() : 0L);
  }

  /** A test without arrays must not load ND4J's natives. */
  private static boolean isUsed() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("DeallocatorServiceThread"));
  }

  private static long count() {
    Object service = Nd4j.getDeallocatorService();
    try {
      var references = service.getClass().getDeclaredField("referenceMap");
      references.setAccessible(true);
      return ((Map<?, ?>) references.get(service))
          .values().stream().filter(each -> isLarge(((Reference<?>) each).get())).count();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isLarge(@Nullable Object buffer) {
    return buffer instanceof DataBuffer data
        && !data.wasClosed()
        && data.length() * data.getElementSize() >= MIN_BYTES;
  }
}
