package io.github.derm4j.spark;

import java.util.List;
import java.util.Locale;

/**
 * What a cluster costs and gains, on paper: the tables of docs/spark.md. {@link MeasuredCost} has
 * the constants; the network is supposed.
 *
 * @param secondsOfBatch the gradient of a batch on one rank
 * @param bytes of the gradients
 * @param secondsOfCopies what a rank spends on a sum besides the network: copies, and adding
 * @param bitsPerSecond of the network, each way, of each rank
 * @param secondsOfMessage the time of a message that is short
 */
record ClusterCost(
    double secondsOfBatch,
    double bytes,
    double secondsOfCopies,
    double bitsPerSecond,
    double secondsOfMessage) {

  static final List<Integer> RANKS = List.of(1, 2, 4, 8, 16, 32, 64);

  /** The parameters of the paper's network with 757 classes, as floats. */
  static final double BYTES = 4.0 * 23_869_000;

  /** The time of a step: each rank sends and receives 2 (N - 1) / N times the gradients. */
  double step(int ranks) {
    return secondsOfBatch + (ranks == 1 ? 0 : exchange(ranks));
  }

  /** Three exchanges of a step wait for all others: a message, the sums, and their shares. */
  double exchange(int ranks) {
    return 2 * (ranks - 1.0) / ranks * bytes * 8 / bitsPerSecond
        + secondsOfCopies
        + 3 * (ranks - 1) * secondsOfMessage;
  }

  /** How much of the ranks' time goes into gradients. */
  double efficiency(int ranks) {
    return secondsOfBatch / step(ranks);
  }

  /** A line for each number of ranks, for gradients that take as long. */
  static String training(List<Double> secondsOfBatch, double copies, double gigabits) {
    StringBuilder table = new StringBuilder("| ranks |");
    for (double seconds : secondsOfBatch) {
      table.append(
          String.format(Locale.ROOT, " %s s: step | images a second, of one rank = 1 |", seconds));
    }
    table.append("\n|---|").append("---|---|".repeat(secondsOfBatch.size())).append('\n');
    for (int ranks : RANKS) {
      table.append(String.format(Locale.ROOT, "| %d |", ranks));
      for (double seconds : secondsOfBatch) {
        ClusterCost cost = new ClusterCost(seconds, BYTES, copies, gigabits * 1e9, 1e-4);
        table.append(
            String.format(
                Locale.ROOT, " %.2f s | %.1f |", cost.step(ranks), ranks * cost.efficiency(ranks)));
      }
      table.append('\n');
    }
    return table.toString();
  }

  /** How long images take that are computed one by one, and what reading them needs. */
  static String images(double count, double perSecond, double bytesOfImage) {
    StringBuilder table =
        new StringBuilder("| cores | time | read from storage |\n|---|---|---|\n");
    for (int cores : List.of(1, 16, 64, 512)) {
      double seconds = count / (cores * perSecond);
      table.append(
          String.format(
              Locale.ROOT,
              "| %d | %s | %.0f MB/s |\n",
              cores,
              seconds > 172_800
                  ? String.format(Locale.ROOT, "%.0f days", seconds / 86_400)
                  : String.format(Locale.ROOT, "%.1f h", seconds / 3600),
              cores * perSecond * bytesOfImage / 1e6));
    }
    return table.toString();
  }
}
