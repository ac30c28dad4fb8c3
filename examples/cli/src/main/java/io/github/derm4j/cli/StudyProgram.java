package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.data.split.QualityFilter;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.LabelShuffle;
import io.github.derm4j.model.evaluation.MetricsJson;
import io.github.derm4j.model.evaluation.ReaderTable;
import io.github.derm4j.model.evaluation.Relabelling;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.SplitCsv;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.report.CrossValidationTable;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.model.report.TrainedFolds;
import io.github.derm4j.model.training.CrossValidator;
import io.github.derm4j.model.training.Trainer;
import io.github.derm4j.model.training.TrainingListener;
import io.github.derm4j.model.training.TrainingResult;
import io.github.derm4j.model.training.TrainingTarget;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the steps of {@link StudyRun} and of a cross-validation as a program. */
final class StudyProgram {

  private static final String EVALUATION = "evaluation";
  private static final Code DATASET = Code.of("dataset");
  private static final Code TAXONOMY = Code.of("dataset.taxonomy()");

  private final JavaProgram program;
  private final StudyCommand command;

  private StudyProgram(String name, String description, StudyCommand command) {
    this.command = command;
    program =
        new JavaProgram(name, description, "derm-model").withEngine().throwing(IOException.class);
    command.backend.write(program);
    program.declare(
        Path.class,
        "out",
        Code.call(Files.class, "createDirectories", Code.literal(command.folder)));
  }

  /** {@code derm fine-tune}. */
  static JavaProgram fineTune(
      StudyCommand command,
      String title,
      PlannedTrainer trainer,
      int maxClassSize,
      SplitPlan held,
      boolean shuffled,
      Calls<Evaluator> settings,
      Optional<Path> readers)
      throws IOException {
    StudyProgram study =
        new StudyProgram(
            "FineTune", "Trains a classifier and tests it on lesions that were held out.", command);
    study.train(title, trainer, maxClassSize, held, shuffled, settings, readers);
    return study.program.close();
  }

  private void train(
      String title,
      PlannedTrainer trainer,
      int maxClassSize,
      SplitPlan held,
      boolean shuffled,
      Calls<Evaluator> settings,
      Optional<Path> readers)
      throws IOException {
    Code seed = Code.literal(command.seed);
    command.data.write(
        program,
        command.seed,
        dataset -> shuffled ? Code.call(LabelShuffle.class, "shuffle", dataset, seed) : dataset);
    split(held, seed);
    program.declare(
        DiseasePartition.class,
        "partition",
        Code.call(DiseasePartitioner.class, "withMaxClassSize", Code.literal(maxClassSize))
            .then("partition", Code.of("split.trainCounts()")));
    Optional<Code> tasks = tasks(trainer.builder());
    if (trainer.library() != null) {
      program.withLibrary(trainer.library());
    }
    program.declare(Trainer.class, "trainer", trainer.builder().then("build"));
    program.declare(
        TrainingResult.class,
        "trained",
        Code.of("trainer").then("train", Code.of("split"), Code.of("partition")));
    if (trainer.checkpoints() != null && !trainer.keepCheckpoints()) {
      program.lines("checkpoints.delete();");
    }
    program
        .uses(Files.class, SplitCsv.class)
        .lines("Files.writeString(out.resolve(\"split.csv\"), SplitCsv.write(split.parts()));\n\n");
    Code evaluator =
        Code.call(Evaluator.class, "of", Code.of("trained.classifier()"))
            .then("withOverlapAllowed")
            .then("withLeakAudit");
    if (held.quality() != null) {
      evaluator = evaluator.then("withRemoved", Code.of("filtered.removed()"));
    }
    evaluator = evaluator.then("withSkipped", Code.of("trained.skipped()"));
    if (trainer.featureCache() != null) {
      evaluator = evaluator.then("withFeatureCache", Code.literal(trainer.featureCache()));
    }
    evaluate(settings.onto(evaluator), tasks, readers);
    program.declare(Provenance.Data.class, "origin", origin("jbang " + program.fileName()));
    program.call(
        Code.of("evaluation")
            .then("addTo", Code.of("trained.classifier().withData(origin)"))
            .then("write", Code.of("out.resolve(\"model.zip\")")));
    Code run = run(title);
    run = shuffled ? run.then("withShuffledLabels") : run;
    write(run.then("withEpochs", Code.of("trained.learningCurve()")));
  }

  private void split(SplitPlan held, Code seed) {
    String validation = Double.toString(held.validationFraction());
    String test = Double.toString(held.testFraction());
    Code split =
        Code.call(
            DatasetSplit.class,
            "byFractions",
            DATASET,
            seed,
            // To the last digit as in the command.
            Code.of("1 - " + validation + " - " + test),
            Code.of(validation),
            Code.of(test));
    QualityFilter quality = held.quality();
    if (quality == null) {
      program.declare(DatasetSplit.class, "split", split);
      return;
    }
    program.declare(
        QualityFilter.Filtered.class,
        "filtered",
        Code.construct(
                QualityFilter.class,
                Code.literal(quality.minLaplacianVariance()),
                Code.literal(quality.minLesionShare()))
            .then("apply", split.then("parts"), Code.of("dataset.images()")));
    program.declare(
        DatasetSplit.class,
        "split",
        Code.construct(DatasetSplit.class, DATASET, Code.of("filtered.split()")));
  }

  /** Declares the tasks, unless they are the defaults of an evaluation. */
  private Optional<Code> tasks(@Nullable Code trainer) {
    KnownTrees tree = KnownTrees.ofDataset(command.data.dataset());
    if (command.tasks.areDefaultOf(tree) && (trainer == null || !trainer.names("tasks"))) {
      return Optional.empty();
    }
    program.uses(List.class, TaskDefinition.class);
    program.declareList(TaskDefinition.class, "tasks", command.tasks.code(tree, TAXONOMY));
    return Optional.of(Code.of("tasks"));
  }

  private void evaluate(Code evaluator, Optional<Code> tasks, Optional<Path> readers) {
    String variable = readers.isPresent() ? "tested" : EVALUATION;
    evaluate(variable, evaluator, tasks, Code.of("split"));
    if (readers.isPresent()) {
      program.declare(Evaluation.class, EVALUATION, withReaders(Code.of(variable), readers.get()));
    }
  }

  private static Code withReaders(Code evaluation, Path readers) {
    return evaluation.then(
        "withReaders", Code.call(ReaderTable.class, "read", Code.literal(readers)));
  }

  private void evaluate(String variable, Code evaluator, Optional<Code> tasks, Code split) {
    Code all = tasks.map(each -> evaluator.then("withTasks", each)).orElse(evaluator);
    program.declare(
        Evaluation.class,
        variable,
        Calls.<Evaluator>none()
            .with(Evaluator::withSeed, command.seed, 1L)
            .onto(all)
            .then("evaluate", split));
  }

  private Code run(String title) {
    return Calls.<RunFacts>none()
        .with(RunFacts::withSeed, command.seed, 1L)
        .onto(Code.call(RunFacts.class, "titled", Code.literal(title)));
  }

  private Code origin(String how) {
    return Code.call(
        Provenance.Data.class,
        "of",
        Code.literal(command.data.dataset()),
        DATASET,
        Code.literal(command.data.images()),
        Code.literal(how));
  }

  private void write(Code run) {
    program.declare(RunFacts.class, "run", run);
    program
        .uses(HtmlReport.class)
        .lines(
            """
            evaluation.writeMetrics(out.resolve("metrics.json"), run);
            evaluation.writePredictions(out.resolve("predictions.csv"));
            evaluation.writeScores(out.resolve("scores.csv"));
            HtmlReport.of(evaluation).withRun(run).write(out.resolve("report.html"));
            """);
    if (command.json) {
      program
          .uses(MetricsJson.class)
          .lines("System.out.print(MetricsJson.write(evaluation, run));");
    } else {
      program.lines("System.out.println(evaluation);");
    }
  }

  /** {@code derm evaluate}. */
  static JavaProgram evaluate(
      StudyCommand command,
      String title,
      ModelFile model,
      @Nullable TestTimeAugmentation views,
      Optional<ModelFile> other,
      Optional<Path> readers,
      TestedModel tested,
      Calls<Evaluator> decision,
      SubmissionOptions submission)
      throws IOException {
    StudyProgram study = new StudyProgram("Evaluate", "Tests a classifier on images.", command);
    model.write(study.program, views);
    other.ifPresent(each -> each.writeOther(study.program, views));
    study.test(title, other, readers, tested, decision);
    submission.write(study.program);
    study.program.close();
    other.filter(ModelFile::isBlock).ifPresent(each -> study.program.close());
    return model.isBlock() ? study.program.close() : study.program;
  }

  private void test(
      String title,
      Optional<ModelFile> other,
      Optional<Path> readers,
      TestedModel tested,
      Calls<Evaluator> decision)
      throws IOException {
    command.data.write(
        program,
        command.seed,
        dataset ->
            Code.call(
                Relabelling.class, "onto", dataset, Code.of("classifier.partition().taxonomy()")));
    program.declare(DatasetSplit.class, "split", tested.code(DATASET));
    Optional<Code> tasks = tasks(null);
    Code evaluator =
        decision
            .onto(Code.call(Evaluator.class, "of", Code.of("classifier")))
            .then("withLeakAudit");
    if (other.isEmpty()) {
      evaluate(evaluator, tasks, readers);
    } else {
      evaluate("first", evaluator, tasks, Code.of("split"));
      evaluate(
          "second",
          decision.onto(Code.call(Evaluator.class, "of", Code.of("other"))),
          tasks,
          Code.call(
              Relabelling.class,
              "onto",
              Code.of("split"),
              Code.of("other.partition().taxonomy()")));
      Code compared =
          Code.of("first")
              .then(
                  "withComparison",
                  Code.literal(CompareOption.name(other.get(), tested.name())),
                  Code.of("second"),
                  Code.literal(command.seed));
      program.declare(
          Evaluation.class,
          EVALUATION,
          readers.map(each -> withReaders(compared, each)).orElse(compared));
      program.lines("evaluation.writeComparison(out.resolve(\"comparison.csv\"));");
    }
    write(run(title).then("withClassifier", Code.of("classifier.provenance()")));
  }

  /** {@code derm cross-validate}. */
  static JavaProgram crossValidate(
      StudyCommand command,
      PlannedTrainer trainer,
      int maxClassSize,
      int folds,
      @Nullable Integer first,
      @Nullable Integer level,
      int levels)
      throws IOException {
    StudyProgram study =
        new StudyProgram(
            "CrossValidate", "Trains a classifier for each fold and tests it there.", command);
    study.folds(trainer, maxClassSize, folds, first, level, levels);
    return study.program.close();
  }

  private void folds(
      PlannedTrainer trainer,
      int maxClassSize,
      int count,
      @Nullable Integer first,
      @Nullable Integer level,
      int levels)
      throws IOException {
    command.data.write(program, command.seed, dataset -> dataset);
    program.uses(List.class, TaskDefinition.class);
    program.declareList(
        TaskDefinition.class,
        "tasks",
        command.tasks.code(KnownTrees.ofDataset(command.data.dataset()), TAXONOMY));
    program.declare(
        GroupedFolds.class,
        "folds",
        Code.call(
            GroupedFolds.class,
            "of",
            Code.of("dataset.records()"),
            Code.literal(command.seed),
            Code.literal(count)));
    program.declare(Provenance.Data.class, "origin", origin("jbang " + program.fileName()));
    program.declare(
        CrossValidator.class,
        "validator",
        Calls.<CrossValidator>none()
            .with(CrossValidator::withFirst, first)
            .onto(
                Code.construct(
                    CrossValidator.class,
                    Code.of("folds"),
                    Code.of("dataset.images()"),
                    Code.of("out"),
                    Code.of("TrainingListener.NONE", TrainingListener.class)))
            .then(
                "withTests", Code.of("tasks"), Code.of("origin"), Code.of("System.err::println")));
    program.declare(Trainer.class, "trainer", trainer.builder().then("build"));
    program.declare(
        TrainingTarget.class,
        "partition",
        Code.call(TrainingTarget.class, "byPartition", TAXONOMY, Code.literal(maxClassSize)));
    program.declare(TrainedFolds.class, "ofPartition", trained("partition"));
    if (level != null) {
      program.declare(
          TrainingTarget.class,
          "level",
          Code.call(TrainingTarget.class, "ofLevel", TAXONOMY, Code.literal(level)));
      program.declare(TrainedFolds.class, "ofLevel", trained("level"));
    }
    program.lines("ofPartition.writePredictions(out);");
    if (level != null) {
      program.lines("ofLevel.writePredictions(out);");
    }
    program.declare(
        CrossValidationTable.class,
        "table",
        Code.construct(
            CrossValidationTable.class,
            Code.of(
                level == null ? "List.of(ofPartition)" : "List.of(ofPartition, ofLevel)",
                List.class),
            Code.of("Math.min(" + levels + ", dataset.taxonomy().height())"),
            Code.of("tasks"),
            Code.of("dataset.counts()")));
    program
        .uses(Files.class)
        .lines(
            """
            String json = table.json().toPrettyString();
            Files.writeString(out.resolve("cross-validation.json"), json);
            """)
        .lines(command.json ? "System.out.println(json);" : "System.out.print(table.text());");
  }

  private static Code trained(String target) {
    return Code.construct(
        TrainedFolds.class,
        Code.of(target + ".name()"),
        Code.of("validator.run(" + target + ", trainer)"));
  }
}
