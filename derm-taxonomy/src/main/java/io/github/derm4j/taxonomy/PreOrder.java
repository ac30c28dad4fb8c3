package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import com.google.common.graph.Traverser;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Nodes in pre-order, a node before its children and siblings by name and then by id; computed
 * without recursion in O(n log k) for families of k siblings.
 */
final class PreOrder {

  static final int NONE = -1;

  private final ImmutableList<DiseaseNode> nodes;
  private final int[] parent;

  private PreOrder(ImmutableList<DiseaseNode> nodes, int[] parent) {
    this.nodes = nodes;
    this.parent = parent;
  }

  ImmutableList<DiseaseNode> nodes() {
    return nodes;
  }

  /** The position of each node's parent, or {@link #NONE}. */
  int[] parent() {
    return parent;
  }

  /** Orders the nodes of one tree, where {@code parents[i]} is the index of i's parent or NONE. */
  static PreOrder of(List<DiseaseNode> given, int[] parents) {
    int size = parents.length;
    int[] familyStart = new int[size + 1];
    for (int parent : parents) {
      if (parent != NONE) {
        familyStart[parent + 1]++;
      }
    }
    for (int i = 0; i < size; i++) {
      familyStart[i + 1] += familyStart[i];
    }
    Integer[] families = families(given, parents, familyStart);

    ImmutableList.Builder<DiseaseNode> ordered = ImmutableList.builderWithExpectedSize(size);
    int[] orderedParent = new int[size];
    int[] position = new int[size];
    List<Integer> siblings = Arrays.asList(families);
    Traverser<Integer> tree =
        Traverser.forTree(node -> siblings.subList(familyStart[node], familyStart[node + 1]));
    int next = 0;
    for (int current : tree.depthFirstPreOrder(root(parents))) {
      ordered.add(given.get(current));
      position[current] = next;
      orderedParent[next] = parents[current] == NONE ? NONE : position[parents[current]];
      next++;
    }
    return new PreOrder(ordered.build(), orderedParent);
  }

  /** The children of each node side by side, sorted. */
  private static Integer[] families(List<DiseaseNode> given, int[] parents, int[] familyStart) {
    Integer[] families = new Integer[familyStart[parents.length]];
    int[] next = familyStart.clone();
    for (int i = 0; i < parents.length; i++) {
      if (parents[i] != NONE) {
        families[next[parents[i]]++] = i;
      }
    }
    Comparator<Integer> byNameAndId =
        (a, b) -> {
          int byName = given.get(a).name().compareTo(given.get(b).name());
          return byName != 0 ? byName : given.get(a).id().compareTo(given.get(b).id());
        };
    for (int i = 0; i < parents.length; i++) {
      if (familyStart[i + 1] - familyStart[i] > 1) {
        Arrays.sort(families, familyStart[i], familyStart[i + 1], byNameAndId);
      }
    }
    return families;
  }

  private static int root(int[] parents) {
    int root = 0;
    while (parents[root] != NONE) {
      root++;
    }
    return root;
  }
}
