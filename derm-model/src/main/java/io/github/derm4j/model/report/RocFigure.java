package io.github.derm4j.model.report;

import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.evaluation.TaskResult;
import java.util.Locale;

/**
 * The paper's view of a ROC curve, sensitivity on one axis and specificity on the other, in the
 * page's own colours so that it follows a dark theme.
 */
final class RocFigure {

  private static final int SIZE = 260;
  private static final int LEFT = 44;
  private static final int TOP = 10;

  private RocFigure() {}

  static String of(TaskResult task) {
    StringBuilder grid = new StringBuilder();
    for (int step = 0; step <= 5; step++) {
      double share = step / 5.0;
      grid.append(
          String.format(
              Locale.ROOT,
              """
              <line class="grid" x1="%1$.1f" x2="%1$.1f" y1="%3$d" y2="%4$d"/>\
              <line class="grid" x1="%5$d" x2="%6$d" y1="%2$.1f" y2="%2$.1f"/>\
              <text class="tick" x="%1$.1f" y="%7$d" text-anchor="middle">%8$.1f</text>\
              <text class="tick" x="%9$d" y="%10$.1f" text-anchor="end">%8$.1f</text>
              """,
              x(share),
              y(share),
              TOP,
              TOP + SIZE,
              LEFT,
              LEFT + SIZE,
              TOP + SIZE + 16,
              share,
              LEFT - 6,
              y(share) + 4));
    }
    DiagnosticTable calls = task.table();
    return String.format(
        Locale.ROOT,
        """
        <svg viewBox="0 0 %d %d" role="img" aria-label="ROC curve, AUC %.3f">
        %s<path class="curve-area" d="%s L%.1f,%.1f Z"/>
        <path class="curve" d="%s"/>
        <circle class="point" cx="%.1f" cy="%.1f" r="5"/>
        <text class="axis" x="%d" y="%d" text-anchor="middle">sensitivity</text>
        <text class="axis" transform="translate(11 %d) rotate(-90)" text-anchor="middle">specificity</text>
        </svg>
        """,
        LEFT + SIZE + 12,
        TOP + SIZE + 38,
        task.auc(),
        grid,
        path(task.curve()),
        x(0),
        y(0),
        path(task.curve()),
        x(calls.sensitivity().value()),
        y(calls.specificity().value()),
        LEFT + SIZE / 2,
        TOP + SIZE + 34,
        TOP + SIZE / 2);
  }

  private static String path(RocCurve curve) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < curve.size(); i++) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f,%.1f",
              i == 0 ? "M" : " L",
              x(curve.sensitivity(i)),
              y(curve.specificity(i))));
    }
    return path.toString();
  }

  private static double x(double sensitivity) {
    return LEFT + SIZE * sensitivity;
  }

  private static double y(double specificity) {
    return TOP + SIZE * (1 - specificity);
  }
}
