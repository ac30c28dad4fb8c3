package io.github.derm4j.metrics.chart;

import io.github.derm4j.metrics.OperatingPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.metrics.RocCurve;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A chart of ROC curves in the style of the paper: sensitivity from left to right, specificity from
 * bottom to top, so that the upper right corner is best. Readers are points. Immutable: each {@code
 * with…} method returns a changed copy.
 */
public final class RocChart {
  private final String title;
  private final Map<String, RocCurve> curves;
  private final Map<String, List<RocBand.Point>> bands;
  private final Map<String, List<OperatingPoint>> points;
  private final Map<String, ReaderStudy.MeanReader> means;

  private RocChart(
      String title,
      Map<String, RocCurve> curves,
      Map<String, List<RocBand.Point>> bands,
      Map<String, List<OperatingPoint>> points,
      Map<String, ReaderStudy.MeanReader> means) {
    this.title = title;
    this.curves = curves;
    this.bands = bands;
    this.points = points;
    this.means = means;
  }

  /**
   * An empty chart.
   *
   * @param title the title above the chart
   * @return the chart
   */
  public static RocChart titled(String title) {
    return new RocChart(title, Map.of(), Map.of(), Map.of(), Map.of());
  }

  /**
   * Adds a curve; the legend shows its name and area.
   *
   * @param name its name; a curve of the same name is replaced
   * @param curve the curve
   * @return a changed copy
   */
  public RocChart withCurve(String name, RocCurve curve) {
    return new RocChart(title, added(curves, name, curve), bands, points, means);
  }

  /**
   * Adds the confidence band of a curve, in the curve's colour.
   *
   * @param name the name of a curve of this chart
   * @param band intervals of the specificity at fixed sensitivities, in ascending order of
   *     sensitivity
   * @return a changed copy
   * @throws IllegalArgumentException if the chart has no such curve
   */
  public RocChart withBand(String name, List<RocBand.Point> band) {
    if (!curves.containsKey(name)) {
      throw new IllegalArgumentException("no curve " + name + " among " + curves.keySet());
    }
    return new RocChart(title, curves, added(bands, name, List.copyOf(band)), points, means);
  }

  /**
   * Adds points, such as an operating point, each at its sensitivity and specificity.
   *
   * @param name the name of the group
   * @param points the points
   * @return a changed copy
   */
  public RocChart withPoints(String name, List<OperatingPoint> points) {
    return new RocChart(title, curves, bands, added(this.points, name, List.copyOf(points)), means);
  }

  /**
   * Adds the readers of a study: one point for each, and the mean reader as a cross that extends
   * one standard deviation in each direction.
   *
   * @param name the name of the group
   * @param study the readers
   * @return a changed copy
   */
  public RocChart withReaders(String name, ReaderStudy study) {
    List<OperatingPoint> readers =
        study.readers().stream()
            .map(r -> new OperatingPoint(Double.NaN, r.sensitivity(), r.specificity()))
            .toList();
    return new RocChart(
        title, curves, bands, added(points, name, readers), added(means, name, study.meanReader()));
  }

  private static <V> Map<String, V> added(Map<String, V> map, String name, V value) {
    Map<String, V> copy = new LinkedHashMap<>(map);
    copy.put(name, value);
    return copy;
  }

  /**
   * Draws the chart.
   *
   * @return a self-contained SVG text
   */
  public String svg() {
    Svg svg = new Svg(UnitSquare.WIDTH, UnitSquare.height(curves.size() + points.size()), title);
    UnitSquare.axes(svg, title, "Sensitivity", "Specificity");
    svg.line(UnitSquare.x(0), UnitSquare.y(1), UnitSquare.x(1), UnitSquare.y(0), "#999999", "4 4");
    int row = 0;
    for (Map.Entry<String, RocCurve> entry : curves.entrySet()) {
      RocCurve curve = entry.getValue();
      List<RocBand.Point> band = bands.getOrDefault(entry.getKey(), List.of());
      if (!band.isEmpty()) {
        svg.polygon(outline(band), UnitSquare.colour(row));
      }
      svg.polyline(path(curve), UnitSquare.colour(row));
      UnitSquare.legend(
          svg,
          row,
          UnitSquare.colour(row),
          String.format(Locale.ROOT, "%s (AUC %.3f)", entry.getKey(), curve.auc()));
      row++;
    }
    for (Map.Entry<String, List<OperatingPoint>> entry : points.entrySet()) {
      for (OperatingPoint point : entry.getValue()) {
        svg.circle(
            UnitSquare.x(point.sensitivity()),
            UnitSquare.y(point.specificity()),
            4,
            UnitSquare.colour(row),
            String.format(
                Locale.ROOT,
                "sensitivity %.3f, specificity %.3f",
                point.sensitivity(),
                point.specificity()));
      }
      ReaderStudy.MeanReader mean = means.get(entry.getKey());
      if (mean != null) {
        cross(svg, mean);
      }
      UnitSquare.legend(svg, row, UnitSquare.colour(row), entry.getKey());
      row++;
    }
    return svg.finish();
  }

  /** Draws one standard deviation in each direction, within the axes; a single reader has none. */
  private static void cross(Svg svg, ReaderStudy.MeanReader mean) {
    double x = UnitSquare.x(mean.sensitivity());
    double y = UnitSquare.y(mean.specificity());
    double across = Double.isNaN(mean.sensitivityDeviation()) ? 0 : mean.sensitivityDeviation();
    double up = Double.isNaN(mean.specificityDeviation()) ? 0 : mean.specificityDeviation();
    svg.line(
        UnitSquare.x(Math.max(0, mean.sensitivity() - across)),
        y,
        UnitSquare.x(Math.min(1, mean.sensitivity() + across)),
        y,
        "#000000",
        "");
    svg.line(
        x,
        UnitSquare.y(Math.max(0, mean.specificity() - up)),
        x,
        UnitSquare.y(Math.min(1, mean.specificity() + up)),
        "#000000",
        "");
    svg.circle(
        x,
        y,
        5,
        "#000000",
        String.format(
            Locale.ROOT,
            "mean reader: sensitivity %.3f, specificity %.3f",
            mean.sensitivity(),
            mean.specificity()));
  }

  /** The outline of a band: along the upper limits and back along the lower ones. */
  private static String outline(List<RocBand.Point> band) {
    UnitSquare.Path path = new UnitSquare.Path();
    for (RocBand.Point point : band) {
      path.add(point.at(), point.interval().high(), true);
    }
    for (int k = band.size() - 1; k >= 0; k--) {
      path.add(band.get(k).at(), band.get(k).interval().low(), true);
    }
    return path.toString();
  }

  private static String path(RocCurve curve) {
    UnitSquare.Path path = new UnitSquare.Path();
    int last = curve.size() - 1;
    for (int i = 0; i <= last; i++) {
      path.add(curve.sensitivity(i), curve.specificity(i), i == 0 || i == last);
    }
    return path.toString();
  }
}
