package io.github.derm4j.model.report;

import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.model.internal.Format;
import java.util.Locale;

/** The cells of a forest plot: a figure with its interval on a line with marks at 0, 0.5 and 1. */
final class Forest {

  private static final double LEVEL = 0.95;

  private Forest() {}

  static String cell(String label, String text, double value, ConfidenceInterval limits) {
    return String.format(
        Locale.ROOT,
        "<td data-label=\"%1$s\">%2$s<svg class=\"forest\" viewBox=\"0 0 120 12\" role=\"img\""
            + " aria-label=\"%1$s, 95 %% interval %3$.3f to %4$.3f\">"
            + "<path class=\"grid\" d=\"M4,6 H116 M4,3 v6 M60,3 v6 M116,3 v6\"/>"
            + "<line class=\"forest-range\" x1=\"%5$.1f\" x2=\"%6$.1f\" y1=\"6\" y2=\"6\"/>"
            + "<circle class=\"forest-dot\" cx=\"%7$.1f\" cy=\"6\" r=\"3.5\"/></svg></td>",
        label,
        text,
        limits.low(),
        limits.high(),
        x(limits.low()),
        x(limits.high()),
        x(value));
  }

  /** A cell for a share with Wilson's 95 % interval; without cases, there is no interval. */
  static String share(String label, ClusteredProportion share) {
    return share.proportion().trials() == 0
        ? none(label)
        : cell(
            label,
            Format.percent(share.value()),
            share.value(),
            share.interval(ProportionInterval.WILSON, LEVEL));
  }

  static String none(String label) {
    return "<td data-label=\"" + label + "\"><span class=\"small\">no interval</span></td>";
  }

  private static double x(double share) {
    return 4 + 112 * share;
  }
}
