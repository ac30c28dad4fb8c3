package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.LesionRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Determines how often each image occurs in an epoch. */
@FunctionalInterface
public interface ClassBalance {

  /**
   * Selects the images of one epoch, before they are shuffled.
   *
   * @param records the training images
   * @param random the source of random choices
   * @return indices of records; an index may occur several times or never
   */
  int[] draw(List<LesionRecord> records, RandomGenerator random);

  /**
   * Shows every image once.
   *
   * @return a balance that changes nothing
   */
  static ClassBalance none() {
    return NamedBalance.NONE;
  }

  /**
   * Replicates each superclass up to the size of the largest, as in the authors' code: all of its
   * images are repeated a whole number of times, and the rest is drawn without replacement,
   * independently in each epoch.
   *
   * @param superclass the group of an image, for instance its node at the first level of the tree;
   *     equal values are one group
   * @return a balance under which all groups have the same size
   */
  static ClassBalance replicate(Function<LesionRecord, ?> superclass) {
    return new NamedBalance(
        "replicated",
        (records, random) -> {
          Map<Object, List<Integer>> groups = new LinkedHashMap<>();
          for (int i = 0; i < records.size(); i++) {
            groups
                .computeIfAbsent(superclass.apply(records.get(i)), key -> new ArrayList<>())
                .add(i);
          }
          int largest = groups.values().stream().mapToInt(List::size).max().orElse(0);
          int[] drawn = new int[largest * groups.size()];
          int at = 0;
          for (List<Integer> group : groups.values()) {
            int[] members = group.stream().mapToInt(Integer::intValue).toArray();
            int end = at + largest;
            for (; at + members.length <= end; at += members.length) {
              System.arraycopy(members, 0, drawn, at, members.length);
            }
            Shuffle.shuffle(members, random);
            System.arraycopy(members, 0, drawn, at, end - at);
            at = end;
          }
          return Arrays.copyOf(drawn, at);
        });
  }

  /**
   * Draws with replacement, in each epoch independently, as many images as there are, each with a
   * probability proportional to its weight: some occur several times and some not at all.
   *
   * @param weight the weight of an image, finite and not negative; at least one must be above 0
   * @return a balance that throws {@link IllegalArgumentException} for other weights when it draws
   */
  static ClassBalance weighted(ToDoubleFunction<LesionRecord> weight) {
    return new NamedBalance(
        "weighted",
        (records, random) -> {
          double[] upTo = new double[records.size()];
          double sum = 0;
          for (int i = 0; i < upTo.length; i++) {
            double own = weight.applyAsDouble(records.get(i));
            if (!(own >= 0 && own < Double.POSITIVE_INFINITY)) {
              throw new IllegalArgumentException(
                  "image "
                      + records.get(i).imageId()
                      + " has the weight "
                      + own
                      + ": it must be a finite number and not negative");
            }
            sum += own;
            upTo[i] = sum;
          }
          if (!(sum > 0)) {
            throw new IllegalArgumentException("all weights are 0: no image could be drawn");
          }
          return IntStream.range(0, upTo.length)
              .map(i -> firstAbove(upTo, random.nextDouble(upTo[upTo.length - 1])))
              .toArray();
        });
  }

  /**
   * Draws with replacement so that every group occurs equally often on average: an image's weight
   * is one divided by the size of its group.
   *
   * @param group the group of an image, for instance its training class; equal values are one group
   * @return a balance that keeps the number of images of an epoch
   */
  static ClassBalance weightedByGroup(Function<LesionRecord, ?> group) {
    return new NamedBalance(
        "weighted by group",
        (records, random) -> {
          Map<Object, Integer> sizes = new HashMap<>();
          records.forEach(record -> sizes.merge(group.apply(record), 1, Integer::sum));
          return weighted(record -> 1.0 / sizes.getOrDefault(group.apply(record), 1))
              .draw(records, random);
        });
  }

  /**
   * The first index whose cumulative sum is above a value; it never selects an image of weight 0.
   */
  private static int firstAbove(double[] upTo, double value) {
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
