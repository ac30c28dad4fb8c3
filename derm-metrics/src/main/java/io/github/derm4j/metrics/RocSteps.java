package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * The steps of a curve: for each point, the number (or weight) of positives and of negatives that
 * score at least its threshold. Point 0 lies above all scores.
 */
sealed interface RocSteps {
  double truePositives(int i);

  double falsePositives(int i);

  /** Twice the area under the curve in units of positives times negatives. */
  double twiceArea();

  /** Counts of cases; their area is exact for any n, because 2 · 2³⁰ · 2³⁰ fits into a long. */
  final class Counts implements RocSteps {
    private final int[] positivesAbove;
    private final int[] negativesAbove;

    Counts(int[] positivesAbove, int[] negativesAbove) {
      this.positivesAbove = positivesAbove;
      this.negativesAbove = negativesAbove;
    }

    @Override
    public double truePositives(int i) {
      return positivesAbove[i];
    }

    @Override
    public double falsePositives(int i) {
      return negativesAbove[i];
    }

    @Override
    public double twiceArea() {
      long area = 0;
      for (int i = 1; i < positivesAbove.length; i++) {
        area +=
            (negativesAbove[i] - negativesAbove[i - 1])
                * ((long) positivesAbove[i] + positivesAbove[i - 1]);
      }
      return area;
    }

    int positivesAbove(int i) {
      return positivesAbove[i];
    }

    int negativesAbove(int i) {
      return negativesAbove[i];
    }

    Counts truncated(int size) {
      return size == positivesAbove.length
          ? this
          : new Counts(Arrays.copyOf(positivesAbove, size), Arrays.copyOf(negativesAbove, size));
    }
  }

  /** Sums of weights. */
  final class Weights implements RocSteps {
    private final double[] positivesAbove;
    private final double[] negativesAbove;

    Weights(double[] positivesAbove, double[] negativesAbove) {
      this.positivesAbove = positivesAbove;
      this.negativesAbove = negativesAbove;
    }

    @Override
    public double truePositives(int i) {
      return positivesAbove[i];
    }

    @Override
    public double falsePositives(int i) {
      return negativesAbove[i];
    }

    @Override
    public double twiceArea() {
      double area = 0;
      for (int i = 1; i < positivesAbove.length; i++) {
        area +=
            (negativesAbove[i] - negativesAbove[i - 1])
                * (positivesAbove[i] + positivesAbove[i - 1]);
      }
      return area;
    }
  }
}
