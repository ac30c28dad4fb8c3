package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The effect of the maximum class size on a partition: compares the figures of several sizes, and
 * finds the size that gives a required number of classes.
 */
public final class PartitionSweep {

  private static final int[] STEPS = {1, 2, 5};

  private final DiseaseCounts counts;
  private final PartitionRule rule;

  private PartitionSweep(DiseaseCounts counts, PartitionRule rule) {
    this.counts = Objects.requireNonNull(counts, "counts");
    this.rule = Objects.requireNonNull(rule, "rule");
  }

  /**
   * One partition of a sweep.
   *
   * @param maxClassSize the maximum number of images of a class
   * @param statistics the figures of the partition
   */
  public record Row(int maxClassSize, PartitionStatistics statistics) {}

  /**
   * A sweep by a rule.
   *
   * @param counts the training images
   * @param rule the rule
   * @return the sweep
   */
  public static PartitionSweep of(DiseaseCounts counts, PartitionRule rule) {
    return new PartitionSweep(counts, rule);
  }

  /**
   * Divides the tree with each size; O(nodes) each.
   *
   * @param maxClassSizes the sizes
   * @return a row for each size, in the given order
   * @throws IllegalArgumentException if a size is below 1 or there are no images
   */
  public List<Row> at(int... maxClassSizes) {
    return Arrays.stream(maxClassSizes)
        .mapToObj(
            size ->
                new Row(
                    size,
                    DiseasePartitioner.withMaxClassSize(size)
                        .withRule(rule)
                        .partition(counts)
                        .statistics()))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The sizes 10, 20, 50, 100 and so on, up to the first that is at least the total number of
   * images.
   *
   * @return the sizes, ascending
   */
  public int[] roundSizes() {
    IntStream.Builder sizes = IntStream.builder();
    long last = 0;
    for (long scale = 10; last < counts.total() && scale <= Integer.MAX_VALUE; scale *= 10) {
      for (int step : STEPS) {
        if (last < counts.total() && step * scale <= Integer.MAX_VALUE) {
          last = step * scale;
          sizes.add((int) last);
        }
      }
    }
    return sizes.build().toArray();
  }

  /**
   * Formats the sweep as a text table.
   *
   * @param maxClassSizes the sizes
   * @return a line for each size with the number of classes and their mean, median and largest size
   * @throws IllegalArgumentException if a size is below 1 or there are no images
   */
  public String toTable(int... maxClassSizes) {
    StringBuilder table =
        new StringBuilder("maxClassSize classes     mean   median  largest  dropped\n");
    for (Row row : at(maxClassSizes)) {
      PartitionStatistics figures = row.statistics();
      table.append(
          String.format(
              Locale.ROOT,
              "%12d %7d %8.1f %8.1f %8d %8d",
              row.maxClassSize(),
              figures.classes(),
              figures.mean(),
              figures.median(),
              figures.largest(),
              figures.droppedImages()));
      table.append('\n');
    }
    return table.toString();
  }

  /**
   * Finds the smallest maximum class size whose number of classes is as near as possible to the
   * wanted one; if two numbers of classes are equally near, the greater one is taken.
   *
   * <p>Exact, in O(nodes log nodes): a node is a class for the sizes from its own subtree's up to
   * just below its parent's, so the number of classes changes only at these.
   *
   * @param classes the wanted number of classes, at least 1
   * @return the maximum class size
   * @throws IllegalArgumentException if {@code classes} is below 1 or there is no image
   */
  public int maxClassSizeFor(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes is " + classes + "; it must be at least 1");
    }
    if (counts.total() == 0) {
      throw new IllegalArgumentException("the counts hold no image, so there are no classes");
    }
    int chosen = 0;
    long chosenClasses = 0;
    long current = 0;
    for (Map.Entry<Long, Integer> change : changes().entrySet()) {
      current += change.getValue();
      if (chosen == 0 || isNearer(current, chosenClasses, classes)) {
        chosen = (int) Math.min(Integer.MAX_VALUE, change.getKey());
        chosenClasses = current;
      }
    }
    return chosen;
  }

  private static boolean isNearer(long candidate, long known, long wanted) {
    long difference = Math.abs(candidate - wanted);
    long knownDifference = Math.abs(known - wanted);
    return difference < knownDifference || (difference == knownDifference && candidate > known);
  }

  /** The change in the number of classes at each maximum class size, ascending. */
  private NavigableMap<Long, Integer> changes() {
    DiseaseTaxonomy taxonomy = counts.taxonomy();
    long exclusive = rule == PartitionRule.LITERAL ? 1 : 0;
    NavigableMap<Long, Integer> changes = new TreeMap<>();
    changes.put(1L, 0);
    for (int i = 0; i < taxonomy.size(); i++) {
      long fitsFrom = counts.subtreeAt(i) + exclusive;
      if (fitsFrom == exclusive) {
        continue;
      }
      int parent = taxonomy.parentPosition(i);
      long inParentFrom =
          parent == PreOrder.NONE ? Long.MAX_VALUE : counts.subtreeAt(parent) + exclusive;
      if (fitsFrom < inParentFrom) {
        changes.merge(fitsFrom, 1, Integer::sum);
        changes.merge(inParentFrom, -1, Integer::sum);
      }
      if (rule == PartitionRule.EXHAUSTIVE && counts.ownAt(i) > 0 && fitsFrom > 1) {
        changes.merge(1L, 1, Integer::sum);
        changes.merge(fitsFrom, -1, Integer::sum);
      }
    }
    changes.remove(Long.MAX_VALUE);
    return changes;
  }
}
