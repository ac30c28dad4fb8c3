package io.github.derm4j.notebook;

import static io.github.derm4j.notebook.Markup.escape;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A drawing of a disease tree, with a line for each node, indented below its parent, and a bar for
 * its images if they are known. A large tree is cut off at the depth that still fits.
 */
final class TreeDrawing {

  private static final int MOST_LINES = 80;
  private static final int LINE = 19;
  private static final int INDENT = 20;
  private static final int BAR = 180;

  /** The approximate width of a character of a name. */
  private static final double CHARACTER = 6.6;

  private final DiseaseTaxonomy tree;
  private final @Nullable DiseaseCounts counts;
  private final int depth;
  private final List<DiseaseNode> nodes;

  private TreeDrawing(DiseaseTaxonomy tree, @Nullable DiseaseCounts counts) {
    this.tree = tree;
    this.counts = counts;
    depth = deepest();
    nodes = preOrder();
  }

  static String svg(DiseaseTaxonomy tree) {
    return new TreeDrawing(tree, null).svg();
  }

  static String svg(DiseaseCounts counts) {
    return new TreeDrawing(counts.taxonomy(), counts).svg();
  }

  /** The greatest depth with few enough nodes; at least that of the root's children. */
  private int deepest() {
    long lines = 1;
    for (int level = 1; level <= tree.height(); level++) {
      lines += tree.level(level).size();
      if (lines > MOST_LINES && level > 1) {
        return level - 1;
      }
    }
    return tree.height();
  }

  private List<DiseaseNode> preOrder() {
    List<DiseaseNode> order = new ArrayList<>();
    Deque<DiseaseNode> todo = new ArrayDeque<>(List.of(tree.root()));
    while (!todo.isEmpty()) {
      DiseaseNode node = todo.pop();
      order.add(node);
      if (tree.depth(node) < depth) {
        List<DiseaseNode> children = tree.children(node);
        for (int i = children.size() - 1; i >= 0; i--) {
          todo.push(children.get(i));
        }
      }
    }
    return order;
  }

  private String svg() {
    int right = nodes.stream().mapToInt(node -> x(node) + width(label(node))).max().orElse(0);
    StringBuilder shapes = new StringBuilder();
    for (int line = 0; line < nodes.size(); line++) {
      DiseaseNode node = nodes.get(line);
      appendBranch(shapes, line);
      shapes.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\"%s>%s</text>%n",
              x(node) + 4,
              y(line) + 4,
              tree.isLeaf(node) ? "" : " font-weight=\"bold\"",
              escape(label(node))));
      if (counts != null) {
        appendBar(shapes, counts, node, right + 16, y(line));
      }
    }
    int width = right + 16 + (counts == null ? 0 : BAR + 60);
    return Markup.svg(width, nodes.size() * LINE + 6, tree.toString(), shapes);
  }

  /** Draws the connection from the line of the parent to this one. */
  private void appendBranch(StringBuilder shapes, int line) {
    Optional<DiseaseNode> parent = tree.parent(nodes.get(line));
    if (parent.isPresent()) {
      int x = x(parent.get()) + 8;
      shapes.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#aaaaaa\"/>%n",
              x,
              y(nodes.indexOf(parent.get())) + 8,
              y(line),
              x(nodes.get(line))));
    }
  }

  private static void appendBar(
      StringBuilder shapes, DiseaseCounts counts, DiseaseNode node, int x, int y) {
    long images = counts.subtree(node);
    double length = (double) BAR * images / Math.max(1, counts.total());
    shapes.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"11\" fill=\"#6baed6\"/>%n",
            x,
            y - 6,
            length));
    shapes.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" fill=\"#555555\">%,d</text>%n",
            x + length + 5,
            y + 4,
            images));
  }

  private String label(DiseaseNode node) {
    int below = tree.depth(node) < depth ? 0 : tree.descendantsAndSelf(node).size() - 1;
    return below == 0 ? node.name() : node.name() + " (+ " + below + " below)";
  }

  private int x(DiseaseNode node) {
    return 6 + tree.depth(node) * INDENT;
  }

  private static int y(int line) {
    return 12 + line * LINE;
  }

  private static int width(String label) {
    return (int) Math.ceil(label.length() * CHARACTER);
  }
}
