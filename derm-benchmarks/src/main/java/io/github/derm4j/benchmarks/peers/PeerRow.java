package io.github.derm4j.benchmarks.peers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One comparison in alternating rounds.
 *
 * @param what the task of both
 * @param size a description of the amount of work
 * @param unit the unit of the rounds; a rate if it ends in {@code /s}, otherwise a time
 * @param ours this library
 * @param peer the other
 */
record PeerRow(String what, String size, String unit, Timed ours, Timed peer) {

  private static final MathContext DIGITS = new MathContext(3);
  private static final double GIBIBYTE = 1024; // mebibytes

  /** A side, with its result of each round and the peak memory of its process. */
  record Timed(String name, List<Double> rounds, int peakMiB) {

    double median() {
      return PeerRow.median(rounds.stream().sorted().toList());
    }
  }

  /** The ratio of our speed to that of the peer for each round, in ascending order. */
  List<Double> ratios() {
    boolean rate = unit.endsWith("/s");
    return IntStream.range(0, Math.min(ours.rounds.size(), peer.rounds.size()))
        .mapToObj(
            i ->
                rate
                    ? ours.rounds.get(i) / peer.rounds.get(i)
                    : peer.rounds.get(i) / ours.rounds.get(i))
        .sorted()
        .toList();
  }

  /**
   * A row of the table: the task, the amount of work, our result, the peer's result, the ratio, and
   * the memory of both in GiB.
   */
  String markdown() {
    List<Double> ratios = ratios();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s: %s %s | %s: %s %s | **%s** (%s to %s) | %.1f, %.1f |",
        what,
        size,
        ours.name,
        rounded(ours.median()),
        unit,
        peer.name,
        rounded(peer.median()),
        unit,
        rounded(median(ratios)),
        rounded(ratios.get(0)),
        rounded(ratios.get(ratios.size() - 1)),
        ours.peakMiB / GIBIBYTE,
        peer.peakMiB / GIBIBYTE);
  }

  private static double median(List<Double> ascending) {
    int n = ascending.size();
    return (ascending.get((n - 1) / 2) + ascending.get(n / 2)) / 2;
  }

  private static String rounded(double value) {
    BigDecimal decimal = new BigDecimal(value).round(DIGITS);
    int beforeThePoint = decimal.precision() - decimal.scale();
    return decimal.setScale(Math.max(0, DIGITS.getPrecision() - beforeThePoint)).toPlainString();
  }
}
