package io.github.derm4j.metrics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The error rate of a model that answers only its most confident cases, over the share of cases
 * that it answers (El-Yaniv and Wiener, JMLR 2010; Geifman and El-Yaniv, NeurIPS 2017). Cases of
 * equal confidence are answered together. Immutable.
 */
public final class RiskCoverageCurve {

  /**
   * A point of the curve.
   *
   * @param confidence the lowest confidence that is answered
   * @param coverage the share of cases that are answered, above 0
   * @param risk the share of errors among them
   */
  public record Point(double confidence, double coverage, double risk) {}

  private final List<Point> points;
  private final int cases;
  private final int errors;

  private RiskCoverageCurve(List<Point> points, int cases, int errors) {
    this.points = points;
    this.cases = cases;
    this.errors = errors;
  }

  /**
   * Takes the most probable class of each case as the answer and its probability as the confidence.
   *
   * @param scores the probabilities with the true classes
   * @return the curve
   */
  public static RiskCoverageCurve of(MulticlassScores scores) {
    double[] confidence = new double[scores.size()];
    boolean[] correct = new boolean[confidence.length];
    for (int i = 0; i < confidence.length; i++) {
      int said = scores.predicted(i);
      confidence[i] = scores.probability(i, said);
      correct[i] = said == scores.actual(i);
    }
    return of(confidence, correct);
  }

  /**
   * Takes any answers with a confidence.
   *
   * @param confidence the confidence of each answer, on any scale
   * @param correct whether each answer is correct
   * @return the curve; O(n log n)
   * @throws IllegalArgumentException if the lengths differ, there is no case, or a confidence is
   *     NaN or infinite
   */
  public static RiskCoverageCurve of(double[] confidence, boolean[] correct) {
    Checks.sameLength("confidence", confidence.length, "correct", correct.length);
    int n = Checks.positive("the number of cases", confidence.length);
    double[] checked = new double[n];
    for (int i = 0; i < n; i++) {
      checked[i] = Checks.finite("confidence", i, confidence[i]) + 0.0;
    }
    int[] order = RadixSort.descendingOrder(checked);
    int[] wrong = new int[n];
    for (int k = 0; k < n; k++) {
      wrong[k] = (k == 0 ? 0 : wrong[k - 1]) + (correct[order[k]] ? 0 : 1);
    }
    List<Point> points =
        IntStream.range(0, n)
            .filter(k -> k == n - 1 || checked[order[k]] > checked[order[k + 1]])
            .mapToObj(k -> new Point(checked[order[k]], (k + 1.0) / n, wrong[k] / (k + 1.0)))
            .toList();
    return new RiskCoverageCurve(points, n, wrong[n - 1]);
  }

  /**
   * The points of the curve.
   *
   * @return by rising coverage, one for each distinct confidence; the last has the coverage 1
   */
  public List<Point> points() {
    return points;
  }

  /**
   * The error rate if at least a share of the cases is answered.
   *
   * @param coverage the share, in (0, 1]
   * @return the point with the lowest coverage of at least this share
   * @throws IllegalArgumentException if the share is out of range
   */
  public Point atCoverage(double coverage) {
    if (!(coverage > 0 && coverage <= 1)) {
      throw new IllegalArgumentException("coverage must lie in (0, 1] but is " + coverage);
    }
    return points.stream().filter(point -> point.coverage() >= coverage).findFirst().orElseThrow();
  }

  /**
   * The area under the curve, AURC: the mean, over all cases, of the risk at the confidence of the
   * case.
   *
   * @return in [0, 1], 0 is best
   */
  public double area() {
    double sum = 0;
    double before = 0;
    for (Point point : points) {
      sum += (point.coverage() - before) * point.risk();
      before = point.coverage();
    }
    return sum;
  }

  /**
   * The excess area, E-AURC (Geifman, Uziel and El-Yaniv, ICLR 2019): the area less that of the
   * best order of the same answers, in which all errors have the lowest confidence. It does not
   * depend on the accuracy alone, so it compares the confidences of models.
   *
   * @return at least 0 without ties, 0 is best
   */
  public double excessArea() {
    double best = 0;
    int right = cases - errors;
    for (int k = right + 1; k <= cases; k++) {
      best += (double) (k - right) / k;
    }
    return area() - best / cases;
  }

  @Override
  public String toString() {
    return "RiskCoverageCurve[" + cases + " cases, " + errors + " errors, area " + area() + "]";
  }
}
