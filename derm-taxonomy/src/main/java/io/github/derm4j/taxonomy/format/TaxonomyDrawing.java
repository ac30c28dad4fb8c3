package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DroppedImages;
import io.github.derm4j.taxonomy.TrainingClass;
import io.github.derm4j.taxonomy.internal.Counted;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Draws a taxonomy as text: the tree alone, with the number of images on its nodes, or with the
 * training classes of a partition. Time and memory O(nodes).
 */
public enum TaxonomyDrawing {

  /**
   * One line for each node, indented by two spaces for each level; counts as {@code (own of subtree
   * images)}. From level 100 on, the indentation no longer grows and the line begins with its
   * level.
   */
  TEXT {
    @Override
    String draw(DiseaseTaxonomy taxonomy, @Nullable IntFunction<String> notes) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < taxonomy.size(); i++) {
        int level = taxonomy.depth(taxonomy.nodes().get(i));
        text.append("  ".repeat(Math.min(level, DEEPEST_INDENTATION)));
        if (level >= DEEPEST_INDENTATION) {
          text.append("level ").append(level).append(": ");
        }
        text.append(oneLine(taxonomy.nodes().get(i)));
        text.append(note(notes, i, "  ")).append('\n');
      }
      return text.toString();
    }
  },

  /** A directed graph in the language of Graphviz; the labels show names and counts. */
  DOT {
    @Override
    String draw(DiseaseTaxonomy taxonomy, @Nullable IntFunction<String> notes) {
      StringBuilder dot =
          new StringBuilder("digraph taxonomy {\n  rankdir=LR;\n  node [shape=box];\n");
      int[] parents = parents(taxonomy);
      for (int i = 0; i < taxonomy.size(); i++) {
        String label = oneLine(taxonomy.nodes().get(i)) + note(notes, i, "\n");
        dot.append("  n").append(i).append(" [label=\"");
        dot.append(label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        dot.append("\"];\n");
        if (i > 0) {
          dot.append("  n").append(parents[i]).append(" -> n").append(i);
          dot.append(";\n");
        }
      }
      return dot.append("}\n").toString();
    }
  },

  /** A flow chart in the language of Mermaid, which Markdown viewers render. */
  MERMAID {
    @Override
    String draw(DiseaseTaxonomy taxonomy, @Nullable IntFunction<String> notes) {
      StringBuilder chart = new StringBuilder("flowchart LR\n");
      int[] parents = parents(taxonomy);
      for (int i = 0; i < taxonomy.size(); i++) {
        String label =
            (oneLine(taxonomy.nodes().get(i)) + note(notes, i, "\n"))
                .replace("#", "#35;")
                .replace("&", "#amp;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replace("`", "#96;")
                .replace("\n", "<br/>");
        chart.append("  n").append(i).append("[\"").append(label).append("\"]\n");
        if (i > 0) {
          chart.append("  n").append(parents[i]).append(" --> n").append(i);
          chart.append('\n');
        }
      }
      return chart.toString();
    }
  },

  /**
   * The Newick format of phylogenetics: nested brackets with quoted names, ended by a semicolon.
   */
  NEWICK {
    @Override
    String draw(DiseaseTaxonomy taxonomy, @Nullable IntFunction<String> notes) {
      StringBuilder newick = new StringBuilder();
      int depth = 0;
      int[] open = new int[taxonomy.height() + 1];
      for (int i = 0; i < taxonomy.size(); i++) {
        if (i > 0) {
          int next = taxonomy.depth(taxonomy.nodes().get(i));
          if (next > depth) {
            newick.append('(');
          } else {
            label(newick, taxonomy, notes, open[depth]);
            for (int level = depth - 1; level >= next; level--) {
              label(newick.append(')'), taxonomy, notes, open[level]);
            }
            newick.append(',');
          }
          depth = next;
        }
        open[depth] = i;
      }
      label(newick, taxonomy, notes, open[depth]);
      for (int level = depth - 1; level >= 0; level--) {
        label(newick.append(')'), taxonomy, notes, open[level]);
      }
      return newick.append(";\n").toString();
    }

    private void label(
        StringBuilder newick,
        DiseaseTaxonomy taxonomy,
        @Nullable IntFunction<String> notes,
        int position) {
      String name = oneLine(taxonomy.nodes().get(position)) + note(notes, position, " ");
      newick.append('\'').append(name.replace("'", "''")).append('\'');
    }
  };

  /** With unlimited indentation, the text would grow with the square of the depth. */
  private static final int DEEPEST_INDENTATION = 100;

  abstract String draw(DiseaseTaxonomy taxonomy, @Nullable IntFunction<String> notes);

  /**
   * Draws a tree alone.
   *
   * @param taxonomy the tree
   * @return the drawing
   */
  public String draw(DiseaseTaxonomy taxonomy) {
    return draw(taxonomy, null);
  }

  /**
   * Draws a tree with the images on its nodes.
   *
   * @param counts the images
   * @return the drawing
   */
  public String draw(DiseaseCounts counts) {
    List<DiseaseNode> nodes = counts.taxonomy().nodes();
    return draw(
        counts.taxonomy(),
        i ->
            String.format(
                Locale.ROOT,
                "(%d of %d %s)",
                counts.own(nodes.get(i)),
                counts.subtree(nodes.get(i)),
                Counted.noun(counts.subtree(nodes.get(i)), "image")));
  }

  /**
   * Draws a tree with the training classes into which it was divided; each class is shown at the
   * node that bounds it.
   *
   * @param partition the training classes
   * @return the drawing
   */
  public String draw(DiseasePartition partition) {
    DiseaseTaxonomy taxonomy = partition.taxonomy();
    Map<String, String> notes = new HashMap<>();
    for (TrainingClass each : partition.classes()) {
      notes.put(
          each.top().id(),
          String.format(
              Locale.ROOT,
              "class %d: %d %s%s",
              each.index(),
              each.images(),
              Counted.noun(each.images(), "image"),
              each.kind() == TrainingClass.Kind.OWN_IMAGES ? " of its own" : ""));
    }
    for (DroppedImages dropped : partition.dropped()) {
      notes.put(
          dropped.node().id(),
          String.format(
              Locale.ROOT,
              "dropped: %d %s",
              dropped.images(),
              Counted.noun(dropped.images(), "image")));
    }
    return draw(
        taxonomy,
        i -> {
          String note = notes.get(taxonomy.nodes().get(i).id());
          return note == null ? "" : "[" + note + "]";
        });
  }

  /** The position of each node's parent, in pre-order; −1 for the root. */
  private static int[] parents(DiseaseTaxonomy taxonomy) {
    int[] parents = new int[taxonomy.size()];
    int[] lastOfLevel = new int[taxonomy.height() + 1];
    for (int i = 0; i < parents.length; i++) {
      int level = taxonomy.depth(taxonomy.nodes().get(i));
      parents[i] = level == 0 ? -1 : lastOfLevel[level - 1];
      lastOfLevel[level] = i;
    }
    return parents;
  }

  private static String note(@Nullable IntFunction<String> notes, int position, String before) {
    String note = notes == null ? "" : notes.apply(position);
    return note.isEmpty() ? "" : before + note;
  }

  private static String oneLine(DiseaseNode node) {
    return node.name().replace('\n', ' ').replace('\r', ' ');
  }
}
