package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;

/**
 * Readers in the chart of a curve: their points, the mean reader, and the readers below the curve.
 */
final class ReaderFigures {

  private ReaderFigures() {}

  /**
   * Each reader's point, and the mean reader as a cross whose arms are one standard deviation long.
   */
  static void draw(LineFigure figure, ReaderStudy study) {
    for (ReaderPoint reader : study.readers()) {
      figure.dot("reader", 3, reader.sensitivity(), reader.specificity());
    }
    ReaderStudy.MeanReader mean = study.meanReader();
    figure.line(
        "reader-mean",
        ends(mean.sensitivity(), mean.sensitivityDeviation()),
        new double[] {mean.specificity(), mean.specificity()});
    figure.line(
        "reader-mean",
        new double[] {mean.sensitivity(), mean.sensitivity()},
        ends(mean.specificity(), mean.specificityDeviation()));
  }

  /**
   * The cross, limited to the axes; a single reader has no deviation, so the cross has a fixed
   * size.
   */
  private static double[] ends(double mean, double deviation) {
    double arm = Double.isNaN(deviation) ? 0.02 : deviation;
    return new double[] {Math.max(0, mean - arm), Math.min(1, mean + arm)};
  }

  static String table(ReaderStudy study, RocCurve curve) {
    ReaderStudy.MeanReader mean = study.meanReader();
    List<ReaderStudy.Comparison> each = study.against(curve);
    int readers = each.size();
    StringBuilder rows = new StringBuilder();
    for (ReaderStudy.Comparison one : each) {
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
              escape(one.reader().reader()),
              Format.percent(one.reader().sensitivity()),
              Format.percent(one.reader().specificity()),
              Format.percent(one.curveSpecificity()),
              Format.percent(one.margin())));
    }
    return String.format(
        Locale.ROOT,
        """
        <table class="facts numbers"><caption>%s</caption><tbody>
        <tr><th scope="row">mean sensitivity</th><td>%s%s</td></tr>
        <tr><th scope="row">mean specificity</th><td>%s%s</td></tr>
        <tr><th scope="row">below the curve</th><td>%s of %s</td></tr>
        <tr><th scope="row">mean margin</th><td>%s</td></tr>
        <tr><td colspan="2" class="fine">A margin is the curve's specificity at the reader's own sensitivity, less\
         the reader's. The points come from the given table: the comparison holds only if the readers saw cases like\
         the test images. Each point is uncertain, and the curve's threshold is chosen after the fact.</td></tr>
        </tbody></table>
        <details><summary>Each reader</summary><div class="scroll" tabindex="0"><table class="facts numbers"><thead><tr>\
        <th scope="col">reader</th><th scope="col">sensitivity</th><th scope="col">specificity</th>\
        <th scope="col">curve there</th><th scope="col">margin</th></tr></thead><tbody>
        %s</tbody></table></div></details>
        """,
        Format.count(readers, "reader"),
        Format.percent(mean.sensitivity()),
        deviation(mean.sensitivityDeviation()),
        Format.percent(mean.specificity()),
        deviation(mean.specificityDeviation()),
        Format.count(study.below(curve)),
        Format.count(readers),
        Format.percent(study.meanMargin(curve)),
        rows);
  }

  private static String deviation(double value) {
    return Double.isNaN(value) ? "" : " ± " + Format.percent(value) + " (s.d.)";
  }
}
