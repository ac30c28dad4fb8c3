package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The calls of each row of a submission, for the goal metrics over samples of rows. */
final class IsicRows {

  private static final int REPLICATES = 2000;

  private final int[] actual;
  private final int[] decided;
  private final boolean[][] positive;
  private final boolean[][] called;
  private final double[] weights;

  private IsicRows(
      int[] actual, int[] decided, boolean[][] positive, boolean[][] called, double[] weights) {
    this.actual = actual;
    this.decided = decided;
    this.positive = positive;
    this.called = called;
    this.weights = weights;
  }

  /** The number of rows that count. */
  long size() {
    return IntStream.range(0, weights.length).filter(i -> weights[i] > 0).count();
  }

  static IsicRows of(IsicTable truth, IsicTable prediction, double[] weights) {
    int categories = truth.categories().size();
    boolean[][] positive = new boolean[categories][];
    boolean[][] called = new boolean[categories][];
    for (int c = 0; c < categories; c++) {
      positive[c] = aboveHalf(truth.column(c));
      called[c] = aboveHalf(prediction.column(c));
    }
    return new IsicRows(
        IntStream.range(0, weights.length).map(truth::decided).toArray(),
        IntStream.range(0, weights.length).map(prediction::decided).toArray(),
        positive,
        called,
        weights);
  }

  private static boolean[] aboveHalf(double[] column) {
    boolean[] above = new boolean[column.length];
    for (int i = 0; i < above.length; i++) {
      above[i] = column[i] > 0.5;
    }
    return above;
  }

  /** All rows, each once. */
  int[] all() {
    return IntStream.range(0, weights.length).toArray();
  }

  double balancedAccuracy(int[] sample) {
    double[] right = new double[positive.length];
    double[] all = new double[positive.length];
    for (int i : sample) {
      if (actual[i] >= 0) {
        all[actual[i]] += weights[i];
        right[actual[i]] += decided[i] == actual[i] ? weights[i] : 0;
      }
    }
    double sum = 0;
    int present = 0;
    for (int c = 0; c < all.length; c++) {
      if (all[c] > 0) {
        sum += right[c] / all[c];
        present++;
      }
    }
    return sum / present;
  }

  double macroDice(int[] sample) {
    double sum = 0;
    for (int c = 0; c < positive.length; c++) {
      double both = 0;
      double one = 0;
      for (int i : sample) {
        both += positive[c][i] && called[c][i] ? weights[i] : 0;
        one += positive[c][i] != called[c][i] ? weights[i] : 0;
      }
      sum += share(2 * both, one);
    }
    return sum / positive.length;
  }

  /** Samples of rows with the true category of each kept. */
  ConfidenceInterval interval(ToDoubleFunction<int[]> figure, double level, long seed) {
    Checks.level(level);
    Map<Integer, List<Integer>> strata = new TreeMap<>();
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        strata.computeIfAbsent(actual[i], any -> new ArrayList<>()).add(i);
      }
    }
    int size = strata.values().stream().mapToInt(List::size).sum();
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[REPLICATES];
    for (int r = 0; r < REPLICATES; r++) {
      int[] sample = new int[size];
      int next = 0;
      for (List<Integer> stratum : strata.values()) {
        for (int k = 0; k < stratum.size(); k++) {
          sample[next++] = stratum.get(random.nextInt(stratum.size()));
        }
      }
      values[r] = figure.applyAsDouble(sample);
    }
    return new BootstrapDistribution(figure.applyAsDouble(all()), values, () -> 0)
        .percentile(level);
  }

  /** A share, which is 1 without cases. */
  static double share(double right, double wrong) {
    return right + wrong == 0 ? 1 : right / (right + wrong);
  }
}
