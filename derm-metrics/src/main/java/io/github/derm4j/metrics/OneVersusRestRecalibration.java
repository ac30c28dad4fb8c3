package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The recalibration of several classes by a map for each class against all others: the recalibrated
 * probabilities of a case are divided by their sum (Zadrozny and Elkan, KDD 2002). If all of them
 * are 0, the case keeps its probabilities. Unlike {@link TemperatureScaling}, this can change the
 * most probable class.
 *
 * @param classes the map of each class
 */
public record OneVersusRestRecalibration(List<BinaryRecalibration> classes)
    implements ClassRecalibration {

  /**
   * Copies the list.
   *
   * @param classes the map of each class
   * @throws IllegalArgumentException if there are fewer than two
   */
  public OneVersusRestRecalibration {
    classes = List.copyOf(classes);
    if (classes.size() < 2) {
      throw new IllegalArgumentException(
          "a recalibration needs at least two classes but has " + classes.size());
    }
  }

  /**
   * Fits a map for each class on held-out cases.
   *
   * @param scores the probabilities with the true classes
   * @param fit how to fit a class, such as {@code PlattScaling::fit}
   * @param unchanged the map for a class that no case or every case belongs to
   * @return the recalibration
   */
  public static OneVersusRestRecalibration fit(
      MulticlassScores scores,
      Function<BinaryScores, ? extends BinaryRecalibration> fit,
      BinaryRecalibration unchanged) {
    int[] cases = new int[scores.labels().size()];
    for (int i = 0; i < scores.size(); i++) {
      cases[scores.actual(i)]++;
    }
    List<BinaryRecalibration> classes = new ArrayList<>();
    for (int c = 0; c < cases.length; c++) {
      classes.add(
          cases[c] == 0 || cases[c] == scores.size() ? unchanged : fit.apply(scores.against(c)));
    }
    return new OneVersusRestRecalibration(classes);
  }

  @Override
  public double[] recalibrate(double[] probabilities) {
    Checks.sameLength("probabilities", probabilities.length, "classes", classes.size());
    double[] recalibrated = new double[probabilities.length];
    double sum = 0;
    for (int c = 0; c < recalibrated.length; c++) {
      recalibrated[c] = classes.get(c).recalibrate(probabilities[c]);
      sum += recalibrated[c];
    }
    if (sum == 0) {
      return probabilities.clone();
    }
    for (int c = 0; c < recalibrated.length; c++) {
      recalibrated[c] /= sum;
    }
    return recalibrated;
  }
}
