package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.data.Names;
import io.github.derm4j.data.archive.CleaningDecision.Action;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decisions that are applied to the images of one data set, and the report on it. */
final class DecisionsInUse {

  private static final String SEPARATOR = " > ";

  private final String summary;

  /** The decisions by the id of the image, or by the name of a file. */
  private final Map<String, CleaningDecision> byImage = new HashMap<>();

  private final Map<CleaningDecision, DiseaseNode> labels = new HashMap<>();
  private final List<String> relabelled = new ArrayList<>();

  /**
   * Checks the decisions.
   *
   * @param summary a description of the decisions, for the report
   * @param ids the ids of all images, also of those that the request leaves out
   * @param files the names of the image files, which a decision may name in place of an id
   * @throws IOException if an image or a label is not known, or two decisions contradict
   */
  DecisionsInUse(
      List<CleaningDecision> decisions,
      String summary,
      DiseaseTaxonomy tree,
      Collection<String> ids,
      Collection<String> files)
      throws IOException {
    this.summary = summary;
    NameIndex known = new NameIndex(ids);
    NameIndex others = new NameIndex(files);
    for (CleaningDecision decision : decisions) {
      String image = image(decision, known, others);
      CleaningDecision before = byImage.putIfAbsent(Names.text(image), decision);
      if (before != null) {
        requireEqual(before, decision);
      }
      if (decision.action() == Action.RELABEL) {
        labels.put(decision, node(decision, tree));
      }
    }
  }

  private String image(CleaningDecision decision, NameIndex ids, NameIndex files)
      throws IOException {
    List<String> names = found(ids, decision.image());
    if (names.isEmpty()) {
      names = found(files, decision.image());
    }
    if (names.isEmpty()) {
      List<String> near = ids.near(decision.image());
      throw error(
          decision,
          "the image '"
              + decision.image()
              + "' is not in the data set; remove the row, or correct the id"
              + (near.isEmpty() ? "" : ", such as " + String.join(" or ", near)));
    }
    if (names.size() > 1) {
      throw error(
          decision,
          "'" + decision.image() + "' could be " + String.join(" or ", names) + "; write one");
    }
    return names.get(0);
  }

  /** An image in another folder may be another image, so such a match does not count. */
  private static List<String> found(NameIndex index, String id) {
    NameIndex.Match match = index.find(id);
    return match.help() == NameIndex.Help.FOLDER ? List.of() : match.names();
  }

  private DiseaseNode node(CleaningDecision decision, DiseaseTaxonomy tree) throws IOException {
    String label = decision.label();
    try {
      Optional<DiseaseNode> node =
          tree.find(label)
              .or(() -> tree.findPath(Arrays.asList(label.split(SEPARATOR, -1))))
              .or(() -> tree.findByName(label));
      if (node.isEmpty()) {
        tree.require(label);
      }
      return node.filter(each -> !each.equals(tree.root()))
          .orElseThrow(
              () -> error(decision, "the label '" + label + "' is no diagnosis; give another"));
    } catch (IllegalArgumentException noSuchNode) {
      throw error(
          decision,
          "the label '"
              + label
              + "' is not a diagnosis of the tree; give the id of a node ("
              + noSuchNode.getMessage()
              + ")");
    }
  }

  private void requireEqual(CleaningDecision before, CleaningDecision decision) throws IOException {
    if (before.action() != decision.action() || !before.label().equals(decision.label())) {
      throw error(
          decision,
          "the decision for the image '"
              + decision.image()
              + "' is "
              + words(decision)
              + ", but "
              + words(before)
              + " in line "
              + before.line()
              + "; remove one of the two rows");
    }
  }

  private static String words(CleaningDecision decision) {
    return (decision.action() + " " + decision.label()).strip();
  }

  private IOException error(CleaningDecision decision, String problem) {
    return new IOException(decision.place() + ": " + problem);
  }

  /** The decision on an image, which may name its id or its file. */
  private @Nullable CleaningDecision of(String id, String name) throws IOException {
    CleaningDecision byId = byImage.get(Names.text(id));
    CleaningDecision byName = byImage.get(Names.text(name));
    if (byId != null && byName != null) {
      requireEqual(byId, byName);
    }
    return byId == null ? byName : byId;
  }

  /** Returns whether an image is left out. */
  boolean drops(String id, String name) throws IOException {
    CleaningDecision decision = of(id, name);
    return decision != null && decision.action() == Action.DROP;
  }

  /** The new diagnosis of an image; empty if it keeps its own. */
  Optional<DiseaseNode> label(String id, String name) throws IOException {
    CleaningDecision decision = of(id, name);
    return decision == null ? Optional.empty() : Optional.ofNullable(labels.get(decision));
  }

  /** An image with the diagnosis that was decided, which the report counts. */
  LesionRecord relabelled(LesionRecord record) throws IOException {
    Optional<DiseaseNode> label = label(record.imageId(), record.imageName());
    label.ifPresent(
        node ->
            relabelled.add(
                record.imageId() + " (" + record.diagnosis().name() + " to " + node.name() + ")"));
    return label.map(record::withDiagnosis).orElse(record);
  }

  /** The sentence for the report. */
  String notice() {
    String first =
        String.join(", ", relabelled.stream().limit(LoadReport.NAMED).toList())
            + (relabelled.size() > LoadReport.NAMED ? ", …" : "");
    return "decisions of "
        + summary
        + "; "
        + Counted.text(relabelled.size(), "image that is read has", "images that are read have")
        + " a new label"
        + (relabelled.isEmpty() ? "" : ": " + first);
  }
}
