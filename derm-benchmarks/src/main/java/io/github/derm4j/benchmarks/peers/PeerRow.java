package io.github.derm4j.benchmarks.peers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One comparison, of rounds that took turns.
 *
 * @param what what both did
 * @param size how much of it, in words
 * @param unit of the rounds; a rate if it ends in {@code /s}, a time otherwise
 * @param ours this library
 * @param peer the other
 */
record PeerRow(String what, String size, String unit, Timed ours, Timed peer) {

  private static final MathContext DIGITS = new MathContext(3);
  private static final double GIBIBYTE = 1024; // mebibytes

  /** A side, what it reached round by round, and the most memory that its process held. */
  record Timed(String name, List<Double> rounds, int peakMiB) {

    double median() {
      return PeerRow.median(rounds.stream().sorted().toList());
    }
  }

  /** How many times as fast ours was as the peer, round by round, in ascending order. */
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

  /** A row of the table: what, how much, ours, the peer, the ratio, the memory of both in GiB. */
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
