package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.data.split.QualityFilter;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.ClusteredAccuracy;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.model.evaluation.CalibrationResult;
import io.github.derm4j.model.evaluation.ClassFigures;
import io.github.derm4j.model.evaluation.ComparisonCsv;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.LabelShuffle;
import io.github.derm4j.model.evaluation.Lesions;
import io.github.derm4j.model.evaluation.MetricsJson;
import io.github.derm4j.model.evaluation.ModelComparison;
import io.github.derm4j.model.evaluation.PredictionsCsv;
import io.github.derm4j.model.evaluation.PresetClasses;
import io.github.derm4j.model.evaluation.ReaderTable;
import io.github.derm4j.model.evaluation.Relabelling;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.RunFacts.EpochFacts;
import io.github.derm4j.model.evaluation.ScoresCsv;
import io.github.derm4j.model.evaluation.SplitCsv;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.model.report.StudyCards;
import io.github.derm4j.model.training.Checkpoints;
import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.model.training.Trainer;
import io.github.derm4j.model.training.TrainingResult;
import io.github.derm4j.model.training.TrainingStoppedException;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The workflow of a run: count the images on the tree, split them by lesion, partition the tree,
 * train, test on held-out lesions, and write the results. Data flow in one direction.
 */
final class StudyRun {

  static final String MODEL = "model.zip";
  static final String SPLIT = "split.csv";
  static final String METRICS = "metrics.json";
  static final String PREDICTIONS = "predictions.csv";
  static final String SCORES = "scores.csv";
  static final String COMPARISON = "comparison.csv";
  static final String REPORT = "report.html";
  static final String LEFT_OUT = "left-out.csv";

  /** The name of this fact in the report and the cards. */
  static final String MODEL_HASH = "SHA-256 of the model";

  private static final double LEVEL = 0.95;

  private final Terminal terminal;
  private final OutputFolder out;
  private final long seed;
  private final boolean shuffledLabels;
  private final Map<String, String> options = new LinkedHashMap<>();
  private Provenance.@Nullable Data data;
  private final Stopwatch stopwatch = new Stopwatch();
  private @Nullable TrainingWatch watch;
  private UnaryOperator<Evaluator> settings = UnaryOperator.identity();
  private Optional<ReaderTable> readers = Optional.empty();
  private @Nullable BaselineOption baseline;

  StudyRun(Terminal terminal, OutputFolder out, long seed, boolean shuffledLabels) {
    this.terminal = terminal;
    this.out = out;
    this.seed = seed;
    this.shuffledLabels = shuffledLabels;
  }

  /** Adds options to the report. */
  StudyRun with(Map<String, String> facts) {
    options.putAll(facts);
    return this;
  }

  /** Allows the display of this run to stop its training. */
  StudyRun watchedBy(TrainingWatch shown) {
    watch = shown;
    return this;
  }

  /** Sets the baseline to compare a trained head with. */
  StudyRun comparedWith(BaselineOption option) {
    baseline = option;
    return this;
  }

  /** Sets how a trained classifier is evaluated. */
  StudyRun evaluatedWith(UnaryOperator<Evaluator> changes) {
    settings = changes;
    return this;
  }

  /**
   * Sets the readers to draw beside the curves.
   *
   * @throws IllegalArgumentException if a task of theirs is not evaluated
   */
  StudyRun withReaders(Optional<ReaderTable> table, List<TaskDefinition> tasks) {
    table.ifPresent(
        each -> {
          each.requireTasks(tasks.stream().map(TaskDefinition::name).toList());
          options.put("readers", each.name());
        });
    readers = table;
    return this;
  }

  /** Sets the description of the data set for the classifier's file. */
  StudyRun withData(Provenance.Data trainedOn) {
    data = trainedOn;
    return this;
  }

  /**
   * Trains and evaluates.
   *
   * @return the result, or empty if Ctrl-C ended training; the model is saved either way
   */
  Optional<StudyResult> train(LesionDataset whole, StudyPlan plan) throws IOException {
    with(plan.facts());
    SplitPlan held = plan.split();
    LesionDataset dataset = shuffledLabels ? LabelShuffle.shuffle(whole, seed) : whole;
    List<LesionRecord> records = dataset.records();
    QualityFilter.Filtered filtered =
        sharpAndNear(
            DatasetSplit.byFractions(
                dataset,
                seed,
                1 - held.validationFraction() - held.testFraction(),
                held.validationFraction(),
                held.testFraction()),
            held.quality());
    DatasetSplit split = new DatasetSplit(dataset, filtered.split());
    Lesions.requireDisjoint("training", split.train(), "validation", split.validation());
    Lesions.requireDisjoint("training", split.train(), "test", split.test());
    Lesions.requireDisjoint("validation", split.validation(), "test", split.test());
    CopiesAcrossParts.warning(
            Map.of(
                "training", split.train(), "validation", split.validation(), "test", split.test()),
            dataset.images())
        .ifPresent(words -> terminal.say("derm: " + words));
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(plan.maxClassSize()).partition(split.trainCounts());
    terminal.say(
        String.format(
            Locale.ROOT,
            "%s of %s on the tree: %s for training, %s for validation, %s for the test; %s",
            Format.count(records.size(), "image"),
            Format.count(Lesions.count("all", records).lesions(), "lesion"),
            Format.count(split.train().size()),
            Format.count(split.validation().size()),
            Format.count(split.test().size()),
            Format.count(partition.classes().size(), "training class")));
    sayUnknown(split.validation(), partition);
    // Settings that the classes do not allow are refused before hours of training.
    Evaluator unused = settings.apply(Evaluator.of(partition));
    PlannedTrainer planned = plan.trainer();
    Trainer trainer = planned.source().trainer(plan.tasks(), partition, dataset.counts(records));
    stopwatch.lap("reading and splitting");
    sayWhereFrom(planned.checkpoints());

    TrainingResult trained;
    StopOnInterrupt interrupt = StopOnInterrupt.begin(terminal, trainer::requestStop);
    if (watch != null) {
      watch.show(dataset.images());
      watch.stopBy(trainer::requestStop);
    }
    try {
      trained = trainer.train(split, partition);
      described(trained.classifier()).write(out.path(MODEL));
      out.write(SPLIT, SplitCsv.write(split.parts()));
      if (trained.interrupted()) {
        terminal.say(
            String.format(
                Locale.ROOT,
                "derm: stopped after %s; the model is in %s, and can be tested with:"
                    + " derm evaluate --model %2$s ...%s",
                epochs(trained.epochsTrained()),
                out.path(MODEL),
                planned.checkpoints() == null
                    ? ""
                    : "; to continue, repeat the command with --resume"));
        return Optional.empty();
      }
      if (planned.checkpoints() != null && !planned.keepCheckpoints()) {
        planned.checkpoints().delete(); // They are not needed once the model is saved.
      }
    } catch (TrainingStoppedException diverged) {
      if (diverged.lastGood().isPresent()) {
        described(diverged.lastGood().get()).write(out.path(MODEL));
        terminal.say("derm: the classifier of the last good epoch is in " + out.path(MODEL));
      }
      throw diverged;
    } finally {
      interrupt.end();
      if (watch != null) {
        watch.trained();
      }
    }
    stopwatch.lap("training");
    Epoch last = trained.history().get(trained.history().size() - 1);
    terminal.say(
        String.format(
            Locale.ROOT,
            "trained %s: loss %s, validation loss %s",
            Format.count(trained.history().size(), "epoch"),
            Format.three(last.loss()),
            Format.three(last.validationLoss())));
    sayPenalty(trained.classifier().provenance().facts());
    Evaluator evaluator =
        Evaluator.of(trained.classifier())
            .withOverlapAllowed() // What a split by lesion left is reported, in red.
            .withLeakAudit()
            .withTasks(plan.tasks())
            .withRemoved(filtered.removed())
            .withSkipped(trained.skipped());
    Evaluator prepared =
        prepared(
            settings.apply(
                planned.featureCache() == null
                    ? evaluator
                    : evaluator.withFeatureCache(planned.featureCache())));
    Evaluation evaluation =
        compared(
            prepared.evaluate(split, overlap("", prepared, split)),
            trained.classifier(),
            split,
            plan);
    StudyResult result = write(evaluation, Optional.empty(), trained.learningCurve(), plan.title());
    // The thresholds are known only now; the file was also written before the test, in case of a
    // crash.
    result.evaluation().addTo(described(trained.classifier())).write(out.path(MODEL));
    with(Map.of(MODEL_HASH, ModelFile.sha256(out.path(MODEL))));
    writeCards(result.evaluation(), result.run().withOptions(options));
    return Optional.of(result);
  }

  /** Says which penalty a head's cross-validation chose, and adds it to the report. */
  private void sayPenalty(Map<String, String> facts) {
    String chosen = facts.get("reached.headRegularization");
    if (chosen != null) {
      String how =
          String.format(
              Locale.ROOT,
              "%s, chosen by cross-validation in %s folds: loss %s",
              chosen,
              facts.getOrDefault("reached.folds", ""),
              Format.three(
                  Double.parseDouble(facts.getOrDefault("reached.crossValidatedLoss", "NaN"))));
      terminal.say(PenaltyOption.FACT + " " + how);
      with(Map.of(PenaltyOption.FACT, how));
    }
  }

  /** The classifier with its data set, if known. */
  private LesionClassifier described(LesionClassifier classifier) {
    return data == null ? classifier : classifier.withData(data);
  }

  /** Describes the progress of a training: 0.15 is 15 % of the first epoch. */
  static String epochs(double trained) {
    long whole = (long) trained;
    long percent = Math.round(100 * (trained - whole));
    if (percent == 0) {
      return Format.count(whole, "epoch");
    }
    return whole == 0
        ? percent + " % of the first epoch"
        : Format.count(whole, "epoch") + " and " + percent + " % of the next";
  }

  /** Excludes blurred and far-away images from validation and test, and writes a table of them. */
  private QualityFilter.Filtered sharpAndNear(DatasetSplit split, @Nullable QualityFilter filter)
      throws IOException {
    if (filter == null) {
      return new QualityFilter.Filtered(split.parts(), List.of());
    }
    QualityFilter.Filtered filtered =
        filter.apply(split.parts(), split.images(), new TerminalListener(terminal));
    out.write(LEFT_OUT, QualityCsv.text(filtered.removed()));
    for (QualityFilter.Reason reason : QualityFilter.Reason.values()) {
      long count =
          filtered.removed().stream().filter(removed -> removed.reason() == reason).count();
      if (count > 0) {
        terminal.say(
            String.format(
                Locale.ROOT,
                "derm: left out %d of validation and test: %s, see %s",
                count,
                reason.word(),
                out.path(LEFT_OUT)));
      }
    }
    return filtered;
  }

  /**
   * A classifier to compare with.
   *
   * @param name the file's name
   * @param classifier the classifier
   */
  record Second(String name, ImageClassifier classifier) {}

  /**
   * Tests a classifier that was trained elsewhere, and another one if there is one.
   *
   * @param settings of the evaluation of either, the same for both
   */
  StudyResult evaluate(
      Function<ImageClassifier, Evaluator> settings,
      ImageClassifier classifier,
      Optional<Second> second,
      DatasetSplit split,
      String title)
      throws IOException {
    Evaluator evaluator = prepared(settings.apply(classifier)).withLeakAudit();
    if (second.isEmpty()) {
      Optional<TrainingOverlap> overlap = overlap("", evaluator, split);
      return write(
          evaluator.evaluate(split, overlap),
          Optional.of(classifier.provenance()),
          List.of(),
          title);
    }
    Second other = second.get();
    Evaluator ofOther = prepared(settings.apply(other.classifier()));
    DatasetSplit moved = Relabelling.onto(split, other.classifier().partition().taxonomy());
    // Both refused here, before hours of classifying.
    Optional<TrainingOverlap> overlap = overlap("", evaluator, split);
    Optional<TrainingOverlap> overlapOfOther = overlap(other.name() + ": ", ofOther, moved);
    Evaluation evaluation =
        evaluator
            .evaluate(split, overlap)
            .withComparison(other.name(), ofOther.evaluate(moved, overlapOfOther), seed);
    return write(evaluation, Optional.of(classifier.provenance()), List.of(), title);
  }

  /** Compares the evaluation of a head with its baseline, if there is one. */
  private Evaluation compared(
      Evaluation evaluation, LesionClassifier classifier, DatasetSplit split, StudyPlan plan)
      throws IOException {
    Path cache = plan.trainer().featureCache();
    return baseline == null || cache == null
        ? evaluation
        : baseline.compare(
            evaluation,
            classifier,
            split,
            plan.tasks(),
            cache,
            seed,
            new TerminalListener(terminal));
  }

  private Evaluator prepared(Evaluator settings) {
    return settings.withSeed(seed).withListener(new TerminalListener(terminal));
  }

  /** Looks for test images that are not new, and says what was found. */
  private Optional<TrainingOverlap> overlap(String of, Evaluator evaluator, DatasetSplit split) {
    Optional<TrainingOverlap> overlap;
    try {
      overlap = evaluator.overlap(split.test(), split.images());
    } catch (IllegalArgumentException known) {
      throw of.isEmpty() ? known : new IllegalArgumentException(of + known.getMessage(), known);
    }
    terminal.say(
        overlap
            .map(found -> "derm: " + of + (found.isNone() ? "" : "warning: ") + found.text())
            .orElse(
                "derm: "
                    + of
                    + "warning: the model has no record of its training images, so overlap with the"
                    + " test images is not checked"));
    return overlap;
  }

  /** Writes the results of probabilities that were computed elsewhere. */
  StudyResult report(Evaluation evaluation, String title) throws IOException {
    return write(evaluation, Optional.empty(), List.of(), title);
  }

  /**
   * Writes the results.
   *
   * @param tested the figures, without readers
   * @param elsewhere the provenance of a classifier that this run did not train
   * @param curve the learning curve; empty if nothing was trained
   */
  private StudyResult write(
      Evaluation tested, Optional<Provenance> elsewhere, List<EpochFacts> curve, String title)
      throws IOException {
    Evaluation evaluation = readers.map(tested::withReaders).orElse(tested);
    stopwatch.lap("evaluation");
    if (data != null) {
      options.putAll(facts(data));
    }
    RunFacts run =
        new RunFacts(
            title,
            seed,
            shuffledLabels,
            options,
            Map.of(),
            Versions.all(),
            stopwatch.seconds(),
            curve);
    if (elsewhere.isPresent()) {
      run = run.withClassifier(elsewhere.get());
    }
    out.write(
        PREDICTIONS, PredictionsCsv.write(evaluation.predictions(), evaluation.data().partition()));
    if (evaluation.comparison().isPresent()) {
      out.write(COMPARISON, ComparisonCsv.write(evaluation.comparison().get()));
    }
    out.write(SCORES, ScoresCsv.write(evaluation.tasks()));
    out.write(METRICS, MetricsJson.write(evaluation, run));
    out.write(REPORT, HtmlReport.of(evaluation).withRun(run).html());
    writeCards(evaluation, run);
    return new StudyResult(run, evaluation);
  }

  private static Map<String, String> facts(Provenance.Data data) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data set", data.name());
    facts.put("date", data.date());
    facts.put("licences", String.join(", ", data.licences()));
    facts.put("command", data.command());
    facts.values().removeIf(String::isBlank);
    return facts;
  }

  private void writeCards(Evaluation evaluation, RunFacts run) throws IOException {
    StudyCards cards = StudyCards.of(evaluation).withRun(run);
    out.write(StudyCards.MODEL_CARD, cards.modelCard());
    out.write(StudyCards.DATA_CARD, cards.dataCard());
  }

  /** Prints the last lines: the figures, and the file to open. */
  void summarize(StudyResult result, boolean json) {
    if (json) {
      terminal.answer(MetricsJson.write(result.evaluation(), result.run()).strip());
      return;
    }
    for (var task : result.evaluation().tasks()) {
      terminal.answer(
          String.format(
              Locale.ROOT,
              "%s: %s, sensitivity %s, specificity %s, %s",
              task.name(),
              task.area(),
              Format.percent(task.table().sensitivity().value()),
              Format.percent(task.table().specificity().value()),
              Format.count(task.table().total(), heldOut(result))));
      if (result.run().epochs().isEmpty()) { // For a saved classifier, the split is unknown so far.
        terminal.answer(
            "  threshold " + Format.three(task.threshold()) + ": " + task.thresholdRule());
      }
      for (var node : task.leftOut()) {
        terminal.answer(
            String.format(
                Locale.ROOT,
                "  without %s (%s): %s",
                node.node(),
                Format.count(node.images(), "image"),
                node.reason()));
      }
    }
    for (var task : result.evaluation().skippedTasks()) {
      terminal.answer(task.name() + ": not evaluated, " + task.reason());
    }
    result
        .evaluation()
        .confusion()
        .ifPresent(matrix -> summarize(matrix, result.evaluation().accuracy(), heldOut(result)));
    result.evaluation().comparison().ifPresent(this::summarize);
    result.evaluation().presets().forEach(this::summarize);
    summarize(result.evaluation().calibration());
    if (shuffledLabels) {
      terminal.answer(
          "The labels were shuffled. By chance, 1 interval in 20 misses 0.5; with a leak, all would"
              + " lie above it.");
    }
    terminal.answer(
        String.format(
            Locale.ROOT,
            "Done in %s. Open %s",
            Format.duration(result.run().totalSeconds()),
            out.path(REPORT)));
  }

  /** Returns whether the test images are held out: compared with the training images and new. */
  private static String heldOut(StudyResult result) {
    return result.evaluation().overlap().filter(TrainingOverlap::isNone).isPresent()
        ? "held-out image"
        : "test image";
  }

  private void summarize(
      ConfusionMatrix classes, Optional<ClusteredAccuracy> accuracy, String image) {
    terminal.answer(
        String.format(
            Locale.ROOT,
            "%s: overall accuracy %s (mean of the classes' accuracies%s), %s",
            Format.count(classes.labels().size(), "inference class"),
            Format.percent(classes.meanClassAccuracy()),
            accuracy
                .map(each -> each.meanClassInterval(LEVEL))
                .map(
                    limits ->
                        "; 95 % interval "
                            + Format.percent(limits.low())
                            + " to "
                            + Format.percent(limits.high()))
                .orElse(""),
            Format.count(classes.total(), image)));
  }

  private void summarize(ModelComparison comparison) {
    for (ModelComparison.TaskComparison task : comparison.tasks()) {
      terminal.answer(
          String.format(
              Locale.ROOT,
              "%s, against %s: AUC %s and %s, difference %s%s, p %s",
              task.name(),
              comparison.other(),
              Format.three(task.first().curve().auc()),
              Format.three(task.other().curve().auc()),
              Format.three(task.first().curve().auc() - task.other().curve().auc()),
              task.aucInterval()
                  .map(
                      limits ->
                          " (95 % interval "
                              + Format.three(limits.low())
                              + " to "
                              + Format.three(limits.high())
                              + ")")
                  .orElse(""),
              Format.p(task.auc().map(AucComparison::p).orElse(Double.NaN))));
    }
    comparison
        .skippedTasks()
        .forEach(task -> terminal.answer(task.name() + ": not compared, " + task.reason()));
  }

  private void summarize(PresetClasses preset) {
    ClassFigures.Figure balanced = preset.figures().balancedAccuracy();
    terminal.answer(
        String.format(
            Locale.ROOT,
            "%s of %s: balanced accuracy %s%s, macro AUC %s, macro F1 %s",
            Format.count(preset.figures().classes().size(), "class"),
            preset.challenge(),
            Format.percent(balanced.value()),
            balanced
                .interval()
                .map(
                    limits ->
                        " (95 % interval "
                            + Format.percent(limits.low())
                            + " to "
                            + Format.percent(limits.high())
                            + ")")
                .orElse(""),
            Format.three(preset.figures().macroAuc()),
            Format.three(preset.figures().macroF1().value())));
  }

  private void summarize(CalibrationResult calibration) {
    calibration
        .before()
        .ifPresent(
            before ->
                terminal.answer(
                    String.format(
                        Locale.ROOT,
                        "calibration: expected error %s%s",
                        Format.three(before.expectedError()),
                        calibration
                            .after()
                            .map(after -> recalibrated(calibration, after))
                            .orElse(" (no recalibration: " + calibration.origin() + ")"))));
  }

  private static String recalibrated(
      CalibrationResult calibration, CalibrationResult.Figures after) {
    Recalibration fit = calibration.recalibration().orElseThrow();
    return String.format(
        Locale.ROOT,
        ", recalibrated %s (%s%s)",
        Format.three(after.expectedError()),
        fit.temperature().isPresent()
            ? "temperature " + Format.three(fit.temperature().getAsDouble()) + ", "
            : "",
        calibration.origin());
  }

  /** Says whether a run resumes, so that a restart is not noticed only hours later. */
  private void sayWhereFrom(@Nullable Checkpoints checkpoints) throws IOException {
    if (checkpoints != null && checkpoints.resume()) {
      terminal.say(
          checkpoints
              .latest()
              .map(file -> "derm: resuming from " + file)
              .orElse(
                  "derm: no checkpoint in "
                      + checkpoints.folder()
                      + ": training starts from the beginning"));
    }
  }

  /**
   * Reports validation images whose diagnosis belongs to no training class, because they have no
   * loss.
   */
  private void sayUnknown(List<LesionRecord> validation, DiseasePartition partition) {
    long unknown =
        validation.stream()
            .filter(record -> partition.classOf(record.diagnosis()).isEmpty())
            .count();
    if (unknown > 0) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: ignoring %s: no training image has their diagnosis",
              Format.count(unknown, "validation image")));
    }
  }
}
