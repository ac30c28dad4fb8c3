package io.github.derm4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The cost of a benchmark relative to its baseline in the same run, now and before.
 *
 * @param measurement the measurement of the later run
 * @param before its cost in baselines in the earlier run
 * @param now its cost in baselines in the later run
 * @param factor {@code now / before}; above 1, the benchmark became slower
 * @param low the lower end of the factor's 95 % interval
 * @param high the upper end of the factor's 95 % interval
 */
record Comparison(
    Measurement measurement, double before, double now, double factor, double low, double high) {

  private static final double NORMAL_95 = 1.959964;

  /**
   * All benchmarks that both runs have together with their baselines, in the order of the later
   * run.
   */
  static List<Comparison> of(JmhResults before, JmhResults now) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Measurement measurement : now.all()) {
      Comparison comparison = of(measurement, before, now);
      if (comparison != null) {
        comparisons.add(comparison);
      }
    }
    return comparisons;
  }

  private static @Nullable Comparison of(Measurement latest, JmhResults before, JmhResults now) {
    Measurement old = before.find(latest.key());
    Measurement oldBaseline = before.find(latest.key(Measurement.BASELINE));
    Measurement newBaseline = now.find(latest.key(Measurement.BASELINE));
    if (latest.isBaseline() || old == null || oldBaseline == null || newBaseline == null) {
      return null;
    }
    double then = old.cost() / oldBaseline.cost();
    double today = latest.cost() / newBaseline.cost();
    // The errors of four independent means add up in the logarithm of their ratio.
    double error =
        Math.sqrt(
            square(old.relativeError())
                + square(oldBaseline.relativeError())
                + square(latest.relativeError())
                + square(newBaseline.relativeError()));
    double factor = today / then;
    double spread = Math.exp(NORMAL_95 * error);
    return new Comparison(latest, then, today, factor, factor / spread, factor * spread);
  }

  /** Returns whether it is certain, at 95 %, that the cost grew by more than a factor. */
  boolean isWorseThan(double limit) {
    return low > limit;
  }

  /** A row of the table with the header {@link #HEAD}. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s.%s %s | %.4g | %.4g | %.2f (%.2f–%.2f) |",
        measurement.benchmark(),
        measurement.method(),
        measurement.parameters().isEmpty() ? "" : measurement.parameters(),
        before,
        now,
        factor,
        low,
        high);
  }

  static final String HEAD =
      "| benchmark | before, in baselines | now, in baselines | factor (95 % interval) |\n"
          + "|---|---|---|---|";

  private static double square(double x) {
    return x * x;
  }
}
