package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The summary of a cross-validation: figures as mean ± standard deviation over the folds, and
 * pooled or averaged curves.
 *
 * <p>The deviation describes how the folds differ; it is not a standard error, because the training
 * sets of the folds overlap.
 */
public final class CrossValidation {
  private CrossValidation() {}

  /**
   * Any figure of the folds' matrices, such as {@code ConfusionMatrix::meanClassAccuracy} for the
   * paper's overall accuracy, or {@code matrix -> matrix.classAccuracy(3)}.
   *
   * @param folds one matrix per fold
   * @param figure the figure
   * @return its mean and deviation
   * @throws IllegalArgumentException if there is no fold
   */
  public static MeanDeviation figure(
      List<ConfusionMatrix> folds, ToDoubleFunction<ConfusionMatrix> figure) {
    requireFolds(folds);
    return MeanDeviation.of(folds.stream().mapToDouble(figure).toArray());
  }

  /**
   * The matrix of all folds' cases.
   *
   * @param folds one matrix per fold, of the same classes
   * @return the sum
   * @throws IllegalArgumentException if there is no fold or the classes differ
   */
  public static ConfusionMatrix pooledMatrix(List<ConfusionMatrix> folds) {
    requireFolds(folds);
    return folds.stream().reduce(ConfusionMatrix::plus).orElseThrow();
  }

  /**
   * The area of each fold's curve.
   *
   * @param folds one set of scores per fold
   * @return mean and deviation
   * @throws IllegalArgumentException if there is no fold
   */
  public static MeanDeviation auc(List<BinaryScores> folds) {
    requireFolds(folds);
    return MeanDeviation.of(folds.stream().mapToDouble(f -> RocCurve.of(f).auc()).toArray());
  }

  /**
   * Pools the cases of all folds into one set. Its curve compares scores across folds, which is
   * fair only if every fold's model scores on the same scale, as calibrated probabilities do.
   *
   * @param folds one set of scores per fold, without weights
   * @return the cases of all folds in order
   * @throws IllegalArgumentException if there is no fold or scores are weighted
   */
  public static BinaryScores pooled(List<BinaryScores> folds) {
    requireFolds(folds);
    int n = folds.stream().mapToInt(BinaryScores::size).sum();
    double[] scores = new double[n];
    boolean[] positive = new boolean[n];
    int next = 0;
    for (BinaryScores fold : folds) {
      fold.requireUnweighted("pooling");
      for (int i = 0; i < fold.size(); i++) {
        scores[next] = fold.score(i);
        positive[next++] = fold.isPositive(i);
      }
    }
    return BinaryScores.of(scores, positive);
  }

  /**
   * The mean curve: at each specificity the mean of the folds' sensitivities (vertical averaging;
   * Fawcett, Pattern Recognition Letters 2006), which needs no common scale of scores.
   *
   * @param folds one set of scores per fold
   * @param specificities the specificities, each in [0, 1]
   * @return one point per specificity, in order
   * @throws IllegalArgumentException if there is no fold or a specificity is out of range
   */
  public static List<CurvePoint> averagedCurve(List<BinaryScores> folds, double... specificities) {
    requireFolds(folds);
    List<RocCurve> curves = folds.stream().map(RocCurve::of).toList();
    List<CurvePoint> points = new ArrayList<>();
    for (double specificity : specificities) {
      points.add(
          new CurvePoint(
              specificity,
              MeanDeviation.of(
                  curves.stream()
                      .mapToDouble(curve -> curve.interpolatedSensitivity(specificity))
                      .toArray())));
    }
    return points;
  }

  private static void requireFolds(List<?> folds) {
    if (folds.isEmpty()) {
      throw new IllegalArgumentException("a cross-validation needs at least one fold");
    }
  }

  /**
   * A point of a mean curve.
   *
   * @param specificity the specificity
   * @param sensitivity the folds' sensitivities there
   */
  public record CurvePoint(double specificity, MeanDeviation sensitivity) {}
}
