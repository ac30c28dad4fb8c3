package io.github.derm4j.metrics.chart;

import java.util.Locale;

/** A square with both axes from 0 to 1, and the mapping from values to pixels. */
final class UnitSquare {
  /** Colours that colour-blind readers can distinguish (Okabe and Ito). */
  private static final String[] PALETTE = {
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"
  };

  static final int WIDTH = 470;
  static final int LEFT = 62;
  static final int TOP = 40;
  static final int SIDE = 380;
  static final int BOTTOM = TOP + SIDE;
  private static final String GRID = "#e0e0e0";
  private static final String INK = "#333333";

  /** The minimum distance between points, in pixels; closer points would give the same line. */
  private static final double RESOLUTION = 0.3;

  private UnitSquare() {}

  static String colour(int k) {
    return PALETTE[k % PALETTE.length];
  }

  static double x(double value) {
    return LEFT + SIDE * value;
  }

  static double y(double value) {
    return BOTTOM - SIDE * value;
  }

  /** Draws the grid, the ticks and the names of the axes. */
  static Svg axes(Svg svg, String title, String horizontal, String vertical) {
    svg.label(
        x(0.5), 24, "middle", title, "font-size=\"15\" font-weight=\"bold\" fill=\"" + INK + "\"");
    for (int tick = 0; tick <= 5; tick++) {
      double value = tick / 5.0;
      String name = String.format(Locale.ROOT, "%.1f", value);
      svg.line(x(value), y(0), x(value), y(1), GRID, "");
      svg.line(x(0), y(value), x(1), y(value), GRID, "");
      svg.label(x(value), BOTTOM + 18, "middle", name, "fill=\"" + INK + "\"");
      svg.label(LEFT - 8, y(value) + 4, "end", name, "fill=\"" + INK + "\"");
    }
    svg.line(x(0), y(0), x(1), y(0), INK, "");
    svg.line(x(0), y(0), x(0), y(1), INK, "");
    svg.label(x(0.5), BOTTOM + 40, "middle", horizontal, "fill=\"" + INK + "\"");
    return svg.label(
        18,
        y(0.5),
        "middle",
        vertical,
        "fill=\"" + INK + "\" transform=\"rotate(-90 18 " + Svg.number(y(0.5)) + ")\"");
  }

  /** Draws the entries of a legend below the axes. */
  static void legend(Svg svg, int row, String colour, String name) {
    double y = BOTTOM + 64 + 20.0 * row;
    svg.rectangle(LEFT, y - 9, 22, 5, colour);
    svg.label(LEFT + 30.0, y, "start", name, "fill=\"" + INK + "\"");
  }

  static int height(int legendRows) {
    return BOTTOM + 60 + 20 * legendRows;
  }

  /** A path that leaves out points that are visually indistinguishable from the previous one. */
  static final class Path {
    private final StringBuilder points = new StringBuilder();
    private double lastX = Double.NaN;
    private double lastY = Double.NaN;

    Path add(double horizontal, double vertical, boolean force) {
      double x = x(horizontal);
      double y = y(vertical);
      if (force || !(Math.hypot(x - lastX, y - lastY) < RESOLUTION)) {
        points.append(points.length() == 0 ? "" : " ").append(Svg.number(x)).append(',');
        points.append(Svg.number(y));
        lastX = x;
        lastY = y;
      }
      return this;
    }

    @Override
    public String toString() {
      return points.toString();
    }
  }
}
