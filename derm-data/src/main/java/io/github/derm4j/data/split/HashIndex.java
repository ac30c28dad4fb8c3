package io.github.derm4j.data.split;

import io.github.derm4j.data.image.PerceptualHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds all hashes within a distance of others without comparing all pairs: exact multi-index
 * hashing (Norouzi, Punjani and Fleet, CVPR 2012). The 128 bits are divided into m bands. If two
 * hashes differ in at most d bits, they differ in at most ⌊d / m⌋ bits in at least one band. Only
 * hashes with such a band are compared. The number of bands is chosen for the least work; if a full
 * comparison is less work, all hashes are compared.
 *
 * <p>The result is the same as that of comparing all pairs. A million hashes take 16 MB, and the
 * index 8 MB for each band: five bands at a distance of 8. Immutable; safe for use by several
 * threads.
 */
public final class HashIndex {

  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final long[] keys;
  private final int distance;
  private final List<Band> bands;

  /**
   * A near hash.
   *
   * @param index the index of the hash
   * @param distance the number of bits in which it differs
   */
  public record Match(int index, int distance) {}

  private HashIndex(long[] keys, int distance) {
    this.keys = keys;
    this.distance = distance;
    this.bands = new ArrayList<>();
    int count = cheapest(keys.length / 2, distance);
    for (int i = 0; i < count; i++) {
      int from = PerceptualHash.BITS * i / count;
      bands.add(new Band(from, PerceptualHash.BITS * (i + 1) / count - from, distance / count));
    }
  }

  /**
   * Makes an index of hashes.
   *
   * @param keys two words of each hash, {@linkplain PerceptualHash#high high} before {@linkplain
   *     PerceptualHash#low low}; a hash without content is never found. The array must not be
   *     changed afterwards
   * @param maxDistance the maximum number of the 128 bits that may differ
   * @return the index
   * @throws IllegalArgumentException if the distance is not within 0 to 63
   */
  public static HashIndex of(long[] keys, int maxDistance) {
    if (maxDistance < 0 || maxDistance > 63) {
      throw new IllegalArgumentException(
          "a distance of "
              + maxDistance
              + " bits: different images differ in 64 on average, so use 0 to 63");
    }
    return new HashIndex(keys, maxDistance);
  }

  /** The number of bands with the least work for a query; 0 to compare with every hash. */
  private static int cheapest(int hashes, int distance) {
    int best = 0;
    double least = hashes;
    for (int bands = 1; bands <= distance + 1; bands++) {
      int bits = PerceptualHash.BITS / bands;
      double probes = bands * values(bits, distance / bands);
      // A probe is a random memory access, which takes as long as a dozen sequential comparisons.
      double work = 12 * probes + 12 * probes * hashes / Math.pow(2, bits);
      if (bits <= Integer.SIZE && work < least) {
        least = work;
        best = bands;
      }
    }
    return best;
  }

  /** The number of values of a band that differ from a given one in at most {@code radius} bits. */
  private static double values(int bits, int radius) {
    double sum = 1;
    double choices = 1;
    for (int k = 1; k <= radius; k++) {
      choices = choices * (bits - k + 1) / k;
      sum += choices;
    }
    return sum;
  }

  /**
   * Finds near hashes with a greater index, so that each pair of images is found once.
   *
   * @param poses the query hashes: the hash of an image, or those of its eight poses
   * @param after only hashes after this index are found; -1 for all
   * @return each hash once, with its smallest distance, in the order of the index
   */
  public List<Match> within(List<PerceptualHash> poses, int after) {
    List<Match> found = new ArrayList<>(0);
    for (PerceptualHash pose : poses) {
      if (bands.isEmpty()) {
        for (int i = after + 1; i < keys.length / 2; i++) {
          compare(pose, i, found);
        }
      }
      for (Band band : bands) {
        band.look(pose, after, found);
      }
    }
    found.sort(
        (a, b) ->
            a.index() == b.index()
                ? Integer.compare(a.distance(), b.distance())
                : Integer.compare(a.index(), b.index()));
    for (int i = found.size() - 1; i > 0; i--) { // Several bands and poses may find the same pair.
      if (found.get(i).index() == found.get(i - 1).index()) {
        found.remove(i);
      }
    }
    return found;
  }

  private void compare(PerceptualHash pose, int index, List<Match> found) {
    long high = keys[2 * index];
    long low = keys[2 * index + 1];
    int differ = Long.bitCount(pose.high() ^ high);
    if (differ <= distance) {
      differ += Long.bitCount(pose.low() ^ low);
      if (differ <= distance && (high | low) != 0 && pose.hasContent()) {
        found.add(new Match(index, differ));
      }
    }
  }

  /** The hashes by the value of one band of bits. */
  private final class Band {

    private final int from;
    private final int bits;
    private final long[] flips;
    private final int[] starts;
    private final int[] items;

    Band(int from, int bits, int radius) {
      this.from = from;
      this.bits = bits;
      List<Long> masks = new ArrayList<>();
      addFlips(masks, 0, 0, radius);
      flips = masks.stream().mapToLong(Long::longValue).toArray();
      int count = keys.length / 2;
      starts = new int[Math.max(2, Integer.highestOneBit(Math.max(1, count))) + 1];
      int[] slots = new int[count];
      for (int i = 0; i < count; i++) {
        slots[i] = slot(value(keys[2 * i], keys[2 * i + 1]));
        starts[slots[i] + 1]++;
      }
      Arrays.parallelPrefix(starts, Integer::sum);
      int[] next = Arrays.copyOf(starts, starts.length - 1);
      items = new int[count];
      for (int i = 0; i < count; i++) {
        items[next[slots[i]]++] = i;
      }
    }

    private void addFlips(List<Long> masks, long mask, int bit, int left) {
      masks.add(mask);
      for (int i = bit; left > 0 && i < bits; i++) {
        addFlips(masks, mask | 1L << i, i + 1, left - 1);
      }
    }

    /** The bits of this band, where bit 0 of a hash is the highest bit of its first word. */
    private long value(long high, long low) {
      int to = from + bits;
      long ending;
      if (to <= Long.SIZE) {
        ending = high >>> (Long.SIZE - to);
      } else if (to == PerceptualHash.BITS) {
        ending = low;
      } else {
        ending = high << (to - Long.SIZE) | low >>> (PerceptualHash.BITS - to);
      }
      return bits == Long.SIZE ? ending : ending & ((1L << bits) - 1);
    }

    /** Values that share a slot are distinguished by comparing the whole hashes. */
    private int slot(long value) {
      return (int) ((value * MIX) >>> 33) & (starts.length - 2);
    }

    void look(PerceptualHash pose, int after, List<Match> found) {
      long value = value(pose.high(), pose.low());
      for (long flip : flips) {
        int slot = slot(value ^ flip);
        for (int at = starts[slot]; at < starts[slot + 1]; at++) {
          if (items[at] > after) {
            compare(pose, items[at], found);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return "HashIndex["
        + keys.length / 2
        + " hashes, "
        + bands.size()
        + " bands, distance "
        + distance
        + "]";
  }
}
