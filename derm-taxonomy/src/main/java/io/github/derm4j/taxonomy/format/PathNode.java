package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node in a tree of names that grows path by path. */
final class PathNode {

  private final @Nullable PathNode parent;
  private final String name;
  private @Nullable Map<String, PathNode> children;
  private @Nullable DiseaseNode node;
  private long images;
  private boolean listed;
  private boolean described;

  private PathNode(@Nullable PathNode parent, String name) {
    this.parent = parent;
    this.name = name;
  }

  /** The place above all first names; it is not a node itself. */
  static PathNode top() {
    return new PathNode(null, "");
  }

  /** Returns the child with a name. A new child is reported to the consumer. */
  PathNode child(String childName, Consumer<PathNode> created) {
    if (children == null) {
      children = new HashMap<>();
    }
    PathNode child = children.get(childName);
    if (child == null) {
      child = new PathNode(this, childName);
      children.put(childName, child);
      created.accept(child);
    }
    return child;
  }

  /** The node of this place: as it was described, or otherwise a node whose id is its path. */
  DiseaseNode node() {
    if (node == null) {
      String above = parent == null ? null : parent.pathId();
      node = above == null ? DiseaseNode.of(name, name) : DiseaseNode.below(above, name);
    }
    return node;
  }

  /**
   * The id of the place itself, regardless of the node that was described for it; null at the top.
   */
  private @Nullable String pathId() {
    if (parent == null) {
      return null;
    }
    return described ? idOf(path()) : node().id();
  }

  /** The id of a node that is described only by its path. */
  static String idOf(List<String> path) {
    String id = DiseaseNode.of(path.get(0), path.get(0)).id();
    for (String name : path.subList(1, path.size())) {
      id = DiseaseNode.below(id, name).id();
    }
    return id;
  }

  /** Describes the node of this place. Returns an earlier description that differs, or null. */
  @Nullable DiseaseNode describe(DiseaseNode description) {
    DiseaseNode before = described ? node : null;
    node = description;
    described = true;
    return before == null || before.equals(description) ? null : before;
  }

  /** The ids of the parents, none or one. */
  List<String> parentIds() {
    return parent == null || parent.parent == null ? List.of() : List.of(parent.node().id());
  }

  /** The names from the first to this one. */
  List<String> path() {
    Deque<String> path = new ArrayDeque<>();
    for (PathNode each = this; each.parent != null; each = each.parent) {
      path.addFirst(each.name);
    }
    return List.copyOf(path);
  }

  /** Counts the images of a row that ends here. */
  void list(long rowImages) {
    listed = true;
    images = Math.addExact(images, rowImages);
  }

  /** Returns whether a row ended here. */
  boolean isListed() {
    return listed;
  }

  long images() {
    return images;
  }
}
