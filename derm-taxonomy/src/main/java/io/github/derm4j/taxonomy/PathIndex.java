package io.github.derm4j.taxonomy;

import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;

/** The positions of nodes by their parent's position and their name. */
final class PathIndex {

  private record Place(int parent, String name) {}

  private final Map<Place, Integer> positions;

  PathIndex(List<DiseaseNode> nodes, int[] parent) {
    positions = Maps.newHashMapWithExpectedSize(parent.length);
    for (int i = 0; i < parent.length; i++) {
      positions.put(new Place(parent[i], nodes.get(i).name()), i);
    }
  }

  /** The position at the end of a path that begins below the root. */
  int descend(List<String> path) {
    int current = 0;
    for (String name : path) {
      Integer child = positions.get(new Place(current, name));
      if (child == null) {
        return PreOrder.NONE;
      }
      current = child;
    }
    return current;
  }
}
