package io.github.derm4j.metrics.chart;

import io.github.derm4j.metrics.ConfusionMatrix;
import java.util.List;
import java.util.Locale;

/**
 * A chart of a confusion matrix in the style of the paper: one row per actual class, one column per
 * predicted class, each cell shaded by its share of the row and labelled with that share and the
 * count. The row of a class without cases stays white.
 */
public final class ConfusionMatrixChart {
  private static final int CELL = 52;
  private static final int TOP = 70;
  private static final String INK = "#333333";

  /** The approximate width of the line above the cells, which is centred over them. */
  private static final int LEGEND = 290;

  /** The approximate width of a character, to reserve space for the labels. */
  private static final double CHARACTER = 7.2;

  private ConfusionMatrixChart() {}

  /**
   * Draws the matrix.
   *
   * @param title the title above the chart
   * @param matrix the counts
   * @return a self-contained SVG text
   */
  public static String svg(String title, ConfusionMatrix matrix) {
    List<String> labels = matrix.labels();
    int n = labels.size();
    int longest = labels.stream().mapToInt(String::length).max().orElse(0);
    int margin = 40 + (int) Math.ceil(longest * CHARACTER);
    int width =
        Math.max(
            margin + Math.max(n * CELL, n * CELL / 2 + LEGEND / 2) + 20,
            60 + (int) (title.length() * 8.5));
    Svg svg = new Svg(width, TOP + n * CELL + margin, title);
    svg.label(
        width / 2.0,
        24,
        "middle",
        title,
        "font-size=\"15\" font-weight=\"bold\" fill=\"" + INK + "\"");
    svg.label(
        margin + n * CELL / 2.0,
        TOP - 12,
        "middle",
        "Rows: actual class; columns: predicted class",
        "fill=\"" + INK + "\"");
    for (int actual = 0; actual < n; actual++) {
      double y = TOP + (double) actual * CELL;
      svg.label(margin - 8, y + CELL / 2.0 + 4, "end", labels.get(actual), "fill=\"" + INK + "\"");
      for (int predicted = 0; predicted < n; predicted++) {
        cell(svg, matrix, actual, predicted, margin + (double) predicted * CELL, y);
      }
    }
    for (int predicted = 0; predicted < n; predicted++) {
      double x = margin + predicted * CELL + CELL / 2.0 + 4;
      double y = TOP + n * CELL + 8.0;
      String turn = "rotate(-90 " + Svg.number(x) + " " + Svg.number(y) + ")";
      svg.label(
          x, y, "end", labels.get(predicted), "fill=\"" + INK + "\" transform=\"" + turn + "\"");
    }
    return svg.finish();
  }

  private static void cell(
      Svg svg, ConfusionMatrix matrix, int actual, int predicted, double x, double y) {
    long count = matrix.count(actual, predicted);
    long cases = matrix.actualCount(actual);
    double share = cases == 0 ? 0 : (double) count / cases;
    svg.rectangle(x, y, CELL - 1.0, CELL - 1.0, shade(share));
    if (count > 0) {
      String ink = "fill=\"" + (share > 0.5 ? "#ffffff" : INK) + "\"";
      svg.label(
          x + CELL / 2.0, y + CELL / 2.0, "middle", String.format(Locale.ROOT, "%.2f", share), ink);
      svg.label(
          x + CELL / 2.0,
          y + CELL / 2.0 + 15,
          "middle",
          Long.toString(count),
          ink + " font-size=\"10\"");
    }
  }

  /** A colour from white to dark blue. */
  private static String shade(double share) {
    return String.format(
        Locale.ROOT,
        "#%02x%02x%02x",
        Math.round(255 - 247 * share),
        Math.round(255 - 207 * share),
        Math.round(255 - 148 * share));
  }
}
