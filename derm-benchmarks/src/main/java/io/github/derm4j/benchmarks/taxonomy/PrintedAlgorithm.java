package io.github.derm4j.benchmarks.taxonomy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The paper's partitioning algorithm (Extended Data Table 1) as directly as Java allows: at every
 * visited node, it collects the node with all its descendants and counts their images. The only
 * deviation is a stack instead of recursion, because deep trees would overflow the call stack.
 */
public final class PrintedAlgorithm {

  /** A node of the printed algorithm. */
  public static final class Node {
    final List<Node> children = new ArrayList<>();
    final long images;

    Node(long images) {
      this.images = images;
    }
  }

  private final Node root;

  /**
   * Prepares a tree.
   *
   * @param tree the tree with its images
   */
  public PrintedAlgorithm(GeneratedTree tree) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < tree.size(); i++) {
      Node node = new Node(tree.images(i));
      nodes.add(node);
      if (tree.parent(i) >= 0) {
        nodes.get(tree.parent(i)).children.add(node);
      }
    }
    root = nodes.get(0);
  }

  /**
   * Divides the tree.
   *
   * @param maxClassSize the limit; a class has fewer images
   * @return the classes, each a set of nodes, possibly without images
   */
  public List<List<Node>> partition(int maxClassSize) {
    List<List<Node>> partition = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Node node = open.pop();
      List<Node> descendants = withDescendants(node);
      if (images(descendants) < maxClassSize) {
        partition.add(descendants);
      } else {
        node.children.forEach(open::push);
      }
    }
    return partition;
  }

  /**
   * Counts images.
   *
   * @param nodes the nodes of a class
   * @return the total number of images
   */
  public static long images(List<Node> nodes) {
    long images = 0;
    for (Node each : nodes) {
      images += each.images;
    }
    return images;
  }

  private static List<Node> withDescendants(Node top) {
    List<Node> collected = new ArrayList<>();
    collected.add(top);
    for (int i = 0; i < collected.size(); i++) {
      collected.addAll(collected.get(i).children);
    }
    return collected;
  }
}
