package io.github.derm4j.data.cleaning;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The pairs with the smallest distances, up to a maximum number. */
final class ClosestPairs {

  /** Two images. */
  record Pair(int first, int second, float distance) {}

  private static final Comparator<Pair> ORDER =
      Comparator.comparingDouble(Pair::distance)
          .thenComparingInt(Pair::first)
          .thenComparingInt(Pair::second);

  private final int max;
  private final PriorityQueue<Pair> kept = new PriorityQueue<>(ORDER.reversed());

  ClosestPairs(int max) {
    this.max = max;
  }

  void add(int first, int second, float distance) {
    if (kept.size() < max) {
      kept.add(new Pair(first, second, distance));
    } else if (distance <= kept.element().distance()) {
      // Added first, so that ties are decided by the order and not by the sequence of blocks.
      kept.add(new Pair(first, second, distance));
      kept.remove();
    }
  }

  /** The pairs, the closest first. */
  List<Pair> sorted() {
    return kept.stream().sorted(ORDER).toList();
  }
}
