package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Counts of cases by their actual and predicted class. Immutable.
 *
 * <p>The overall accuracy of the paper (Methods, nine-fold cross-validation) is {@link
 * #meanClassAccuracy()}, the mean over the classes of the share of cases that are predicted
 * correctly; {@link #accuracy()} is the plain share over all cases.
 */
public final class ConfusionMatrix {
  private final List<String> labels;
  private final long[][] counts;

  private ConfusionMatrix(List<String> labels, long[][] counts) {
    this.labels = labels;
    this.counts = counts;
  }

  /**
   * Counts the cases.
   *
   * @param actual the true class of each case, as an index into {@code labels}
   * @param predicted the predicted class of each case
   * @param labels the names of the classes, at least two, each once
   * @return the matrix
   * @throws IllegalArgumentException if there is no case, the lengths differ, an index is not a
   *     class, or a label appears twice
   */
  public static ConfusionMatrix of(int[] actual, int[] predicted, List<String> labels) {
    Checks.sameLength("actual", actual.length, "predicted", predicted.length);
    if (actual.length == 0) {
      throw new IllegalArgumentException("a confusion matrix needs at least one case");
    }
    List<String> names = checkedLabels(labels);
    long[][] counts = new long[names.size()][names.size()];
    for (int i = 0; i < actual.length; i++) {
      counts[checkedClass("actual", i, actual[i], names)][
          checkedClass("predicted", i, predicted[i], names)]++;
    }
    return new ConfusionMatrix(names, counts);
  }

  /**
   * Makes a matrix from existing counts.
   *
   * @param counts one row per actual class, one column per predicted class, none negative
   * @param labels the names of the classes
   * @return the matrix
   * @throws IllegalArgumentException if the shape is not {@code labels × labels}, a count is
   *     negative, all are 0, or a label appears twice
   */
  public static ConfusionMatrix ofCounts(long[][] counts, List<String> labels) {
    List<String> names = checkedLabels(labels);
    Checks.sameLength("counts", counts.length, "labels", names.size());
    long[][] copy = new long[counts.length][];
    long total = 0;
    for (int a = 0; a < counts.length; a++) {
      Checks.sameLength("counts[" + a + "]", counts[a].length, "labels", names.size());
      copy[a] = counts[a].clone();
      for (int p = 0; p < copy[a].length; p++) {
        if (copy[a][p] < 0) {
          throw new IllegalArgumentException(
              "counts[" + a + "][" + p + "] is " + copy[a][p] + "; a count must not be negative");
        }
        total += copy[a][p];
      }
    }
    if (total == 0) {
      throw new IllegalArgumentException("a confusion matrix needs at least one case");
    }
    return new ConfusionMatrix(names, copy);
  }

  private static List<String> checkedLabels(List<String> labels) {
    List<String> names = List.copyOf(labels);
    if (names.size() < 2) {
      throw new IllegalArgumentException("at least two labels are needed, but got " + names);
    }
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("each label must appear once, but got " + names);
    }
    return names;
  }

  private static int checkedClass(String name, int i, int value, List<String> labels) {
    if (value < 0 || value >= labels.size()) {
      throw new IllegalArgumentException(
          name
              + "["
              + i
              + "] is "
              + value
              + ", but the "
              + labels.size()
              + " classes are 0 to "
              + (labels.size() - 1));
    }
    return value;
  }

  /**
   * The names of the classes.
   *
   * @return in the order of their indices
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * The number of cases of an actual class that were predicted as another, or the same.
   *
   * @param actual the true class
   * @param predicted the predicted class
   * @return the count
   */
  public long count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /**
   * The number of cases of an actual class.
   *
   * @param actual the true class
   * @return the sum of its row
   */
  public long actualCount(int actual) {
    return Arrays.stream(counts[actual]).sum();
  }

  /**
   * The number of cases that were predicted as a class.
   *
   * @param predicted the predicted class
   * @return the sum of its column
   */
  public long predictedCount(int predicted) {
    return Arrays.stream(counts).mapToLong(row -> row[predicted]).sum();
  }

  /**
   * The number of cases.
   *
   * @return at least 1
   */
  public long total() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  /**
   * The share of all cases that are predicted correctly.
   *
   * @return in [0, 1]
   */
  public double accuracy() {
    return (double) correct() / total();
  }

  long correct() {
    long correct = 0;
    for (int i = 0; i < counts.length; i++) {
      correct += counts[i][i];
    }
    return correct;
  }

  /**
   * The share of the cases of a class that are predicted correctly: its sensitivity, or recall.
   *
   * @param i the class
   * @return in [0, 1], or NaN if the class has no case
   */
  public double classAccuracy(int i) {
    return (double) counts[i][i] / actualCount(i);
  }

  /**
   * The paper's overall accuracy: the mean of the class accuracies, also called balanced accuracy.
   * Classes without a case have no accuracy and are left out; {@link #classesWithoutCases()} names
   * them.
   *
   * @return in [0, 1]
   */
  public double meanClassAccuracy() {
    double sum = 0;
    int classes = 0;
    for (int i = 0; i < counts.length; i++) {
      if (actualCount(i) > 0) {
        sum += classAccuracy(i);
        classes++;
      }
    }
    return sum / classes;
  }

  /**
   * The classes without cases, which {@link #meanClassAccuracy()} leaves out.
   *
   * @return their labels, in order; empty in a complete test set
   */
  public List<String> classesWithoutCases() {
    return IntStream.range(0, counts.length)
        .filter(i -> actualCount(i) == 0)
        .mapToObj(labels::get)
        .toList();
  }

  /**
   * The method for averaging the figures of single classes. A class without cases is left out of
   * {@link #MACRO} and has no weight in {@link #WEIGHTED}; a class that is never predicted counts
   * with precision 0.
   */
  public enum Average {
    /** All classes have equal weight. */
    MACRO,
    /** Classes are weighted by their number of cases. */
    WEIGHTED,
    /**
     * The calls of all classes are counted together; if each case has one class, this is the
     * accuracy.
     */
    MICRO
  }

  /**
   * One class against all others.
   *
   * @param i the class
   * @return the table in which the class is positive
   */
  public DiagnosticTable against(int i) {
    long right = counts[i][i];
    long actual = actualCount(i);
    long predicted = predictedCount(i);
    return new DiagnosticTable(
        right, predicted - right, actual - right, total() - actual - predicted + right);
  }

  /**
   * Precision, averaged over classes.
   *
   * @param average the method of averaging
   * @return in [0, 1]
   */
  public double precision(Average average) {
    return averaged(average, i -> against(i).positivePredictiveValue().value());
  }

  /**
   * Recall, averaged over classes; {@link Average#MACRO} gives the paper's {@link
   * #meanClassAccuracy()}.
   *
   * @param average the method of averaging
   * @return in [0, 1]
   */
  public double recall(Average average) {
    return averaged(average, this::classAccuracy);
  }

  /**
   * The F1 score, averaged over classes.
   *
   * @param average the method of averaging
   * @return in [0, 1]
   */
  public double f1(Average average) {
    return averaged(average, i -> against(i).f1());
  }

  private double averaged(Average average, IntToDoubleFunction figure) {
    if (average == Average.MICRO) {
      return accuracy();
    }
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < counts.length; i++) {
      long cases = actualCount(i);
      double weight = average == Average.WEIGHTED ? cases : Math.min(1, cases);
      double value = cases == 0 ? 0 : figure.applyAsDouble(i);
      sum += weight * (Double.isNaN(value) ? 0 : value);
      weights += weight;
    }
    return sum / weights;
  }

  /**
   * Cohen's κ between prediction and truth.
   *
   * @return agreement beyond chance, at most 1; NaN if chance agreement is 1
   */
  public double kappa() {
    double n = total();
    double chance = 0;
    for (int i = 0; i < counts.length; i++) {
      chance += actualCount(i) / n * (predictedCount(i) / n);
    }
    return (accuracy() - chance) / (1 - chance);
  }

  /**
   * The correlation of Matthews between prediction and truth for several classes, R_K (Gorodkin,
   * Comput Biol Chem 2004): with n cases, c of them right, and t and p the numbers of true and
   * predicted cases of each class, {@code (c·n - Σ t·p) / √((n² - Σ p²)(n² - Σ t²))}.
   *
   * @return in [-1, 1]; 0 if all cases are of one class or predicted as one class, as in
   *     scikit-learn
   */
  public double matthewsCorrelation() {
    double n = total();
    double both = 0;
    double ofTruth = 0;
    double ofPrediction = 0;
    for (int i = 0; i < counts.length; i++) {
      double actual = actualCount(i);
      double predicted = predictedCount(i);
      both += actual * predicted;
      ofTruth += actual * actual;
      ofPrediction += predicted * predicted;
    }
    double scale = Math.sqrt((n * n - ofPrediction) * (n * n - ofTruth));
    return scale == 0 ? 0 : (accuracy() * n * n - both) / scale;
  }

  /**
   * The matrix of both sets of cases, such as two folds.
   *
   * @param other a matrix of the same classes in the same order
   * @return the sums of the counts
   * @throws IllegalArgumentException if the labels differ
   */
  public ConfusionMatrix plus(ConfusionMatrix other) {
    if (!labels.equals(other.labels)) {
      throw new IllegalArgumentException(
          "matrices of different classes cannot be summed: " + labels + " and " + other.labels);
    }
    long[][] sums = new long[counts.length][counts.length];
    for (int a = 0; a < sums.length; a++) {
      for (int p = 0; p < sums.length; p++) {
        sums[a][p] = counts[a][p] + other.counts[a][p];
      }
    }
    return new ConfusionMatrix(labels, sums);
  }

  /**
   * The counts as a text table: one row per actual class, one column per predicted class.
   *
   * @return lines that end with a line feed
   */
  public String table() {
    int width = 7;
    for (String label : labels) {
      width = Math.max(width, label.length());
    }
    StringBuilder table = new StringBuilder(" ".repeat(width));
    for (String label : labels) {
      table.append("  ").append(" ".repeat(width - label.length())).append(label);
    }
    table.append('\n');
    for (int a = 0; a < counts.length; a++) {
      table.append(labels.get(a)).append(" ".repeat(width - labels.get(a).length()));
      for (long count : counts[a]) {
        String digits = Long.toString(count);
        table.append("  ").append(" ".repeat(Math.max(0, width - digits.length()))).append(digits);
      }
      table.append('\n');
    }
    return table.toString();
  }

  @Override
  public String toString() {
    return "ConfusionMatrix[" + total() + " cases, " + labels.size() + " classes]";
  }
}
