package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The classes of a partition as columns: the node that bounds each class, the reason why it is a
 * class, and its number of images. A {@link TrainingClass}, whose id, name and nodes follow from
 * these, is created on request, because a deep tree of a million nodes can have a million classes.
 */
final class ClassTable extends AbstractList<TrainingClass> implements RandomAccess {

  private static final int FIRST_CAPACITY = 64;

  private final DiseaseTaxonomy taxonomy;
  private final int[] tops;
  private final TrainingClass.Kind[] kinds;
  private final long[] images;

  private ClassTable(
      DiseaseTaxonomy taxonomy, int[] tops, TrainingClass.Kind[] kinds, long[] images) {
    this.taxonomy = taxonomy;
    this.tops = tops;
    this.kinds = kinds;
    this.images = images;
  }

  @Override
  public int size() {
    return tops.length;
  }

  @Override
  public TrainingClass get(int index) {
    Objects.checkIndex(index, tops.length);
    TrainingClass.Kind kind = kinds[index];
    DiseaseNode top = taxonomy.nodes().get(tops[index]);
    List<DiseaseNode> nodes =
        kind == TrainingClass.Kind.SUBTREE
            ? taxonomy.nodes().subList(tops[index], taxonomy.endPosition(tops[index]))
            : ImmutableList.of(top);
    boolean own = kind == TrainingClass.Kind.OWN_IMAGES;
    return new TrainingClass(
        index,
        own ? taxonomy.unusedId(top.id()) : top.id(),
        own ? top.name() + " (own images)" : top.name(),
        kind,
        top,
        images[index],
        nodes);
  }

  /** The position of the node that bounds a class. */
  int top(int index) {
    return tops[index];
  }

  /** One past the position of the last node of a class. */
  int end(int index) {
    return kinds[index] == TrainingClass.Kind.SUBTREE
        ? taxonomy.endPosition(tops[index])
        : tops[index] + 1;
  }

  /** Collects classes in the order of their indices. */
  static final class Builder {
    private final DiseaseTaxonomy taxonomy;
    private int[] tops = new int[FIRST_CAPACITY];
    private TrainingClass.Kind[] kinds = new TrainingClass.Kind[FIRST_CAPACITY];
    private long[] images = new long[FIRST_CAPACITY];
    private int size;

    Builder(DiseaseTaxonomy taxonomy) {
      this.taxonomy = taxonomy;
    }

    /** Adds the class of a kind at a position of the tree, and returns its index. */
    int add(TrainingClass.Kind kind, int position, long count) {
      if (size == tops.length) {
        tops = Arrays.copyOf(tops, 2 * size);
        kinds = Arrays.copyOf(kinds, 2 * size);
        images = Arrays.copyOf(images, 2 * size);
      }
      tops[size] = position;
      kinds[size] = kind;
      images[size] = count;
      return size++;
    }

    ClassTable build() {
      return new ClassTable(
          taxonomy,
          Arrays.copyOf(tops, size),
          Arrays.copyOf(kinds, size),
          Arrays.copyOf(images, size));
    }
  }
}
