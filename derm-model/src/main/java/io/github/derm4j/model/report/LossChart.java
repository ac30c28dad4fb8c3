package io.github.derm4j.model.report;

import io.github.derm4j.model.evaluation.RunFacts.EpochFacts;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A chart of the loss over epochs, for training and validation images, on a scale that starts at 0.
 */
final class LossChart {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 220;
  private static final int LEFT = 56;
  private static final int TOP = 12;
  private static final int TICKS = 4;

  private final List<EpochFacts> epochs;
  private final double highest;

  private LossChart(List<EpochFacts> epochs) {
    this.epochs = epochs;
    highest = ceiling(Math.max(largest(EpochFacts::loss), largest(EpochFacts::validationLoss)));
  }

  static String svg(List<EpochFacts> epochs) {
    return new LossChart(epochs).svg();
  }

  private double largest(ToDoubleFunction<EpochFacts> loss) {
    return epochs.stream().mapToDouble(loss).filter(Double::isFinite).max().orElse(0);
  }

  /** The next larger round number, for readable ticks. */
  private static double ceiling(double value) {
    if (value <= 0) {
      return 1;
    }
    double magnitude = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 4, 8}) {
      if (value <= step * magnitude) {
        return step * magnitude;
      }
    }
    return 10 * magnitude;
  }

  private String svg() {
    StringBuilder grid = new StringBuilder();
    for (int tick = 0; tick <= TICKS; tick++) {
      double loss = highest * tick / TICKS;
      grid.append(
          String.format(
              Locale.ROOT,
              """
              <line class="grid" x1="%d" x2="%d" y1="%3$.1f" y2="%3$.1f"/>\
              <text class="tick" x="%4$d" y="%5$.1f" text-anchor="end">%6$s</text>
              """,
              LEFT,
              LEFT + WIDTH,
              y(loss),
              LEFT - 6,
              y(loss) + 4,
              String.format(Locale.ROOT, "%.4g", loss).replaceAll("\\.?0+$", "")));
    }
    int step = Math.max(1, (int) Math.ceil(epochs.size() / 12.0));
    for (int i = 0; i < epochs.size(); i += step) {
      grid.append(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n",
              x(i),
              TOP + HEIGHT + 20,
              epochs.get(i).number()));
    }
    return String.format(
        Locale.ROOT,
        """
        <figure class="loss"><svg viewBox="0 0 %d %d" role="img" aria-label="loss over epochs">
        %s%s%s<text class="axis" x="%d" y="%d" text-anchor="middle">epoch</text>
        </svg>
        <figcaption><span class="key key-training"></span> training images \
        <span class="key key-validation"></span> validation images</figcaption></figure>
        """,
        LEFT + WIDTH + 12,
        TOP + HEIGHT + 50,
        grid,
        line("curve", EpochFacts::loss),
        line("curve curve-second", EpochFacts::validationLoss),
        LEFT + WIDTH / 2,
        TOP + HEIGHT + 44);
  }

  private String line(String style, ToDoubleFunction<EpochFacts> loss) {
    StringBuilder points = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < epochs.size(); i++) {
      double value = loss.applyAsDouble(epochs.get(i));
      if (Double.isFinite(value)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(value)));
        dots.append(
            String.format(
                Locale.ROOT,
                "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>",
                style,
                x(i),
                y(value)));
      }
    }
    return "<polyline class=\""
        + style
        + "\" points=\""
        + points.toString().strip()
        + "\"/>"
        + dots
        + "\n";
  }

  private double x(int i) {
    return epochs.size() == 1
        ? LEFT + WIDTH / 2.0
        : LEFT + 8 + (WIDTH - 16) * (double) i / (epochs.size() - 1);
  }

  private double y(double loss) {
    return TOP + HEIGHT * (1 - loss / highest);
  }
}
