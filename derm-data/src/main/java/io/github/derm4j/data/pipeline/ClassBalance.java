package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.LesionRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** How often each image is shown in an epoch. */
@FunctionalInterface
public interface ClassBalance {

  /**
   * The images of one epoch, before they are shuffled.
   *
   * @param records the training images
   * @param random where random choices come from
   * @return indices into the records; an index may occur several times or never
   */
  int[] draw(List<LesionRecord> records, RandomGenerator random);

  /**
   * Every image once.
   *
   * @return no balance at all
   */
  static ClassBalance none() {
    return (records, random) -> IntStream.range(0, records.size()).toArray();
  }

  /**
   * Replicates each superclass up to the size of the largest, as the authors' code does: all of its
   * images are repeated as many whole times as fit, and the rest is drawn without repetition, anew
   * in each epoch.
   *
   * @param superclass the group of an image, for instance its node of the tree's first level; equal
   *     values are one group
   * @return a balance under which all groups are of one size
   */
  static ClassBalance replicate(Function<LesionRecord, ?> superclass) {
    return (records, random) -> {
      Map<Object, List<Integer>> groups = new LinkedHashMap<>();
      for (int i = 0; i < records.size(); i++) {
        groups.computeIfAbsent(superclass.apply(records.get(i)), key -> new ArrayList<>()).add(i);
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
    };
  }
}
