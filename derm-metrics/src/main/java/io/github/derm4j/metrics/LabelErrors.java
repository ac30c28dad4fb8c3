package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Probable label errors by confident learning (Northcutt, Jiang and Chuang, JAIR 2021), from the
 * probabilities of a model that was not trained on the cases, such as those of a cross-validation.
 *
 * <p>The threshold of a class is the mean probability of the class over the cases with this label.
 * A case is confidently of the most probable class among those whose threshold it reaches. The
 * confident joint counts the cases by label and confident class; a case off its diagonal is
 * probably mislabelled. Dividing each row by its sum and multiplying it by the number of cases with
 * the label estimates the joint distribution of labels and true classes.
 *
 * <p>Immutable. Takes O(n · classes) time.
 */
public final class LabelErrors {

  /** Rounding in a mean of equal probabilities must not put them below it. */
  private static final double ROUNDING = 1e-6;

  private final double[] thresholds;
  private final long[][] confident;
  private final double[][] joint;
  private final List<Suspect> suspects;

  private LabelErrors(
      double[] thresholds, long[][] confident, double[][] joint, List<Suspect> suspects) {
    this.thresholds = thresholds;
    this.confident = confident;
    this.joint = joint;
    this.suspects = suspects;
  }

  /**
   * A case that is not confidently of the class of its label.
   *
   * @param index the index of the case
   * @param label the class of its label
   * @param likely the most probable other class, or the confident class if there is one
   * @param selfConfidence the probability of the label, from 0 to 1
   * @param margin the normalized margin: the probability of the label less the highest probability
   *     of another class, from -1 to 1
   * @param isError whether the case is confidently of another class than its label
   */
  public record Suspect(
      int index, int label, int likely, double selfConfidence, double margin, boolean isError) {}

  /**
   * Finds the errors.
   *
   * @param cases the probabilities with the labels; classes without cases are never confident
   * @return the errors
   */
  public static LabelErrors of(MulticlassScores cases) {
    int n = cases.size();
    int classes = cases.labels().size();
    double[][] rows = new double[n][];
    double[] sums = new double[classes];
    long[] counts = new long[classes];
    for (int i = 0; i < n; i++) {
      rows[i] = cases.row(i);
      sums[cases.actual(i)] += rows[i][cases.actual(i)];
      counts[cases.actual(i)]++;
    }
    double[] thresholds = new double[classes];
    for (int c = 0; c < classes; c++) {
      thresholds[c] = counts[c] == 0 ? Double.POSITIVE_INFINITY : sums[c] / counts[c];
    }
    long[][] confident = new long[classes][classes];
    List<Suspect> suspects = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int label = cases.actual(i);
      int likely = confidentClass(rows[i], thresholds);
      if (likely >= 0) {
        confident[label][likely]++;
      }
      if (likely != label) {
        int other = highestBut(rows[i], label);
        suspects.add(
            new Suspect(
                i,
                label,
                likely >= 0 ? likely : other,
                rows[i][label],
                rows[i][label] - rows[i][other],
                likely >= 0));
      }
    }
    suspects.sort(
        Comparator.comparing((Suspect each) -> !each.isError())
            .thenComparingDouble(Suspect::margin)
            .thenComparingInt(Suspect::index));
    return new LabelErrors(thresholds, confident, joint(confident, counts, n), suspects);
  }

  /** The most probable class among those whose threshold is reached; -1 if there is none. */
  private static int confidentClass(double[] row, double[] thresholds) {
    int best = -1;
    for (int c = 0; c < row.length; c++) {
      if (row[c] >= thresholds[c] - ROUNDING && (best < 0 || row[c] > row[best])) {
        best = c;
      }
    }
    return best;
  }

  private static int highestBut(double[] row, int label) {
    int best = -1;
    for (int c = 0; c < row.length; c++) {
      if (c != label && (best < 0 || row[c] > row[best])) {
        best = c;
      }
    }
    return best;
  }

  private static double[][] joint(long[][] confident, long[] counts, int n) {
    double[][] joint = new double[counts.length][counts.length];
    for (int i = 0; i < counts.length; i++) {
      long sum = 0;
      for (long count : confident[i]) {
        sum += count;
      }
      for (int j = 0; j < counts.length; j++) {
        // Without a confident case nothing contradicts the labels.
        double share = sum == 0 ? i == j ? 1 : 0 : (double) confident[i][j] / sum;
        joint[i][j] = share * counts[i] / n;
      }
    }
    return joint;
  }

  /**
   * The cases that are not confidently of the class of their label: first those that are
   * confidently of another class, then those of no class, each with the smallest normalized margin
   * first; ties in the order of the cases.
   *
   * @return the cases, most probable errors first
   */
  public List<Suspect> suspects() {
    return List.copyOf(suspects);
  }

  /**
   * The estimated share of label errors.
   *
   * @return the sum of the joint distribution off its diagonal, from 0 to 1
   */
  public double errorShare() {
    double right = 0;
    double all = 0;
    for (int i = 0; i < joint.length; i++) {
      for (int j = 0; j < joint.length; j++) {
        all += joint[i][j];
        right += i == j ? joint[i][j] : 0;
      }
    }
    return all - right;
  }

  /**
   * The threshold of a class.
   *
   * @param c the class, from 0
   * @return the mean probability of the class over the cases with its label; infinite without cases
   */
  public double threshold(int c) {
    return thresholds[c];
  }

  /**
   * A count of the confident joint.
   *
   * @param label the class of the label
   * @param likely the confident class
   * @return the number of cases
   */
  public long confident(int label, int likely) {
    return confident[label][likely];
  }

  /**
   * The estimated joint distribution of labels and true classes.
   *
   * @param label the class of the label
   * @param truth the true class
   * @return the share of the cases
   */
  public double joint(int label, int truth) {
    return joint[label][truth];
  }
}
