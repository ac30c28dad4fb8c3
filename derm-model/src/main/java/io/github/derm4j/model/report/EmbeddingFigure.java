package io.github.derm4j.model.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A scatter plot as SVG: points of the plane, coloured by group, with a legend. */
public final class EmbeddingFigure {

  private static final int SIDE = 720;
  private static final int MARGIN = 12;
  private static final int LEAST_LEGEND = 300;

  /** A width per letter above the average, so that the legend fits in any font. */
  private static final double LETTER = 8.5;

  private static final int LINE = 22;
  private static final double RADIUS = 3.2;
  private static final int FIRST_HUE = 210;

  /**
   * The colours of the groups, which differ in hue and, if there are many groups, also in
   * lightness.
   */
  private static final int[] LIGHTNESS = {42, 60};

  private record Point(int group, double x, double y, String title) {}

  private final List<String> groups;
  private final List<Point> points = new ArrayList<>();

  /**
   * An empty figure.
   *
   * @param groups the names of the groups
   */
  public EmbeddingFigure(List<String> groups) {
    this.groups = List.copyOf(groups);
  }

  /**
   * Adds a point.
   *
   * @param group its index in the groups
   * @param x in any unit
   * @param y in the same unit
   * @param title the tooltip
   */
  public void add(int group, double x, double y, String title) {
    points.add(new Point(group, x, y, title));
  }

  /** {@return the figure as a separate document} */
  public String svg() {
    double left = points.stream().mapToDouble(Point::x).min().orElse(0);
    double top = points.stream().mapToDouble(Point::y).min().orElse(0);
    double width = points.stream().mapToDouble(Point::x).max().orElse(1) - left;
    double height = points.stream().mapToDouble(Point::y).max().orElse(1) - top;
    double scale = (SIDE - 2 * MARGIN) / Math.max(Math.max(width, height), Double.MIN_NORMAL);
    double x0 = (SIDE - scale * width) / 2 - scale * left;
    double y0 = (SIDE - scale * height) / 2 - scale * top;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
            font-family="sans-serif" font-size="14" role="img" aria-label="t-SNE of %3$d images">
            <rect width="100%%" height="100%%" fill="#fff"/>
            """,
            SIDE + legendWidth(),
            SIDE,
            points.size()));
    for (Point point : points) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" fill=\"%s\" fill-opacity=\"0.8\">"
                  + "<title>%s</title></circle>%n",
              x0 + scale * point.x(),
              y0 + scale * point.y(),
              RADIUS,
              color(point.group()),
              Html.escape(point.title())));
    }
    for (int group = 0; group < groups.size(); group++) {
      int of = group;
      int y = MARGIN + LINE * (group + 1);
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%d\" cy=\"%d\" r=\"6\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s"
                  + " (%d)</text>%n",
              SIDE + LINE,
              y - 5,
              color(group),
              SIDE + 2 * LINE - 8,
              y,
              Html.escape(groups.get(group)),
              points.stream().filter(point -> point.group() == of).count()));
    }
    return svg.append("</svg>\n").toString();
  }

  private int legendWidth() {
    // The count in brackets and the space before it are added to the name.
    int counted = 3 + String.valueOf(points.size()).length();
    int letters = groups.stream().mapToInt(String::length).max().orElse(0) + counted;
    return Math.max(LEAST_LEGEND, 3 * LINE + (int) Math.ceil(LETTER * letters));
  }

  private String color(int group) {
    return String.format(
        Locale.ROOT,
        "hsl(%d, 75%%, %d%%)",
        (FIRST_HUE + 360 * group / groups.size()) % 360,
        LIGHTNESS[groups.size() > 6 ? group % 2 : 0]);
  }
}
