package io.github.derm4j.data.archive;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.archive.CleaningDecision.Action;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A person's decisions on the images of a data set: which to drop, and which to give another
 * diagnosis. {@link DatasetRequest#withDecisions} applies them while data are read, {@link
 * #applyTo} afterwards. Immutable.
 *
 * <p>The table has the columns {@code image}, {@code decision} ({@code keep}, {@code drop} or
 * {@code relabel}) and {@code label}, the new diagnosis: the id of a node, its path such as {@code
 * Benign > Nevus}, or its name if no other node has it. Other columns are ignored.
 */
public final class CleaningDecisions {

  private final Path file;
  private final List<CleaningDecision> decisions;

  private CleaningDecisions(Path file, List<CleaningDecision> decisions) {
    this.file = file;
    this.decisions = List.copyOf(decisions);
  }

  /**
   * Reads a table of decisions, such as the review page saves it.
   *
   * @param file the table, in any dialect that {@link TableReader} supports
   * @return the decisions
   * @throws IOException if the file can't be read, lacks a column, or has a row that is not a
   *     decision; the message names the line
   */
  public static CleaningDecisions read(Path file) throws IOException {
    Table table = TableReader.standard().read(file);
    table.require("image", "decision");
    List<CleaningDecision> decisions = new ArrayList<>();
    for (TableRow row : table.rows()) {
      decisions.add(decision(file, row));
    }
    return new CleaningDecisions(file, decisions);
  }

  private static CleaningDecision decision(Path file, TableRow row) throws IOException {
    String where = file + ", line " + row.line() + ": ";
    String image = row.get("image");
    if (Missing.ID.matches(image)) {
      throw new IOException(where + "no image; give its id, or remove the row");
    }
    String word = row.get("decision");
    Action action =
        Action.named(word)
            .orElseThrow(
                () ->
                    new IOException(
                        where
                            + "the decision '"
                            + word
                            + "' is none of keep, drop and relabel; write one of them, or remove"
                            + " the row"));
    String label = Missing.LABEL.matches(row.getOrBlank("label")) ? "" : row.getOrBlank("label");
    if (action == Action.RELABEL && label.isEmpty()) {
      throw new IOException(where + "relabel needs a label; give the id of a node of the tree");
    }
    if (action != Action.RELABEL && !label.isEmpty()) {
      throw new IOException(
          where + "the label '" + label + "' has no effect with " + action + "; remove it");
    }
    return new CleaningDecision(image, action, label, file.toString(), row.line());
  }

  /**
   * The rows.
   *
   * @return in the order of the table
   */
  public List<CleaningDecision> decisions() {
    return decisions;
  }

  /**
   * Applies the decisions to the images of one data set.
   *
   * @param ids the ids of all images, also of those that the request leaves out
   * @param files the names of the image files, which a decision may name in place of an id
   * @throws IOException if an image or a label is not known, or two decisions contradict
   */
  DecisionsInUse on(DiseaseTaxonomy tree, Collection<String> ids, Collection<String> files)
      throws IOException {
    return new DecisionsInUse(decisions, toString(), tree, ids, files);
  }

  /**
   * Applies the decisions to a data set that is already read.
   *
   * @param dataset the data set; it shares tree and source with the result
   * @return a smaller or relabelled data set, whose report names the changes
   * @throws IOException if a decision is on an image that the data set does not have, gives a label
   *     outside of the tree, or contradicts another one; the message names the line
   */
  public LesionDataset applyTo(LesionDataset dataset) throws IOException {
    DecisionsInUse use =
        on(
            dataset.taxonomy(),
            dataset.records().stream().map(LesionRecord::imageId).toList(),
            List.of());
    List<LesionRecord> kept = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    for (LesionRecord record : dataset.records()) {
      if (use.drops(record.imageId(), record.imageName())) {
        dropped.add(record.imageId());
      } else {
        kept.add(use.relabelled(record));
      }
    }
    LoadReport report = dataset.report().with(Reason.DROPPED, dropped).with(use.notice());
    return new LesionDataset(kept, dataset.taxonomy(), dataset.images(), report);
  }

  /** The name of the table and the number of rows of each decision. */
  @Override
  public String toString() {
    List<String> counts = new ArrayList<>();
    for (Action action : Action.values()) {
      long count = decisions.stream().filter(each -> each.action() == action).count();
      counts.add(action + " " + count);
    }
    return file.getFileName() + ": " + String.join(", ", counts);
  }
}
