package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nonconformity scores of labelled cases that neither trained the model nor test it, for split
 * conformal prediction (Vovk, Gammerman and Shafer 2005; Lei et al., JASA 2018). Immutable.
 *
 * <p>The set of a case is that of all classes with a score of at most a threshold q. With n
 * independent cases, q is the ⌈(n + 1) · coverage⌉-th smallest score. The set of a new case then
 * contains the true class with a probability of at least the coverage, whatever the model and the
 * score, if the new case and the n cases are exchangeable: same clinic, camera and mix of diseases.
 * If n is too small for this rank, q is infinite, and the set contains all classes.
 *
 * <p>Several images of one lesion are not exchangeable with the image of a new lesion, but lesions
 * are. With clusters, each of K lesions counts once: the image i of a lesion with m images has the
 * weight 1/m, and q is the smallest score at which the weights sum to at least {@code (K + 1) ·
 * coverage}. This is hierarchical conformal prediction (Lee, Barber and Willett, arXiv 2306.06342;
 * for repeated measurements Dunn, Wasserman and Ramdas, JASA 2023). It guarantees the coverage of
 * an image of a new lesion. With one image for each lesion it is the rule above.
 */
public final class ConformalCalibration {
  /** Sums of weights such as 1/3 may miss the sum that they should have by their rounding. */
  private static final double ROUNDING = 1e-9;

  private final double[] scores;
  private final int[] actual;
  private final int classes;
  private final Clusters clusters;

  private ConformalCalibration(double[] scores, int[] actual, int classes, Clusters clusters) {
    this.scores = scores;
    this.actual = actual;
    this.classes = classes;
    this.clusters = clusters;
  }

  /**
   * Computes the scores of cases.
   *
   * @param score the score
   * @param cases the probabilities with the true classes
   * @param clusters the cluster of each case, such as its lesion
   * @return the scores of the true classes
   * @throws IllegalArgumentException if the lengths differ
   */
  public static ConformalCalibration of(
      ConformalScore score, MulticlassScores cases, Clusters clusters) {
    double[] scores = new double[cases.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score.scores(cases.row(i))[cases.actual(i)];
    }
    return of(scores, cases.actual(), cases.labels().size(), clusters);
  }

  /**
   * Takes scores that were computed elsewhere.
   *
   * @param scores the score of the true class of each case
   * @param actual the true class of each case
   * @param classes the number of classes, at least 1
   * @param clusters the cluster of each case, such as its lesion
   * @return the scores
   * @throws IllegalArgumentException if the lengths differ, there is no case, a score is NaN or
   *     infinite, or an index is not a class
   */
  public static ConformalCalibration of(
      double[] scores, int[] actual, int classes, Clusters clusters) {
    Checks.sameLength("scores", scores.length, "actual", actual.length);
    clusters.requireCases(scores.length);
    Checks.positive("classes", classes);
    for (int i = 0; i < scores.length; i++) {
      Checks.finite("scores", i, scores[i]);
      if (actual[i] < 0 || actual[i] >= classes) {
        throw new IllegalArgumentException(
            "actual[" + i + "] is " + actual[i] + ", but there are " + classes + " classes");
      }
    }
    return new ConformalCalibration(scores.clone(), actual.clone(), classes, clusters);
  }

  /**
   * Divides the cases by group, such as skin type or site. A predictor of each part guarantees the
   * coverage within its group (Mondrian conformal prediction, Vovk et al. 2003). A lesion with
   * images in two groups is in both.
   *
   * @param groups the group of each case
   * @return a calibration for each group, in order of first appearance; cases whose group is
   *     unknown, as in {@link SubgroupTable}, are the last one, {@value SubgroupTable#MISSING}
   * @throws IllegalArgumentException if the lengths differ
   */
  public Map<String, ConformalCalibration> byGroup(List<String> groups) {
    Map<String, ConformalCalibration> parts = new LinkedHashMap<>();
    SubgroupTable.members(scores.length, groups)
        .forEach((group, cases) -> parts.put(group, part(cases)));
    return parts;
  }

  private ConformalCalibration part(List<Integer> cases) {
    return new ConformalCalibration(
        cases.stream().mapToDouble(i -> scores[i]).toArray(),
        cases.stream().mapToInt(i -> actual[i]).toArray(),
        classes,
        Clusters.of(cases.stream().mapToInt(clusters::clusterOf).toArray()));
  }

  /**
   * A predictor that guarantees the coverage over all classes together. Rare or difficult classes
   * may have a lower coverage.
   *
   * @param coverage the guaranteed coverage, such as 0.9
   * @return the predictor, with the same threshold for all classes
   * @throws IllegalArgumentException if the coverage is not strictly between 0 and 1
   */
  public ConformalPredictor predictor(double coverage) {
    double[] thresholds = new double[classes];
    Arrays.fill(thresholds, threshold(coverage));
    return new ConformalPredictor(coverage, thresholds);
  }

  /**
   * A predictor that guarantees the coverage of each class (Vovk, Machine Learning 2013). A class
   * with too few lesions, fewer than 9 for a coverage of 0.9, is in every set.
   *
   * @param coverage the guaranteed coverage, such as 0.9
   * @return the predictor, with a threshold for each class
   * @throws IllegalArgumentException if the coverage is not strictly between 0 and 1
   */
  public ConformalPredictor classConditional(double coverage) {
    List<List<Integer>> cases = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      cases.add(new ArrayList<>());
    }
    for (int i = 0; i < scores.length; i++) {
      cases.get(actual[i]).add(i);
    }
    double[] thresholds = new double[classes];
    Arrays.setAll(
        thresholds,
        c ->
            cases.get(c).isEmpty()
                ? Double.POSITIVE_INFINITY
                : part(cases.get(c)).threshold(coverage));
    return new ConformalPredictor(coverage, thresholds);
  }

  private double threshold(double coverage) {
    double needed = (clusters.count() + 1) * Checks.openFraction("coverage", coverage) - ROUNDING;
    int[] images = new int[clusters.count()];
    for (int i = 0; i < scores.length; i++) {
      images[clusters.clusterOf(i)]++;
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = 0;
    for (int i : order) {
      sum += 1.0 / images[clusters.clusterOf(i)];
      if (sum >= needed) {
        return scores[i];
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /**
   * The number of cases.
   *
   * @return at least 1
   */
  public int size() {
    return scores.length;
  }

  /**
   * The number of classes.
   *
   * @return at least 1
   */
  public int classes() {
    return classes;
  }

  /**
   * The clusters of the cases.
   *
   * @return the cluster of each case
   */
  public Clusters clusters() {
    return clusters;
  }

  /**
   * The score of a case.
   *
   * @param i the case, from 0
   * @return the score of its true class
   */
  public double score(int i) {
    return scores[i];
  }

  /**
   * The true class of a case.
   *
   * @param i the case, from 0
   * @return its class
   */
  public int actual(int i) {
    return actual[i];
  }

  @Override
  public String toString() {
    return "ConformalCalibration[" + classes + " classes, " + clusters + "]";
  }
}
