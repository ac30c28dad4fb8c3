package io.github.derm4j.notebook;

import io.github.derm4j.model.training.Epoch;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A chart of the loss over epochs for training and validation images, on a scale from 0. */
final class LearningCurve {

  private static final int WIDTH = 560;
  private static final int HEIGHT = 220;
  private static final int LEFT = 46;
  private static final int TOP = 14;
  private static final int TICKS = 4;
  private static final String TRAINING = "#08519c";
  private static final String VALIDATION = "#d94801";

  private final List<Epoch> epochs;
  private final double highest;

  private LearningCurve(List<Epoch> epochs) {
    this.epochs = epochs;
    highest = roundUp(Math.max(most(Epoch::loss), most(Epoch::validationLoss)));
  }

  static String svg(List<Epoch> epochs) {
    return new LearningCurve(epochs).svg();
  }

  private double most(ToDoubleFunction<Epoch> loss) {
    return epochs.stream().mapToDouble(loss).filter(Double::isFinite).max().orElse(0);
  }

  /** Rounds up to 1, 2, 4 or 8 times a power of ten, for round marks. */
  private static double roundUp(double loss) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, loss))));
    for (double step : new double[] {1, 2, 4, 8}) {
      if (loss <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private String svg() {
    StringBuilder shapes = new StringBuilder();
    for (int tick = 0; tick <= TICKS; tick++) {
      double loss = highest * tick / TICKS;
      shapes.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%d %.1fH%d\" stroke=\"#dddddd\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>%n",
              LEFT,
              y(loss),
              LEFT + WIDTH,
              LEFT - 6,
              y(loss) + 4,
              loss));
    }
    int step = Math.max(1, (int) Math.ceil(epochs.size() / 14.0));
    for (int i = 0; i < epochs.size(); i += step) {
      shapes.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n",
              x(i),
              TOP + HEIGHT + 16,
              epochs.get(i).number()));
    }
    appendCurve(shapes, Epoch::loss, TRAINING);
    appendCurve(shapes, Epoch::validationLoss, VALIDATION);
    int below = TOP + HEIGHT + 36;
    shapes.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%1$d\" y=\"%2$d\" fill=\"%3$s\">loss, training images</text>"
                + "<text x=\"%4$d\" y=\"%2$d\" fill=\"%5$s\">loss, validation images</text>"
                + "<text x=\"%6$d\" y=\"%2$d\" text-anchor=\"end\">epoch</text>%n",
            LEFT,
            below,
            TRAINING,
            LEFT + 160,
            VALIDATION,
            LEFT + WIDTH));
    return Markup.svg(LEFT + WIDTH + 14, TOP + HEIGHT + 46, "Loss over epochs", shapes);
  }

  private void appendCurve(StringBuilder shapes, ToDoubleFunction<Epoch> loss, String colour) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < epochs.size(); i++) {
      double value = loss.applyAsDouble(epochs.get(i));
      if (Double.isFinite(value)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(value)));
        shapes.append(
            String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>%n",
                x(i),
                y(value),
                colour));
      }
    }
    shapes.append(
        String.format(
            Locale.ROOT,
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            points.toString().strip(),
            colour));
  }

  private double x(int i) {
    return epochs.size() == 1
        ? LEFT + WIDTH / 2.0
        : LEFT + 10 + (WIDTH - 20) * (double) i / (epochs.size() - 1);
  }

  private double y(double loss) {
    return TOP + HEIGHT * (1 - loss / highest);
  }
}
