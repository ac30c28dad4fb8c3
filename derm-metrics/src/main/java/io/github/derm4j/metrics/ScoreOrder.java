package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * The cases in descending order of their scores, sorted once. Computing a curve for any weights of
 * the cases then takes one pass over this order; {@link Samples} makes thousands of passes for a
 * bootstrap.
 */
final class ScoreOrder {
  private final BinaryScores scores;
  private final int[] order;
  private final double[] thresholds;

  /** The end (exclusive) of each group of equal scores; entry 0 is 0. */
  private final int[] ends;

  private ScoreOrder(BinaryScores scores, int[] order, double[] thresholds, int[] ends) {
    this.scores = scores;
    this.order = order;
    this.thresholds = thresholds;
    this.ends = ends;
  }

  static ScoreOrder of(BinaryScores scores) {
    int[] order = scores.descendingOrder();
    double[] thresholds = new double[order.length + 1];
    int[] ends = new int[order.length + 1];
    thresholds[0] = Double.POSITIVE_INFINITY;
    int size = 1;
    for (int place = 0; place < order.length; place++) {
      double score = scores.score(order[place]);
      if (place > 0 && score == thresholds[size - 1]) {
        ends[size - 1] = place + 1;
      } else {
        thresholds[size] = score;
        ends[size] = place + 1;
        size++;
      }
    }
    return new ScoreOrder(
        scores, order, Arrays.copyOf(thresholds, size), Arrays.copyOf(ends, size));
  }

  /** The curve with the weights of the scores. */
  RocCurve weightedCurve() {
    double[] positivesAbove = new double[ends.length];
    double[] negativesAbove = new double[ends.length];
    double positives = 0;
    double negatives = 0;
    for (int i = 1; i < ends.length; i++) {
      for (int place = ends[i - 1]; place < ends[i]; place++) {
        int index = order[place];
        if (scores.isPositive(index)) {
          positives += scores.weight(index);
        } else {
          negatives += scores.weight(index);
        }
      }
      positivesAbove[i] = positives;
      negativesAbove[i] = negatives;
    }
    return new RocCurve(thresholds, new RocSteps.Weights(positivesAbove, negativesAbove));
  }

  /**
   * DeLong's placements in case order: of a positive, the share of negatives that score lower; of a
   * negative, the share of positives that score higher; ties count one half.
   */
  double[] placements() {
    double[] placements = new double[order.length];
    int positivesAbove = 0;
    int negativesAbove = 0;
    for (int i = 1; i < ends.length; i++) {
      int tiedPositives = 0;
      for (int place = ends[i - 1]; place < ends[i]; place++) {
        tiedPositives += scores.isPositive(order[place]) ? 1 : 0;
      }
      int tiedNegatives = ends[i] - ends[i - 1] - tiedPositives;
      double ofPositive =
          (scores.negatives() - negativesAbove - 0.5 * tiedNegatives) / scores.negatives();
      double ofNegative = (positivesAbove + 0.5 * tiedPositives) / scores.positives();
      for (int place = ends[i - 1]; place < ends[i]; place++) {
        placements[order[place]] = scores.isPositive(order[place]) ? ofPositive : ofNegative;
      }
      positivesAbove += tiedPositives;
      negativesAbove += tiedNegatives;
    }
    return placements;
  }

  /** The passes for samples of whole clusters. */
  Samples samplesOf(Clusters clusters) {
    int[] units = new int[order.length];
    for (int place = 0; place < units.length; place++) {
      int unit = clusters.clusterOf(order[place]);
      units[place] = scores.isPositive(order[place]) ? unit : ~unit;
    }
    return new Samples(thresholds, ends, units);
  }

  /** Curves and areas of samples that contain cluster c {@code copies[c]} times. */
  static final class Samples {
    private final double[] thresholds;
    private final int[] ends;

    /**
     * The cluster of each positive, or the bitwise complement of the cluster of each negative, in
     * descending order of the scores.
     */
    private final int[] units;

    private Samples(double[] thresholds, int[] ends, int[] units) {
      this.thresholds = thresholds;
      this.ends = ends;
      this.units = units;
    }

    /**
     * The curve of a sample. A threshold without a case in the sample repeats the previous point.
     */
    RocCurve curve(int[] copies) {
      int[] positivesAbove = new int[ends.length];
      int[] negativesAbove = new int[ends.length];
      int positives = 0;
      int all = 0;
      for (int i = 1; i < ends.length; i++) {
        for (int place = ends[i - 1]; place < ends[i]; place++) {
          int sign = units[place] >> 31;
          int count = copies[units[place] ^ sign];
          all += count;
          positives += count & ~sign;
        }
        positivesAbove[i] = positives;
        negativesAbove[i] = all - positives;
      }
      return new RocCurve(thresholds, new RocSteps.Counts(positivesAbove, negativesAbove));
    }

    /** The area alone, which needs no memory. */
    double auc(int[] copies) {
      long twiceArea = 0;
      int positives = 0;
      int all = 0;
      for (int i = 1; i < ends.length; i++) {
        int positivesBefore = positives;
        int negativesBefore = all - positives;
        for (int place = ends[i - 1]; place < ends[i]; place++) {
          // Computes signs arithmetically, because a branch on the class of the next case is
          // unpredictable.
          int sign = units[place] >> 31;
          int count = copies[units[place] ^ sign];
          all += count;
          positives += count & ~sign;
        }
        twiceArea += (all - positives - negativesBefore) * ((long) positives + positivesBefore);
      }
      return twiceArea / (2.0 * positives * (all - positives));
    }
  }
}
