package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.cleaning.Copies;
import io.github.derm4j.data.cleaning.FeatureRanking;
import io.github.derm4j.data.cleaning.Finding;
import io.github.derm4j.data.cleaning.FindingsCsv;
import io.github.derm4j.data.cleaning.ReviewPage;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.model.evaluation.LabelRanking;
import io.github.derm4j.model.evaluation.PredictionTable;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of an audit for the ranking and review of probable errors. */
final class ReviewOptions {

  private static final String PREDICTIONS = "--predictions";
  private static final String RANKING = "--ranking";

  /** The name of the option of the page. */
  static final String REVIEW = "--review";

  @Option(
      names = PREDICTIONS,
      paramLabel = "FILE.csv",
      description =
          "Rank label errors by confident learning from these probabilities, such as"
              + " out-of-fold-partition.csv of 'derm cross-validate'. Default: by the features.")
  private @Nullable Path predictions;

  @Option(
      names = RANKING,
      paramLabel = "FILE.csv",
      description =
          "Write a table of copies, off-topic images, near duplicates and label errors, the most"
              + " probable first: finding,rank,image,other,label,suggested,score.")
  private @Nullable Path ranking;

  @Option(
      names = REVIEW,
      paramLabel = "FILE.html",
      description =
          "Write an HTML page on which you keep, drop or relabel the most probable errors of each"
              + " kind. It saves a table for --decisions.")
  private @Nullable Path page;

  /** The options that need features or predictions. */
  static List<String> outputs() {
    return List.of(RANKING, REVIEW);
  }

  boolean hasPage() {
    return page != null;
  }

  /** Returns whether the images are to be ranked. */
  boolean isWanted() {
    return ranking != null || page != null;
  }

  boolean hasPredictions() {
    return predictions != null;
  }

  /** Refuses predictions that would have no effect. */
  void check(CommandSpec command) {
    if (!isWanted()) {
      Inapplicable.refuse(command, RANKING + " and " + REVIEW, List.of(PREDICTIONS));
    }
  }

  void requireFolders() throws IOException {
    for (Path file : new Path[] {ranking, page}) {
      if (file != null) {
        OutputFolder.requireFolder(file);
      }
    }
  }

  /**
   * Writes what was requested.
   *
   * @param limit the maximum number of findings of each kind on the page
   */
  void write(
      LesionDataset dataset,
      LeakAudit audit,
      @Nullable FeatureRanking byFeatures,
      int limit,
      Terminal terminal)
      throws IOException {
    if (!isWanted()) {
      return;
    }
    List<List<Finding>> findings = findings(dataset, audit, byFeatures, terminal);
    if (ranking != null) {
      OutputFolder.writeAtomically(ranking, FindingsCsv.write(findings));
      terminal.say("the ranking is in " + ranking);
    }
    if (page != null) {
      ReviewPage.write(findings, dataset, limit, page);
      terminal.say("the page for the review is in " + page);
    }
  }

  private List<List<Finding>> findings(
      LesionDataset dataset,
      LeakAudit audit,
      @Nullable FeatureRanking byFeatures,
      Terminal terminal)
      throws IOException {
    List<List<Finding>> findings = new ArrayList<>();
    findings.add(Copies.of(audit));
    if (byFeatures != null) {
      findings.add(byFeatures.offTopic());
      findings.add(byFeatures.nearDuplicates());
    }
    if (predictions != null) {
      findings.add(labelErrors(predictions, dataset, terminal));
    } else if (byFeatures != null) {
      findings.add(byFeatures.labelErrors());
    }
    return findings;
  }

  private static List<Finding> labelErrors(Path file, LesionDataset dataset, Terminal terminal)
      throws IOException {
    LabelRanking labels =
        LabelRanking.of(dataset.records(), PredictionTable.read(file, dataset.taxonomy()));
    if (!labels.withoutPrediction().isEmpty()) {
      terminal.say(
          "derm: "
              + Format.count(labels.withoutPrediction().size(), "image")
              + " without a prediction of its class in "
              + file);
    }
    terminal.say(
        String.format(
            Locale.ROOT,
            "label errors: %s confidently of another class; estimated share of wrong labels %.1f %%",
            Format.count(labels.errors(), "image"),
            100 * labels.errorShare()));
    return labels.findings();
  }
}
