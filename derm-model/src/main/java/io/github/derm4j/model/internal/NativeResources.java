package io.github.derm4j.model.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what native libraries hold until it is closed, and what no other counter shows. Tests find
 * leaks by it.
 */
public final class NativeResources {

  /** A network that ONNX Runtime has loaded. */
  public static final String ONNX_SESSION = "session of ONNX Runtime";

  private static final Map<String, AtomicLong> OPEN = new ConcurrentHashMap<>();

  private NativeResources() {}

  /** Counts a resource that is now open. */
  public static void opened(String kind) {
    OPEN.computeIfAbsent(kind, any -> new AtomicLong()).incrementAndGet();
  }

  /** Counts a resource that was closed. */
  public static void closed(String kind) {
    OPEN.computeIfAbsent(kind, any -> new AtomicLong()).decrementAndGet();
  }

  /** {@return the number of open resources of each kind} */
  public static Map<String, Long> open() {
    Map<String, Long> open = new TreeMap<>();
    OPEN.forEach((kind, count) -> open.put(kind, count.get()));
    return open;
  }
}
