package io.github.derm4j.taxonomy;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An immutable tree of diseases.
 *
 * <p>As in the paper, a node contains its children. The nodes are kept in pre-order, siblings by
 * name and then by id, so the order in which nodes are added has no effect. A node's descendants
 * are therefore a contiguous interval, which makes {@link #isAncestorOrSelf} O(1). No method
 * recurses, so only memory limits the depth of a tree.
 *
 * <p>Methods look up the nodes that they receive by id.
 */
public final class DiseaseTaxonomy {

  private static final int NONE = PreOrder.NONE;
  private static final String OWN = "#own";

  private final ImmutableList<DiseaseNode> nodes;
  private final Map<String, Integer> positions;
  private final int[] parent;
  private final int[] depth;

  /** One past the last descendant of each position. */
  private final int[] end;

  private final Supplier<NodeNames> names;
  private final Supplier<PathIndex> paths;
  private final Supplier<Boolean> ownIdsTaken;
  private final Supplier<String> contentHash;

  private DiseaseTaxonomy(ImmutableList<DiseaseNode> nodes, int[] parent) {
    this.nodes = nodes;
    this.parent = parent;
    int size = nodes.size();
    positions = Maps.newHashMapWithExpectedSize(size);
    depth = new int[size];
    end = new int[size];
    for (int i = 0; i < size; i++) {
      positions.put(nodes.get(i).id(), i);
      depth[i] = parent[i] == NONE ? 0 : depth[parent[i]] + 1;
    }
    for (int i = size - 1; i >= 0; i--) {
      end[i] = Math.max(end[i], i + 1);
      if (parent[i] != NONE) {
        end[parent[i]] = Math.max(end[parent[i]], end[i]);
      }
    }
    names = Suppliers.memoize(() -> new NodeNames(nodes));
    paths = Suppliers.memoize(() -> new PathIndex(nodes, parent));
    ownIdsTaken = Suppliers.memoize(() -> nodes.stream().anyMatch(node -> node.id().endsWith(OWN)));
    contentHash = Suppliers.memoize(() -> ContentHash.hash(nodes, parent));
  }

  /**
   * Starts an empty tree.
   *
   * @return a builder
   */
  public static DiseaseTaxonomyBuilder builder() {
    return new DiseaseTaxonomyBuilder();
  }

  /**
   * Builds a tree from paths of names. An inner node needs no path of its own.
   *
   * @param paths paths of names, from the root downwards, all with the same first name
   * @return the taxonomy
   * @throws InvalidTaxonomyException if the paths do not form a tree, for instance because there
   *     are several roots
   */
  public static DiseaseTaxonomy fromPaths(Iterable<? extends List<String>> paths) {
    DiseaseTaxonomyBuilder builder = builder();
    paths.forEach(builder::addPath);
    return builder.build();
  }

  /**
   * Builds a tree from paths of names below a common root, which the paths may leave out.
   *
   * @param paths paths of names, from a root downwards
   * @param commonRoot the name of the root that joins all others, such as {@code skin disease}
   * @return the taxonomy
   * @throws InvalidTaxonomyException if the paths do not form a tree
   */
  public static DiseaseTaxonomy fromPaths(
      Iterable<? extends List<String>> paths, String commonRoot) {
    DiseaseTaxonomyBuilder builder = builder().joinRootsUnder(commonRoot);
    paths.forEach(builder::addPath);
    return builder.build();
  }

  /**
   * Builds a tree from nodes in any order, where {@code parents[i]} is the index of i's parent or
   * -1.
   */
  static DiseaseTaxonomy ofParents(List<DiseaseNode> given, int[] parents) {
    PreOrder order = PreOrder.of(given, parents);
    return new DiseaseTaxonomy(order.nodes(), order.parent());
  }

  /**
   * The root, which contains all other nodes.
   *
   * @return the root
   */
  public DiseaseNode root() {
    return nodes.get(0);
  }

  /**
   * All nodes in pre-order: a node before its children, siblings by name and then by id.
   *
   * @return the nodes, the root first
   */
  public List<DiseaseNode> nodes() {
    return nodes;
  }

  /**
   * The nodes without children.
   *
   * @return the leaves in pre-order
   */
  public List<DiseaseNode> leaves() {
    ImmutableList.Builder<DiseaseNode> leaves = ImmutableList.builder();
    for (int i = 0; i < end.length; i++) {
      if (end[i] == i + 1) {
        leaves.add(nodes.get(i));
      }
    }
    return leaves.build();
  }

  /**
   * The number of nodes.
   *
   * @return at least 1
   */
  public int size() {
    return nodes.size();
  }

  /**
   * Looks a node up by its id.
   *
   * @param id the id
   * @return the node, or empty if there is none
   */
  public Optional<DiseaseNode> find(String id) {
    return Optional.ofNullable(positions.get(id)).map(nodes::get);
  }

  /**
   * Looks up a node that must exist.
   *
   * @param id the id
   * @return the node
   * @throws IllegalArgumentException if there is none; the message names the nearest ids and names
   */
  public DiseaseNode require(String id) {
    return nodes.get(position(id));
  }

  /**
   * Looks a node up by its name or else, where no node has this name, by a synonym.
   *
   * @param name the name
   * @return the only node of this name, or empty if there is none
   * @throws IllegalArgumentException if several nodes have this name; the message lists their ids
   */
  public Optional<DiseaseNode> findByName(String name) {
    return names.get().find(name);
  }

  /**
   * Looks a node up by its path of names, which begins at the root or at a child of the root.
   *
   * @param path the names
   * @return the node, or empty if there is no such node
   */
  public Optional<DiseaseNode> findPath(List<String> path) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    int found = NONE;
    if (path.get(0).equals(root().name())) {
      found = paths.get().descend(path.subList(1, path.size()));
    }
    if (found == NONE) {
      found = paths.get().descend(path);
    }
    return found == NONE ? Optional.empty() : Optional.of(nodes.get(found));
  }

  /**
   * The names on the path from the root to a node.
   *
   * @param node a node of this tree
   * @return the names, the root's first
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public List<String> path(DiseaseNode node) {
    Deque<String> path = new ArrayDeque<>();
    for (int i = position(node); i != NONE; i = parent[i]) {
      path.addFirst(nodes.get(i).name());
    }
    return ImmutableList.copyOf(path);
  }

  /**
   * The parent of a node.
   *
   * @param node a node of this tree
   * @return its parent, or empty for the root
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public Optional<DiseaseNode> parent(DiseaseNode node) {
    int above = parent[position(node)];
    return above == NONE ? Optional.empty() : Optional.of(nodes.get(above));
  }

  /**
   * The children of a node.
   *
   * @param node a node of this tree
   * @return its children, by name; empty for a leaf
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public List<DiseaseNode> children(DiseaseNode node) {
    int position = position(node);
    ImmutableList.Builder<DiseaseNode> children = ImmutableList.builder();
    for (int child = position + 1; child < end[position]; child = end[child]) {
      children.add(nodes.get(child));
    }
    return children.build();
  }

  /**
   * Returns whether a node is a leaf.
   *
   * @param node a node of this tree
   * @return true for a leaf
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public boolean isLeaf(DiseaseNode node) {
    int position = position(node);
    return end[position] == position + 1;
  }

  /**
   * The ancestors of a node.
   *
   * @param node a node of this tree
   * @return the ancestors, excluding the node itself, the parent first and the root last
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public List<DiseaseNode> ancestors(DiseaseNode node) {
    List<DiseaseNode> ancestors = new ArrayList<>();
    for (int i = parent[position(node)]; i != NONE; i = parent[i]) {
      ancestors.add(nodes.get(i));
    }
    return ImmutableList.copyOf(ancestors);
  }

  /**
   * The subtree of a node, in O(1).
   *
   * @param node a node of this tree
   * @return the node and its descendants, in pre-order
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public List<DiseaseNode> descendantsAndSelf(DiseaseNode node) {
    int position = position(node);
    return nodes.subList(position, end[position]);
  }

  /**
   * Returns whether one node is an ancestor of another or the same node, in O(1).
   *
   * @param ancestor a node of this tree
   * @param node a node of this tree
   * @return true if {@code node} is {@code ancestor} or lies below it
   * @throws IllegalArgumentException if a node is not of this tree
   */
  public boolean isAncestorOrSelf(DiseaseNode ancestor, DiseaseNode node) {
    int above = position(ancestor);
    int below = position(node);
    return above <= below && below < end[above];
  }

  /**
   * The deepest node that contains both.
   *
   * @param first a node of this tree
   * @param second a node of this tree
   * @return their lowest common ancestor, one of the two if it contains the other; O(depth)
   * @throws IllegalArgumentException if a node is not of this tree
   */
  public DiseaseNode lowestCommonAncestor(DiseaseNode first, DiseaseNode second) {
    int below = position(second);
    int above = position(first);
    while (below < above || below >= end[above]) {
      above = parent[above];
    }
    return nodes.get(above);
  }

  /**
   * The number of edges from the root.
   *
   * @param node a node of this tree
   * @return 0 for the root
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public int depth(DiseaseNode node) {
    return depth[position(node)];
  }

  /**
   * The number of edges between two nodes.
   *
   * @param first a node of this tree
   * @param second a node of this tree
   * @return 0 for a node and itself
   * @throws IllegalArgumentException if a node is not of this tree
   */
  public int distance(DiseaseNode first, DiseaseNode second) {
    return depth(first) + depth(second) - 2 * depth(lowestCommonAncestor(first, second));
  }

  /**
   * The depth of the deepest node.
   *
   * @return 0 if there is only the root
   */
  public int height() {
    return Arrays.stream(depth).max().orElse(0);
  }

  /**
   * The nodes at one depth. In the paper's tree level 1 has three nodes and level 2 nine.
   *
   * @param level the depth, 0 for the root
   * @return the nodes of this depth, in pre-order
   * @throws IllegalArgumentException if the tree has no such level
   */
  public List<DiseaseNode> level(int level) {
    ImmutableList.Builder<DiseaseNode> found = ImmutableList.builder();
    if (level < 0 || level > height()) {
      throw new IllegalArgumentException(
          "level " + level + " does not exist: the tree has the levels 0 to " + height());
    }
    for (int i = 0; i < depth.length; i++) {
      if (depth[i] == level) {
        found.add(nodes.get(i));
      }
    }
    return found.build();
  }

  /**
   * A SHA-256 digest of all nodes and their positions, for provenance. Equal trees have equal
   * hashes, on every machine and in every session.
   *
   * @return 64 hexadecimal digits
   */
  public String contentHash() {
    return contentHash.get();
  }

  /**
   * Copies a part of this tree into a separate tree.
   *
   * @param node a node of this tree, the root of the part
   * @return the node with all its descendants, under the same ids
   * @throws IllegalArgumentException if the node is not of this tree
   */
  public DiseaseTaxonomy subtree(DiseaseNode node) {
    int from = position(node);
    int[] parents = new int[end[from] - from];
    Arrays.setAll(parents, i -> i == 0 ? NONE : parent[from + i] - from);
    return new DiseaseTaxonomy(nodes.subList(from, end[from]), parents);
  }

  /**
   * Starts an editor that makes a changed copy: it renames, prunes, merges and grafts nodes.
   *
   * @return an editor that holds the nodes of this tree
   */
  public TaxonomyEditor edit() {
    return new TaxonomyEditor(this);
  }

  /**
   * A builder that holds the nodes of this tree.
   *
   * @return a new builder
   */
  public DiseaseTaxonomyBuilder toBuilder() {
    DiseaseTaxonomyBuilder builder = builder();
    for (int i = 0; i < parent.length; i++) {
      builder.add(nodes.get(i), parent[i] == NONE ? List.of() : List.of(nodes.get(parent[i]).id()));
    }
    return builder;
  }

  int position(DiseaseNode node) {
    return position(node.id());
  }

  private int position(String id) {
    Integer position = positions.get(id);
    if (position == null) {
      throw new IllegalArgumentException(
          "the taxonomy has no node with the id '" + id + "'; " + NearNames.advice(id, nodes));
    }
    return position;
  }

  /** Makes an id for the own images of a node that no node of this tree has. */
  String unusedId(String id) {
    String unused = id + OWN;
    while (ownIdsTaken.get() && positions.containsKey(unused)) {
      unused += OWN;
    }
    return unused;
  }

  int parentPosition(int position) {
    return parent[position];
  }

  int endPosition(int position) {
    return end[position];
  }

  int depthAt(int position) {
    return depth[position];
  }

  /** Two taxonomies are equal if they have equal nodes in equal positions. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof DiseaseTaxonomy taxonomy
            && nodes.equals(taxonomy.nodes)
            && Arrays.equals(parent, taxonomy.parent));
  }

  @Override
  public int hashCode() {
    return 31 * nodes.hashCode() + Arrays.hashCode(parent);
  }

  @Override
  public String toString() {
    return "DiseaseTaxonomy[" + root().name() + ", " + size() + " nodes]";
  }
}
