package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Class probabilities of cases with known classes. Immutable; the arrays are copied. */
public final class MulticlassScores {
  /**
   * The tolerance for the sum of a row: a softmax in single precision that was written with few
   * digits sums to 1 within it.
   */
  private static final double SUM_TOLERANCE = 1e-4;

  private final double[][] probabilities;
  private final int[] actual;
  private final List<String> labels;

  private MulticlassScores(double[][] probabilities, int[] actual, List<String> labels) {
    this.probabilities = probabilities;
    this.actual = actual;
    this.labels = labels;
  }

  /**
   * Takes the probabilities of n cases.
   *
   * @param probabilities shape [n, classes]; each row in [0, 1] and with sum 1 (to 1e-4)
   * @param actual the true class of each case
   * @param labels the names of the classes, at least two, each once
   * @return the scores
   * @throws IllegalArgumentException if the shapes differ, there is no case, a value is not a
   *     probability, a row does not sum to 1, or an index is not a class
   */
  public static MulticlassScores of(double[][] probabilities, int[] actual, List<String> labels) {
    Checks.sameLength("probabilities", probabilities.length, "actual", actual.length);
    // A matrix of the truth with itself checks labels and indices.
    ConfusionMatrix.of(actual, actual, labels);
    double[][] copy = new double[actual.length][];
    for (int i = 0; i < copy.length; i++) {
      Checks.sameLength(
          "probabilities[" + i + "]", probabilities[i].length, "labels", labels.size());
      copy[i] = probabilities[i].clone();
      double sum = 0;
      for (int c = 0; c < copy[i].length; c++) {
        sum += Checks.fraction("probabilities[" + i + "][" + c + "]", copy[i][c]);
      }
      if (Math.abs(sum - 1) > SUM_TOLERANCE) {
        throw new IllegalArgumentException(
            "probabilities[" + i + "] sums to " + sum + "; a row must sum to 1");
      }
    }
    return new MulticlassScores(copy, actual.clone(), List.copyOf(labels));
  }

  /**
   * The number of cases.
   *
   * @return at least 1
   */
  public int size() {
    return actual.length;
  }

  /**
   * The names of the classes.
   *
   * @return in the order of their indices
   */
  public List<String> labels() {
    return labels;
  }

  double probability(int i, int c) {
    return probabilities[i][c];
  }

  double[] row(int i) {
    return probabilities[i];
  }

  int actual(int i) {
    return actual[i];
  }

  /**
   * The most probable class; if several are equal, the first.
   *
   * @param i the case
   * @return a class
   */
  public int predicted(int i) {
    int best = 0;
    for (int c = 1; c < labels.size(); c++) {
      if (probabilities[i][c] > probabilities[i][best]) {
        best = c;
      }
    }
    return best;
  }

  /**
   * The matrix of the most probable classes.
   *
   * @return the counts
   */
  public ConfusionMatrix confusionMatrix() {
    int[] predicted = new int[size()];
    Arrays.setAll(predicted, this::predicted);
    return ConfusionMatrix.of(actual, predicted, labels);
  }

  /**
   * The share of cases whose true class is among the k most probable; equal probabilities are
   * ordered by index.
   *
   * @param k from 1 to the number of classes
   * @return the share as a count of cases
   * @throws IllegalArgumentException if k is out of range
   */
  public Proportion topAccuracy(int k) {
    long count = 0;
    for (boolean hit : hits(k)) {
      count += hit ? 1 : 0;
    }
    return new Proportion(count, size());
  }

  /**
   * The share of clustered cases whose true class is among the k most probable.
   *
   * @param k from 1 to the number of classes
   * @param clusters the cluster of each case
   * @return the share, whose intervals allow for the dependence within clusters
   * @throws IllegalArgumentException if k is out of range or the lengths differ
   */
  public ClusteredProportion topAccuracy(int k, Clusters clusters) {
    return ClusteredProportion.of(hits(k), clusters);
  }

  private boolean[] hits(int k) {
    if (k < 1 || k > labels.size()) {
      throw new IllegalArgumentException(
          "k must be from 1 to " + labels.size() + " classes but is " + k);
    }
    boolean[] hits = new boolean[size()];
    for (int i = 0; i < hits.length; i++) {
      int before = 0;
      double own = probabilities[i][actual[i]];
      for (int c = 0; c < labels.size(); c++) {
        double other = probabilities[i][c];
        before += other > own || (other == own && c < actual[i]) ? 1 : 0;
      }
      hits[i] = before < k;
    }
    return hits;
  }

  /**
   * One class against all others, scored by its probability.
   *
   * @param c the class
   * @return binary scores of all cases
   * @throws IllegalArgumentException if the class has no cases or all cases
   */
  public BinaryScores against(int c) {
    double[] scores = new double[size()];
    boolean[] positive = new boolean[size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = probabilities[i][c];
      positive[i] = actual[i] == c;
    }
    return BinaryScores.of(scores, positive);
  }

  /**
   * One set of classes against another, as in the paper's binary tasks: cases of other classes are
   * left out, and the score is the positive classes' share of the probability of both sets, {@code
   * P(malignant) / (P(malignant) + P(benign))}.
   *
   * @param positive the positive classes
   * @param negative the negative classes
   * @return binary scores of the cases of both sets; a case whose probability is 0 for both sets
   *     scores one half
   * @throws IllegalArgumentException if the sets overlap, contain an index that is not a class, or
   *     one has no cases
   */
  public BinaryScores between(List<Integer> positive, List<Integer> negative) {
    if (positive.stream().anyMatch(negative::contains)) {
      throw new IllegalArgumentException(
          "a class cannot be on both sides: " + positive + " against " + negative);
    }
    int[] cases =
        IntStream.range(0, size())
            .filter(i -> positive.contains(actual[i]) || negative.contains(actual[i]))
            .toArray();
    double[] scores = new double[cases.length];
    boolean[] truth = new boolean[cases.length];
    for (int k = 0; k < cases.length; k++) {
      double forPositive = sum(cases[k], positive);
      double both = forPositive + sum(cases[k], negative);
      scores[k] = both == 0 ? 0.5 : forPositive / both;
      truth[k] = positive.contains(actual[cases[k]]);
    }
    return BinaryScores.of(scores, truth);
  }

  private double sum(int i, List<Integer> classes) {
    double sum = 0;
    for (int c : classes) {
      if (c < 0 || c >= labels.size()) {
        throw new IllegalArgumentException(
            "class " + c + " is not one of the " + labels.size() + " classes");
      }
      sum += probabilities[i][c];
    }
    return sum;
  }

  /**
   * The mean area of each class against all others, with equal weights. Classes without cases are
   * left out.
   *
   * @return in [0, 1]
   * @throws IllegalArgumentException if all cases are of one class
   */
  public double macroAuc() {
    return auc(false);
  }

  /**
   * The mean area of each class against all others, each class counted by its number of cases.
   *
   * @return in [0, 1]
   * @throws IllegalArgumentException if all cases are of one class
   */
  public double weightedAuc() {
    return auc(true);
  }

  /**
   * The micro-averaged area: that of all pairs of a case and a class as one set, positive where the
   * class is the case's.
   *
   * @return in [0, 1]
   */
  public double microAuc() {
    int classes = labels.size();
    double[] scores = new double[size() * classes];
    boolean[] truth = new boolean[scores.length];
    for (int i = 0; i < size(); i++) {
      System.arraycopy(probabilities[i], 0, scores, i * classes, classes);
      truth[i * classes + actual[i]] = true;
    }
    return RocCurve.of(BinaryScores.of(scores, truth)).auc();
  }

  /** Selects cases, each as often as it is listed. */
  MulticlassScores cases(int[] named) {
    double[][] rows = new double[named.length][];
    int[] classes = new int[named.length];
    for (int k = 0; k < named.length; k++) {
      rows[k] = probabilities[named[k]];
      classes[k] = actual[named[k]];
    }
    return new MulticlassScores(rows, classes, labels);
  }

  /** The true class of each case. */
  int[] actual() {
    return actual;
  }

  private double auc(boolean byCases) {
    double sum = 0;
    double weights = 0;
    for (int c = 0; c < labels.size(); c++) {
      long cases = cases(c);
      if (cases > 0) {
        double weight = byCases ? cases : 1;
        sum += weight * RocCurve.of(against(c)).auc();
        weights += weight;
      }
    }
    return sum / weights;
  }

  private long cases(int c) {
    return Arrays.stream(actual).filter(a -> a == c).count();
  }

  /**
   * Hand and Till's M (Machine Learning 2001): over all pairs of classes, the mean of the areas of
   * either class's probability on the cases of the two. It does not depend on the class
   * frequencies. Classes without a case are left out.
   *
   * @return in [0, 1]
   * @throws IllegalArgumentException if all cases are of one class
   */
  public double handTill() {
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < labels.size(); a++) {
      for (int b = a + 1; b < labels.size(); b++) {
        if (cases(a) > 0 && cases(b) > 0) {
          sum += (aucOfPair(a, b) + aucOfPair(b, a)) / 2;
          pairs++;
        }
      }
    }
    if (pairs == 0) {
      throw new IllegalArgumentException("an area needs cases of two classes, but all are of one");
    }
    return sum / pairs;
  }

  private double aucOfPair(int positive, int negative) {
    int[] cases =
        IntStream.range(0, size())
            .filter(i -> actual[i] == positive || actual[i] == negative)
            .toArray();
    double[] scores = new double[cases.length];
    boolean[] truth = new boolean[cases.length];
    for (int k = 0; k < cases.length; k++) {
      scores[k] = probabilities[cases[k]][positive];
      truth[k] = actual[cases[k]] == positive;
    }
    return RocCurve.of(BinaryScores.of(scores, truth)).auc();
  }

  @Override
  public String toString() {
    return "MulticlassScores[" + size() + " cases, " + labels.size() + " classes]";
  }
}
