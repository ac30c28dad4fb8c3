package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Groups of records that must stay together: the connected components of a graph whose edges join
 * images of one lesion, images of one person, or similar images.
 *
 * <p>Components are numbered from 0 in the order of their first record.
 */
public final class Components {

  private final List<LesionRecord> records;
  private final int[] componentOf;
  private final List<List<Integer>> members;

  private Components(List<LesionRecord> records, int[] componentOf) {
    this.records = records;
    this.componentOf = componentOf;
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < componentOf.length; i++) {
      if (componentOf[i] == lists.size()) {
        lists.add(new ArrayList<>());
      }
      lists.get(componentOf[i]).add(i);
    }
    lists.replaceAll(Collections::unmodifiableList);
    this.members = Collections.unmodifiableList(lists);
  }

  /**
   * Joins records with the same lesion id or the same patient id; a record that has neither is a
   * separate component. O(n).
   *
   * @param records the images
   * @return the components
   */
  public static Components byIds(List<LesionRecord> records) {
    UnionFind sets = new UnionFind(records.size());
    join(sets, records, LesionRecord::lesionId);
    join(sets, records, LesionRecord::patientId);
    return of(records, sets);
  }

  static Components of(List<LesionRecord> records, UnionFind sets) {
    int[] number = new int[records.size()];
    Arrays.fill(number, -1);
    int[] componentOf = new int[records.size()];
    int next = 0;
    for (int i = 0; i < componentOf.length; i++) {
      int root = sets.find(i);
      if (number[root] < 0) {
        number[root] = next++;
      }
      componentOf[i] = number[root];
    }
    return new Components(List.copyOf(records), componentOf);
  }

  private static void join(
      UnionFind sets,
      List<LesionRecord> records,
      Function<LesionRecord, Optional<String>> identity) {
    Map<String, Integer> firstOf = new HashMap<>();
    for (int i = 0; i < records.size(); i++) {
      Optional<String> id = identity.apply(records.get(i));
      if (id.isPresent()) {
        Integer first = firstOf.putIfAbsent(id.get(), i);
        if (first != null) {
          sets.union(first, i);
        }
      }
    }
  }

  /** The same groups, restricted to some of the records. */
  Components restrictedTo(List<Integer> indices) {
    UnionFind sets = new UnionFind(indices.size());
    Map<Integer, Integer> firstOf = new HashMap<>();
    for (int i = 0; i < indices.size(); i++) {
      Integer first = firstOf.putIfAbsent(componentOf[indices.get(i)], i);
      if (first != null) {
        sets.union(first, i);
      }
    }
    return of(indices.stream().map(records::get).toList(), sets);
  }

  /**
   * The records that were grouped.
   *
   * @return an immutable list
   */
  public List<LesionRecord> records() {
    return records;
  }

  /**
   * The number of components.
   *
   * @return at most the number of records
   */
  public int count() {
    return members.size();
  }

  /**
   * The component of a record.
   *
   * @param index the index of the record
   * @return from 0 to {@code count() − 1}
   */
  public int componentOf(int index) {
    return componentOf[index];
  }

  /**
   * The records of a component.
   *
   * @param component from 0 to {@code count() − 1}
   * @return their indices, ascending
   */
  public List<Integer> members(int component) {
    return members.get(component);
  }

  @Override
  public String toString() {
    return "Components[" + records.size() + " records in " + count() + "]";
  }
}
