package io.github.derm4j.model.training;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A plan to choose the L2 penalty of a head by cross-validation over the training images. No lesion
 * and no person is in two folds. On the images of each fold, heads are tested that were trained on
 * the other folds with each penalty; the penalty with the highest mean log-likelihood of the true
 * classes is chosen. Of equal penalties, the strongest is chosen.
 *
 * <p>Each fold standardises the features and drops the classes of which it has no training image;
 * their images are not counted.
 *
 * @param folds the number of folds; fewer if the images have fewer groups of lesions and persons
 * @param penalties the values of λ in {@link HeadTrainer.Builder#regularization}, the strongest
 *     first
 * @param seed the seed of the folds
 */
public record PenaltySearch(int folds, List<Double> penalties, long seed) {

  private static final int FOLDS = 5;
  private static final int PENALTIES = 20;
  private static final double STRONGEST = 10;
  private static final double WEAKEST = 1e-3;

  /**
   * Copies the penalties.
   *
   * @param folds the number of folds, at least 2
   * @param penalties finite values above 0, each less than the one before
   * @param seed the seed of the folds
   * @throws IllegalArgumentException if a value is out of its range, or there is no penalty
   */
  public PenaltySearch {
    Range.require(folds >= 2, "folds", folds, "at least 2");
    penalties = List.copyOf(penalties);
    Range.require(!penalties.isEmpty(), "penalties", penalties, "at least one value");
    double previous = Double.POSITIVE_INFINITY;
    for (double penalty : penalties) {
      Range.require(
          penalty > 0 && penalty < previous,
          "penalties",
          penalties,
          "finite values above 0, each less than the one before");
      previous = penalty;
    }
  }

  /**
   * Five folds and 20 penalties from 10 to 0.001, equally spaced on a logarithmic scale.
   *
   * @param seed the seed of the folds
   * @return the plan
   */
  public static PenaltySearch withSeed(long seed) {
    List<Double> path =
        IntStream.range(0, PENALTIES)
            .mapToObj(i -> STRONGEST * Math.pow(WEAKEST / STRONGEST, (double) i / (PENALTIES - 1)))
            .map(PenaltySearch::threeDigits)
            .toList();
    return new PenaltySearch(FOLDS, path, seed);
  }

  /** Rounded, because a penalty is repeated on the command line. */
  private static double threeDigits(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2e", value));
  }

  /**
   * A copy with another number of folds.
   *
   * @param count at least 2
   * @return the changed copy
   */
  public PenaltySearch withFolds(int count) {
    return new PenaltySearch(count, penalties, seed);
  }

  /**
   * A copy with other penalties.
   *
   * @param path finite values above 0, the strongest first
   * @return the changed copy
   */
  public PenaltySearch withPenalties(double... path) {
    return new PenaltySearch(folds, DoubleStream.of(path).boxed().toList(), seed);
  }

  /** The plan in words, for the provenance. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "cross-validation in %d folds, %d values from %s to %s, seed %d",
        folds,
        penalties.size(),
        penalties.get(0),
        penalties.get(penalties.size() - 1),
        seed);
  }
}
