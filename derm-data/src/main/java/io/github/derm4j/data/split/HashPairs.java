package io.github.derm4j.data.split;

import io.github.derm4j.data.image.PerceptualHash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds all pairs of hashes within a distance. All pairs are compared, two words at a time, on all
 * processors: O(n²) with a constant of about a nanosecond, and no memory beyond the result.
 */
final class HashPairs {

  /** Two images with near hashes. */
  record Pair(int first, int second, int distance) {}

  private HashPairs() {}

  /**
   * Finds the pairs.
   *
   * @param queries the query hashes of each image: its own, or those of its eight poses
   * @param keys the hash of each image
   * @param maxDistance the maximum number of bits that may differ
   */
  static List<Pair> within(
      List<List<PerceptualHash>> queries, List<PerceptualHash> keys, int maxDistance) {
    int n = keys.size();
    long[] high = keys.stream().mapToLong(PerceptualHash::high).toArray();
    long[] low = keys.stream().mapToLong(PerceptualHash::low).toArray();
    return IntStream.range(0, n)
        .parallel()
        .mapToObj(i -> row(i, queries.get(i), high, low, maxDistance))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Pair> row(
      int i, List<PerceptualHash> poses, long[] high, long[] low, int maxDistance) {
    List<Pair> found = new ArrayList<>(0);
    for (PerceptualHash pose : poses) {
      long queryHigh = pose.high();
      long queryLow = pose.low();
      for (int j = i + 1; j < high.length; j++) {
        int distance = Long.bitCount(queryHigh ^ high[j]);
        // The first words of unrelated images already differ in half of their bits.
        if (distance <= maxDistance) {
          distance += Long.bitCount(queryLow ^ low[j]);
          if (distance <= maxDistance) {
            add(found, new Pair(i, j, distance));
          }
        }
      }
    }
    return found;
  }

  /** Keeps the smallest distance of a pair that is found in several poses. */
  private static void add(List<Pair> found, Pair pair) {
    for (int k = 0; k < found.size(); k++) {
      if (found.get(k).second() == pair.second()) {
        if (pair.distance() < found.get(k).distance()) {
          found.set(k, pair);
        }
        return;
      }
    }
    found.add(pair);
  }
}
