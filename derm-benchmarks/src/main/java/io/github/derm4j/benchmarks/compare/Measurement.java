package io.github.derm4j.benchmarks.compare;

import java.util.Map;

/**
 * One line of a run's result.
 *
 * @param benchmark the class, without the package that all share
 * @param method the measured method
 * @param parameters the facts by name
 * @param cost the mean of the measured iterations, as time per unit of work in any mode
 * @param relativeError the standard error of that mean, divided by it
 * @param score the mean as JMH prints it
 * @param unit the unit that JMH prints
 * @param allocatedBytes the bytes that an operation allocated by the GC profiler, or NaN if it did
 *     not run
 */
record Measurement(
    String benchmark,
    String method,
    Map<String, String> parameters,
    double cost,
    double relativeError,
    double score,
    String unit,
    double allocatedBytes) {

  static final String BASELINE = "baseline";

  Measurement {
    parameters = Map.copyOf(parameters);
  }

  boolean isBaseline() {
    return method.equals(BASELINE);
  }

  /** The key of the baseline of this measurement, or of the same measurement in another run. */
  Key key(String ofMethod) {
    return new Key(benchmark, ofMethod, parameters);
  }

  Key key() {
    return key(method);
  }

  record Key(String benchmark, String method, Map<String, String> parameters) {}
}
