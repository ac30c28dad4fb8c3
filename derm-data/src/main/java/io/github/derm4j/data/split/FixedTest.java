package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.taxonomy.internal.Counted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Divides records into a given test set and the rest, keeping components together. */
final class FixedTest {

  private static final int NAMED = 3;

  private final Components components;
  private final Set<String> testIds;
  private final Set<String> given;
  private final Straddling straddling;
  private final List<LesionRecord> test = new ArrayList<>();
  private final List<Integer> rest = new ArrayList<>();

  private FixedTest(Components components, Collection<String> testIds, Straddling straddling) {
    this.components = components;
    this.testIds = new HashSet<>();
    this.given = Set.copyOf(testIds);
    this.straddling = straddling;
  }

  static FixedTest of(Components components, Collection<String> testIds, Straddling straddling) {
    FixedTest fixed = new FixedTest(components, testIds, straddling);
    fixed.requireKnown();
    fixed.divide();
    return fixed;
  }

  /** The test images, in the order of the records. */
  List<LesionRecord> test() {
    return test;
  }

  /** The indices of the images that remain for training and validation. */
  List<Integer> rest() {
    return rest;
  }

  private void requireKnown() {
    if (given.isEmpty()) {
      throw new IllegalArgumentException("the fixed test set is empty: give the ids of its images");
    }
    NameIndex index =
        new NameIndex(components.records().stream().map(LesionRecord::imageId).toList());
    Set<String> unknown = new TreeSet<>();
    for (String id : given) {
      List<String> meant = index.find(id).names();
      if (meant.size() == 1) {
        testIds.addAll(meant);
      } else {
        unknown.add(meant.isEmpty() ? id : id + " (" + String.join(" or ", meant) + ")");
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          unknown.size()
              + " of the "
              + Counted.text(given.size(), "image")
              + " of the fixed test set "
              + (unknown.size() == 1 ? "is" : "are")
              + " not in the data, or could be several images, such as "
              + firstOf(unknown)
              + ": leave them out, or read the data that they belong to");
    }
  }

  private void divide() {
    List<String> straddlers = new ArrayList<>();
    List<Integer> chosen = new ArrayList<>();
    for (int component = 0; component < components.count(); component++) {
      List<Integer> members = components.members(component);
      List<Integer> fixed = members.stream().filter(this::isFixed).toList();
      if (fixed.isEmpty()) {
        rest.addAll(members);
      } else {
        if (fixed.size() < members.size()) {
          straddlers.add(describe(members, fixed));
        }
        chosen.addAll(straddling == Straddling.PULL_IN ? members : fixed);
      }
    }
    if (straddling == Straddling.REJECT && !straddlers.isEmpty()) {
      throw new IllegalArgumentException(
          Counted.text(straddlers.size(), "component straddles", "components straddle")
              + " the fixed test set: "
              + firstOf(straddlers)
              + "; include or exclude such images with Straddling");
    }
    chosen.stream().sorted().map(components.records()::get).forEach(test::add);
    Collections.sort(rest);
  }

  private boolean isFixed(int index) {
    return testIds.contains(components.records().get(index).imageId());
  }

  private String describe(List<Integer> members, List<Integer> fixed) {
    List<Integer> others = members.stream().filter(index -> !fixed.contains(index)).toList();
    return ids(others) + " with " + ids(fixed);
  }

  private String ids(List<Integer> indices) {
    return firstOf(
        indices.stream().map(index -> components.records().get(index).imageId()).toList());
  }

  private static String firstOf(Collection<String> all) {
    String first = String.join(", ", all.stream().limit(NAMED).toList());
    return all.size() > NAMED ? first + ", …" : first;
  }
}
