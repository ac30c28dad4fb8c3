package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A small chart in the colours of the page, so that it adapts to dark mode. The horizontal axis
 * runs from 0 to 1.
 */
final class LineFigure {

  private static final int SIZE = 260;
  private static final int LEFT = 52;
  private static final int TOP = 10;
  private static final int TICKS = 5;

  /** The height of a histogram above the axes. */
  private static final int STRIP = 48;

  private final String label;
  private final String horizontal;
  private final String vertical;
  private final double lowest;
  private final double highest;
  private final int top;
  private final StringBuilder shapes = new StringBuilder();

  private LineFigure(
      String label, String horizontal, String vertical, double lowest, double highest, int top) {
    this.label = label;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.lowest = lowest;
    this.highest = highest;
    this.top = top;
  }

  /** A chart whose vertical axis runs from 0 to 1. */
  static LineFigure ofShares(String label, String horizontal, String vertical) {
    return new LineFigure(label, horizontal, vertical, 0, 1, TOP);
  }

  static LineFigure of(
      String label, String horizontal, String vertical, double lowest, double highest) {
    return new LineFigure(label, horizontal, vertical, lowest, highest, TOP);
  }

  /** The same below a histogram of the values on the horizontal axis. */
  static LineFigure ofSharesBelow(
      double[] low,
      double[] high,
      double[] counts,
      String label,
      String horizontal,
      String vertical) {
    LineFigure figure = new LineFigure(label, horizontal, vertical, 0, 1, TOP + STRIP);
    double most = DoubleStream.of(counts).max().orElse(1);
    for (int i = 0; i < counts.length; i++) {
      double height = (STRIP - 8) * counts[i] / most;
      figure.shapes.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"histogram\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                  + " height=\"%.1f\"/>%n",
              x(low[i]) + 1,
              TOP + STRIP - 4 - height,
              x(high[i]) - x(low[i]) - 2,
              height));
    }
    return figure;
  }

  /** A point with its interval. */
  LineFigure interval(double x, double y, double low, double high) {
    shapes.append(
        String.format(
            Locale.ROOT,
            "<line class=\"bin-range\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\"/>"
                + "<circle class=\"bin\" cx=\"%1$.1f\" cy=\"%4$.1f\" r=\"3.5\"/>%n",
            x(x),
            y(low),
            y(high),
            y(y)));
    return this;
  }

  /** Adds a line through points; what lies outside the vertical axis is left out. */
  LineFigure line(String style, double[] x, double[] y) {
    shapes.append("<path class=\"").append(style).append("\" d=\"").append(visible(x, y));
    shapes.append("\"/>\n");
    return this;
  }

  /** Adds the area between two lines. */
  LineFigure band(double[] x, double[] low, double[] high) {
    StringBuilder back = new StringBuilder();
    for (int i = x.length - 1; i >= 0; i--) {
      back.append(point(" L", x[i], low[i]));
    }
    shapes.append("<path class=\"band\" d=\"").append(path(x, high)).append(back);
    shapes.append(" Z\"/>\n");
    return this;
  }

  /** Adds the area between a line and the corner at 0. */
  LineFigure area(double[] x, double[] y) {
    shapes.append("<path class=\"curve-area\" d=\"").append(path(x, y));
    shapes.append(point(" L", 0, lowest)).append(" Z\"/>\n");
    return this;
  }

  LineFigure dot(double x, double y) {
    return dot("point", x, y);
  }

  LineFigure dot(String style, double x, double y) {
    return dot(style, 5, x, y);
  }

  LineFigure dot(String style, int radius, double x, double y) {
    shapes.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>%n",
            style,
            x(x),
            y(y),
            radius));
    return this;
  }

  String svg() {
    StringBuilder grid = new StringBuilder();
    for (int tick = 0; tick <= TICKS; tick++) {
      double share = tick / (double) TICKS;
      double value = lowest + share * (highest - lowest) + 0.0; // Not -0.0.
      grid.append(
          String.format(
              Locale.ROOT,
              """
              <line class="grid" x1="%1$.1f" x2="%1$.1f" y1="%3$d" y2="%4$d"/>\
              <line class="grid" x1="%5$d" x2="%6$d" y1="%2$.1f" y2="%2$.1f"/>\
              <text class="tick" x="%1$.1f" y="%7$d" text-anchor="middle">%8$.1f</text>\
              <text class="tick" x="%9$d" y="%10$.1f" text-anchor="end">%11$s</text>
              """,
              x(share),
              y(value),
              top,
              top + SIZE,
              LEFT,
              LEFT + SIZE,
              top + SIZE + 16,
              share,
              LEFT - 6,
              y(value) + 4,
              number(value)));
    }
    return String.format(
        Locale.ROOT,
        """
        <svg viewBox="0 0 %d %d" role="img" aria-label="%s">
        %s%s<text class="axis" x="%d" y="%d" text-anchor="middle">%s</text>
        <text class="axis" transform="translate(11 %d) rotate(-90)" text-anchor="middle">%s</text>
        </svg>
        """,
        LEFT + SIZE + 12,
        top + SIZE + 38,
        escape(label),
        grid,
        shapes,
        LEFT + SIZE / 2,
        top + SIZE + 34,
        escape(horizontal),
        top + SIZE / 2,
        escape(vertical));
  }

  private String number(double value) {
    boolean tenths = Math.abs((highest - lowest) / TICKS * 10 % 1) < 1e-9;
    return String.format(Locale.ROOT, tenths ? "%.1f" : "%.2f", value);
  }

  /** The path between the ends of the vertical axis, in pieces if it leaves them. */
  private String visible(double[] x, double[] y) {
    StringBuilder path = new StringBuilder();
    boolean drawn = false;
    for (int i = 1; i < x.length; i++) {
      double begin = Math.min(highest, Math.max(lowest, y[i - 1]));
      double end = Math.min(highest, Math.max(lowest, y[i]));
      boolean outside = begin == end && begin != y[i - 1] && end != y[i];
      if (!outside) {
        if (!drawn) {
          path.append(point(path.isEmpty() ? "M" : " M", between(x, y, i, begin), begin));
        }
        path.append(point(" L", between(x, y, i, end), end));
      }
      drawn = !outside && end == y[i];
    }
    return path.toString();
  }

  /** Where the line to a point has a height. */
  private static double between(double[] x, double[] y, int i, double height) {
    if (height == y[i]) {
      return x[i];
    }
    return height == y[i - 1]
        ? x[i - 1]
        : x[i - 1] + (x[i] - x[i - 1]) * (height - y[i - 1]) / (y[i] - y[i - 1]);
  }

  private String path(double[] x, double[] y) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      path.append(point(i == 0 ? "M" : " L", x[i], y[i]));
    }
    return path.toString();
  }

  private String point(String command, double x, double y) {
    return String.format(Locale.ROOT, "%s%.1f,%.1f", command, x(x), y(y));
  }

  private static double x(double value) {
    return LEFT + SIZE * value;
  }

  /** Values outside the axis are drawn at its end. */
  private double y(double value) {
    double inside = Math.max(lowest, Math.min(highest, value));
    return top + SIZE * (highest - inside) / (highest - lowest);
  }
}
