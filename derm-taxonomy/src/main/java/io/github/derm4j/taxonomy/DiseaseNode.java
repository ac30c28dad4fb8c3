package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Comparator;
import java.util.List;

/**
 * A disease, or a group of diseases, as a node of a {@link DiseaseTaxonomy}.
 *
 * <p>The node is a value: it has a name, but no place in a tree. A taxonomy looks a node up by its
 * {@link #id()}, which is unique within the tree.
 *
 * @param id the stable identifier, never blank
 * @param name the display name, never blank
 * @param synonyms further names, sorted and without duplicates
 * @param crossReferences identifiers in other systems, such as {@code ICD10CM:C43}, sorted and
 *     without duplicates
 */
public record DiseaseNode(
    String id, String name, List<String> synonyms, List<String> crossReferences) {

  /**
   * Makes a node. Texts are stripped; lists are sorted, and duplicates and blank entries are
   * removed.
   *
   * @param id the stable identifier
   * @param name the display name
   * @param synonyms further names
   * @param crossReferences identifiers in other systems
   */
  public DiseaseNode {
    id = id.strip();
    name = name.strip();
    synonyms = canonical(synonyms);
    crossReferences = canonical(crossReferences);
  }

  /**
   * A node without synonyms and cross references.
   *
   * @param id the stable identifier
   * @param name the display name
   * @return the node
   */
  public static DiseaseNode of(String id, String name) {
    return new DiseaseNode(id, name, List.of(), List.of());
  }

  /**
   * A node without synonyms and cross references, whose id is its path of names: the parent's id
   * and the name, joined with {@code " > "}. In an id of more than 1,000 characters, a digest
   * replaces the beginning.
   *
   * @param parentId the id of the parent
   * @param name the display name
   * @return the node
   */
  public static DiseaseNode below(String parentId, String name) {
    return of(PathIds.child(parentId, name), name);
  }

  /**
   * A copy with another name; the old one is kept as a synonym.
   *
   * @param newName the name of the copy
   * @return the renamed node, under the same id
   */
  public DiseaseNode withName(String newName) {
    if (newName.equals(name)) {
      return this;
    }
    ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
    names.addAll(synonyms).add(name);
    List<String> others = names.build().stream().filter(each -> !each.equals(newName)).toList();
    return new DiseaseNode(id, newName, others, crossReferences);
  }

  private static List<String> canonical(List<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    return values.stream()
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()))
        .asList();
  }

  /** The name, followed by the id if it differs. */
  @Override
  public String toString() {
    return id.equals(name) ? name : name + " [" + id + "]";
  }
}
