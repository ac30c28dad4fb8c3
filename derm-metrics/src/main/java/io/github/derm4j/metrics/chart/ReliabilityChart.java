package io.github.derm4j.metrics.chart;

import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ProportionInterval;
import java.util.List;
import java.util.Locale;

/**
 * A reliability diagram: for each bin, the observed share of positives over the mean predicted
 * probability, with Wilson's 95 % interval. The diagonal means perfect calibration.
 */
public final class ReliabilityChart {
  private static final double LEVEL = 0.95;

  private ReliabilityChart() {}

  /**
   * Draws the diagram.
   *
   * @param title the title above the chart
   * @param bins the reliability table
   * @return a self-contained SVG text
   */
  public static String svg(String title, List<Calibration.Bin> bins) {
    Svg svg = new Svg(UnitSquare.WIDTH, UnitSquare.height(0), title);
    UnitSquare.axes(svg, title, "Mean probability", "Observed share of positives");
    svg.line(UnitSquare.x(0), UnitSquare.y(0), UnitSquare.x(1), UnitSquare.y(1), "#999999", "4 4");
    UnitSquare.Path path = new UnitSquare.Path();
    for (Calibration.Bin bin : bins) {
      double x = UnitSquare.x(bin.meanProbability());
      ConfidenceInterval interval = bin.observed().interval(ProportionInterval.WILSON, LEVEL);
      svg.line(
          x,
          UnitSquare.y(interval.low()),
          x,
          UnitSquare.y(interval.high()),
          UnitSquare.colour(0),
          "");
      path.add(bin.meanProbability(), bin.observed().value(), true);
    }
    svg.polyline(path.toString(), UnitSquare.colour(0));
    for (Calibration.Bin bin : bins) {
      svg.circle(
          UnitSquare.x(bin.meanProbability()),
          UnitSquare.y(bin.observed().value()),
          4,
          UnitSquare.colour(0),
          String.format(
              Locale.ROOT,
              "%d of %d positive, mean probability %.3f",
              bin.observed().proportion().successes(),
              bin.observed().proportion().trials(),
              bin.meanProbability()));
    }
    return svg.finish();
  }
}
