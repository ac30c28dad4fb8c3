package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects changes to a taxonomy and makes a changed copy; the original stays unchanged. All
 * changes together take O(nodes).
 */
public final class TaxonomyEditor {

  private final Map<String, DiseaseNode> nodes = new LinkedHashMap<>();
  private final Map<String, String> parents = new HashMap<>();
  private final Set<String> pruned = new HashSet<>();

  /** The target of each merged node. */
  private final Map<String, String> merged = new HashMap<>();

  TaxonomyEditor(DiseaseTaxonomy taxonomy) {
    add(taxonomy);
  }

  private void add(DiseaseTaxonomy taxonomy) {
    for (int i = 0; i < taxonomy.size(); i++) {
      DiseaseNode node = taxonomy.nodes().get(i);
      nodes.put(node.id(), node);
      if (i > 0) {
        parents.put(node.id(), taxonomy.nodes().get(taxonomy.parentPosition(i)).id());
      }
    }
  }

  /**
   * Gives a node another name; the old one is kept as a synonym and the id stays.
   *
   * @param id the id of the node
   * @param newName its new name
   * @return this editor
   * @throws IllegalArgumentException if there is no such node
   */
  public TaxonomyEditor rename(String id, String newName) {
    nodes.put(id, require(id).withName(newName));
    return this;
  }

  /**
   * Removes a node with all its descendants.
   *
   * @param id the id of the node
   * @return this editor
   * @throws IllegalArgumentException if there is no such node
   */
  public TaxonomyEditor prune(String id) {
    pruned.add(require(id).id());
    return this;
  }

  /**
   * Merges several nodes into one. Their children become children of the first, their names and
   * synonyms its synonyms, and their cross references its own; the first keeps its id, name and
   * place.
   *
   * @param intoId the id of the node that stays
   * @param otherIds the ids of the nodes that are merged into it; none of them may be its ancestor
   * @return this editor
   * @throws IllegalArgumentException if there is no such node, or a node would be merged into
   *     itself
   */
  public TaxonomyEditor merge(String intoId, Collection<String> otherIds) {
    DiseaseNode into = require(intoId);
    List<String> synonyms = new ArrayList<>(into.synonyms());
    List<String> references = new ArrayList<>(into.crossReferences());
    for (String otherId : otherIds) {
      DiseaseNode other = require(otherId);
      if (otherId.equals(intoId)) {
        throw new IllegalArgumentException("'" + intoId + "' can't be merged into itself");
      }
      synonyms.add(other.name());
      synonyms.addAll(other.synonyms());
      references.addAll(other.crossReferences());
      nodes.remove(otherId);
      merged.put(otherId, intoId);
    }
    synonyms.remove(into.name());
    nodes.put(intoId, new DiseaseNode(intoId, into.name(), synonyms, references));
    return this;
  }

  /**
   * Adds a whole tree below a node.
   *
   * @param underId the id of the node that becomes the parent of the other tree's root
   * @param other the other tree
   * @return this editor
   * @throws IllegalArgumentException if there is no such node, or ids of the other tree are already
   *     in use; the message lists them
   */
  public TaxonomyEditor graft(String underId, DiseaseTaxonomy other) {
    require(underId);
    List<String> taken =
        other.nodes().stream().map(DiseaseNode::id).filter(nodes::containsKey).toList();
    if (!taken.isEmpty()) {
      throw new IllegalArgumentException(
          "these ids of the other tree already exist in this tree: " + taken + "; rename them");
    }
    add(other);
    parents.put(other.root().id(), underId);
    return this;
  }

  /**
   * Makes the changed tree.
   *
   * @return the new taxonomy
   * @throws InvalidTaxonomyException if the result is not a tree: the root was pruned, a node was
   *     merged into its own descendant, or siblings have the same name
   */
  public DiseaseTaxonomy apply() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    Map<String, Boolean> removed = new HashMap<>();
    for (DiseaseNode node : nodes.values()) {
      if (!isRemoved(node.id(), removed)) {
        String parent = parent(node.id());
        builder.add(node, parent == null ? List.of() : ImmutableList.of(parent));
      }
    }
    return builder.build();
  }

  /** Returns whether a node or one of its ancestors was pruned. Results are cached. */
  private boolean isRemoved(String id, Map<String, Boolean> known) {
    List<String> walk = new ArrayList<>();
    String current = id;
    boolean removed = false;
    while (current != null && !known.containsKey(current)) {
      known.put(current, false);
      walk.add(current);
      if (pruned.contains(current)) {
        removed = true;
        break;
      }
      current = parent(current);
    }
    removed |= current != null && Objects.requireNonNull(known.get(current));
    for (String each : walk) {
      known.put(each, removed);
    }
    return removed;
  }

  private @Nullable String parent(String id) {
    String parent = parents.get(id);
    while (parent != null && merged.containsKey(parent)) {
      parent = merged.get(parent);
    }
    return parent;
  }

  private DiseaseNode require(String id) {
    DiseaseNode node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException(
          "there is no node with the id '"
              + id
              + "'; "
              + (merged.containsKey(id)
                  ? "it was merged into '" + merged.get(id) + "'"
                  : NearNames.advice(id, ImmutableList.copyOf(nodes.values()))));
    }
    return node;
  }
}
