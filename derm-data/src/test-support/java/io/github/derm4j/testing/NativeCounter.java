package io.github.derm4j.testing;

import java.util.Map;

/** Counts native objects of some kinds that are not released. Found by {@code ServiceLoader}. */
public interface NativeCounter {

  /**
   * Returns the number of objects of each kind that only grows if a leak adds to it. Objects that
   * the garbage collector may release count only if it has not cleared them.
   */
  Map<String, Long> open();
}
