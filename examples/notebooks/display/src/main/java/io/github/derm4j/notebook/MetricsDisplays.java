package io.github.derm4j.notebook;

import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.McNemarTest;
import io.github.derm4j.metrics.Proportion;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.metrics.chart.ConfusionMatrixChart;
import io.github.derm4j.metrics.chart.ReliabilityChart;
import io.github.derm4j.metrics.chart.RocChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;

/** Displays curves and matrices as charts, and figures as tables with their 95 % intervals. */
final class MetricsDisplays {

  private static final double LEVEL = 0.95;
  private static final int BINS = 10;

  private MetricsDisplays() {}

  /** A row of a table of figures. */
  private record Figure(String name, String value, String interval) {

    static Figure of(String name, double value) {
      return new Figure(name, number(value), "");
    }

    static Figure of(String name, double value, ConfidenceInterval interval) {
      return new Figure(name, number(value), range(interval));
    }

    /** A share with its counts. */
    static Figure of(String name, Proportion share) {
      return new Figure(
          name,
          String.format(
              Locale.ROOT,
              "%s (%d of %d)",
              number(share.value()),
              share.successes(),
              share.trials()),
          share.trials() == 0 ? "" : range(share.interval(ProportionInterval.WILSON, LEVEL)));
    }
  }

  static List<DisplayRenderer> renderers() {
    return List.of(
        View.renderer(RocChart.class, chart -> View.svg(chart.svg(), "ROC chart")),
        View.renderer(RocCurve.class, MetricsDisplays::curve),
        View.renderer(
            ConfusionMatrix.class,
            matrix ->
                View.svg(
                    ConfusionMatrixChart.svg("Confusion matrix", matrix), matrix.table().strip())),
        View.renderer(
            Calibration.class,
            calibration ->
                View.svg(
                    ReliabilityChart.svg("Calibration", calibration.ofEqualCount(BINS)),
                    String.format(
                        Locale.ROOT,
                        "Brier score %.4f, expected error %.4f",
                        calibration.brier(),
                        calibration.expectedError(BINS)))),
        View.renderer(Auc.class, auc -> figures(auc(auc))),
        View.renderer(
            ClusteredAuc.class,
            auc -> figures(List.of(Figure.of("AUC", auc.value(), auc.interval(LEVEL))))),
        View.renderer(AucComparison.class, test -> figures(comparison(test))),
        View.renderer(McNemarTest.class, test -> figures(mcNemar(test))),
        View.renderer(DiagnosticTable.class, MetricsDisplays::table),
        View.renderer(ReaderStudy.class, MetricsDisplays::readers),
        View.renderer(
            ConfidenceInterval.class, interval -> View.html(named(interval), named(interval))));
  }

  private static View curve(RocCurve curve) {
    return View.svg(
        RocChart.titled("ROC curve").withCurve("scores", curve).svg(),
        String.format(Locale.ROOT, "ROC curve, AUC %.4f", curve.auc()));
  }

  private static List<Figure> auc(Auc auc) {
    if (Double.isNaN(auc.delongVariance())) {
      return List.of(new Figure("AUC", number(auc.value()), "none: a class has a single case"));
    }
    return List.of(
        Figure.of("AUC", auc.value(), auc.interval(LEVEL)),
        Figure.of("standard error (DeLong)", Math.sqrt(auc.delongVariance())));
  }

  private static List<Figure> comparison(AucComparison test) {
    return List.of(
        Figure.of("first AUC", test.first()),
        Figure.of("second AUC", test.second()),
        Figure.of("difference", test.difference(), test.interval(LEVEL)),
        Figure.of("standard error", test.standardError()),
        new Figure("p, two-sided", probability(test.p()), ""));
  }

  private static List<Figure> mcNemar(McNemarTest test) {
    return List.of(
        new Figure("right by the first alone", Integer.toString(test.firstOnly()), ""),
        new Figure("right by the second alone", Integer.toString(test.secondOnly()), ""),
        new Figure("cases", Integer.toString(test.total()), ""),
        Figure.of("difference", test.difference(), test.interval(LEVEL)),
        new Figure("p, exact", probability(test.exactP()), ""),
        new Figure("p, mid-p", probability(test.midP()), ""));
  }

  /** The counts, then the figures derived from them. */
  private static View table(DiagnosticTable table) {
    record Line(String called, long positive, long negative) {}
    DisplayTable<Line> counts =
        DisplayTable.of(
                List.of(
                    new Line("called positive", table.truePositives(), table.falsePositives()),
                    new Line("called negative", table.falseNegatives(), table.trueNegatives())))
            .withColumn("", Line::called)
            .withColumn("truly positive", Line::positive)
            .withColumn("truly negative", Line::negative);
    View figures =
        figures(
            List.of(
                Figure.of("sensitivity", table.sensitivity()),
                Figure.of("specificity", table.specificity()),
                Figure.of("positive predictive value", table.positivePredictiveValue()),
                Figure.of("negative predictive value", table.negativePredictiveValue()),
                Figure.of("prevalence", table.prevalence())));
    return View.html(counts.html() + figures.rich(), counts + "\n\n" + figures.text());
  }

  private static View readers(ReaderStudy study) {
    List<ReaderPoint> lines = new ArrayList<>(study.readers());
    ReaderStudy.MeanReader mean = study.meanReader();
    lines.add(new ReaderPoint("mean", mean.sensitivity(), mean.specificity()));
    DisplayTable<ReaderPoint> table =
        DisplayTable.of(lines)
            .withColumn("reader", ReaderPoint::reader)
            .withColumn("sensitivity", ReaderPoint::sensitivity)
            .withColumn("specificity", ReaderPoint::specificity);
    return View.html(table.html(), table.toString());
  }

  private static View figures(List<Figure> figures) {
    DisplayTable<Figure> table =
        DisplayTable.of(figures)
            .withColumn("figure", Figure::name)
            .withColumn("value", Figure::value)
            .withColumn("95 % interval", Figure::interval);
    return View.html(table.html(), table.toString());
  }

  private static String named(ConfidenceInterval interval) {
    return String.format(
        Locale.ROOT, "%s (%.0f %% interval)", range(interval), 100 * interval.level());
  }

  private static String range(ConfidenceInterval interval) {
    return number(interval.low()) + " to " + number(interval.high());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** Very small probabilities are shown as an upper bound. */
  private static String probability(double p) {
    return p < 1e-4 ? "< 0.0001" : number(p);
  }
}
