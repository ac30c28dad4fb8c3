package io.github.derm4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Measures the time of the phases of a run. */
final class Stopwatch {

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private long since = System.nanoTime();

  /** Ends a phase and begins the next one. */
  void lap(String phase) {
    long now = System.nanoTime();
    seconds.merge(phase, (now - since) / 1e9, Double::sum);
    since = now;
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
