package io.github.derm4j.data.split;

/** Disjoint sets with union by size and path halving: nearly constant time per operation. */
final class UnionFind {

  private final int[] parent;
  private final int[] size;

  UnionFind(int elements) {
    parent = new int[elements];
    size = new int[elements];
    for (int i = 0; i < elements; i++) {
      parent[i] = i;
      size[i] = 1;
    }
  }

  int find(int element) {
    int at = element;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Joins two sets; returns false if they were already the same set. */
  boolean union(int first, int second) {
    int a = find(first);
    int b = find(second);
    if (a == b) {
      return false;
    }
    if (size[a] < size[b]) {
      int swap = a;
      a = b;
      b = swap;
    }
    parent[b] = a;
    size[a] += size[b];
    return true;
  }
}
