package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Isotonic regression of the outcome on the probability (Zadrozny and Elkan, KDD 2002): the
 * monotone map with the least squared error, by pooling adjacent violators. It assumes no shape, so
 * it needs more cases than {@link PlattScaling}, and it can give probabilities of exactly 0 and 1.
 *
 * <p>The map is linear between the given probabilities, and constant beyond them.
 *
 * @param probabilities strictly ascending, in [0, 1]
 * @param values the recalibrated ones, ascending or equal, in [0, 1]
 */
public record IsotonicCalibration(List<Double> probabilities, List<Double> values)
    implements BinaryRecalibration {

  /**
   * Copies and checks the lists.
   *
   * @param probabilities strictly ascending, in [0, 1]
   * @param values one for each probability, ascending or equal, in [0, 1]
   * @throws IllegalArgumentException if the lists are empty, of different lengths, not in [0, 1] or
   *     not ascending
   */
  public IsotonicCalibration {
    probabilities = List.copyOf(probabilities);
    values = List.copyOf(values);
    Checks.sameLength("probabilities", probabilities.size(), "values", values.size());
    Checks.positive("the number of probabilities", probabilities.size());
    for (int k = 0; k < values.size(); k++) {
      Checks.fraction("probabilities[" + k + "]", probabilities.get(k));
      Checks.fraction("values[" + k + "]", values.get(k));
      if (k > 0
          && (probabilities.get(k) <= probabilities.get(k - 1)
              || values.get(k) < values.get(k - 1))) {
        throw new IllegalArgumentException(
            "an isotonic map must ascend, but at "
                + k
                + " it goes from "
                + probabilities.get(k - 1)
                + " → "
                + values.get(k - 1)
                + " to "
                + probabilities.get(k)
                + " → "
                + values.get(k));
      }
    }
  }

  /**
   * Fits held-out cases. Cases of the same probability are pooled first.
   *
   * @param scores probabilities of the positive class
   * @return the map
   * @throws IllegalArgumentException if a score is not a probability or the scores are weighted
   */
  public static IsotonicCalibration fit(BinaryScores scores) {
    Calibration.of(scores);
    int[] descending = scores.descendingOrder();
    List<Block> blocks = new ArrayList<>();
    for (int place = descending.length - 1; place >= 0; ) {
      double probability = scores.score(descending[place]);
      Block block = new Block(probability, probability, 0, 0);
      while (place >= 0 && scores.score(descending[place]) == probability) {
        block = block.with(scores.isPositive(descending[place]));
        place--;
      }
      while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).share() >= block.share()) {
        block = blocks.remove(blocks.size() - 1).and(block);
      }
      blocks.add(block);
    }
    List<Double> probabilities = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Block block : blocks) {
      probabilities.add(block.low());
      values.add(block.share());
      if (block.high() > block.low()) {
        probabilities.add(block.high());
        values.add(block.share());
      }
    }
    return new IsotonicCalibration(probabilities, values);
  }

  /** A run of neighbouring cases that get the same value. */
  private record Block(double low, double high, long positives, long cases) {

    double share() {
      return (double) positives / cases;
    }

    Block with(boolean positive) {
      return new Block(low, high, positives + (positive ? 1 : 0), cases + 1);
    }

    Block and(Block next) {
      return new Block(low, next.high, positives + next.positives, cases + next.cases);
    }
  }

  @Override
  public double recalibrate(double probability) {
    int found =
        Collections.binarySearch(
            probabilities, Checks.fraction("the probability", probability) + 0.0);
    if (found >= 0) {
      return values.get(found);
    }
    int above = -found - 1;
    if (above == 0) {
      return values.get(0);
    }
    if (above == values.size()) {
      return values.get(above - 1);
    }
    double low = probabilities.get(above - 1);
    double share = (probability - low) / (probabilities.get(above) - low);
    double value = (1 - share) * values.get(above - 1) + share * values.get(above);
    // Rounding must not leave the limits.
    return Math.max(values.get(above - 1), Math.min(values.get(above), value));
  }
}
