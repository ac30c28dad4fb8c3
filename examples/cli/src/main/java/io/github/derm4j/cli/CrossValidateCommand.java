package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.report.CrossValidationTable;
import io.github.derm4j.model.report.TrainedFolds;
import io.github.derm4j.model.training.CrossValidator;
import io.github.derm4j.model.training.FoldResult;
import io.github.derm4j.model.training.Trainer;
import io.github.derm4j.model.training.TrainingListener;
import io.github.derm4j.model.training.TrainingTarget;
import io.github.derm4j.taxonomy.DiseaseCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code derm cross-validate}: runs the paper's nine-fold cross-validation, and its comparison of
 * training classes.
 */
@Command(
    name = "cross-validate",
    description = {
      "Trains one network for each fold and tests it on the images of that fold. No"
          + " lesion is in two folds. The next fold is used for validation, all others for"
          + " training.",
      "Keeps the network of each fold in --out; to continue an interrupted run,"
          + " repeat the command. Writes cross-validation.json, and a table of predictions"
          + " for each set of training classes."
    },
    footerHeading = "%nDefault of --max-class-size: ",
    footer = KnownTrees.MAX_CLASS_SIZES,
    mixinStandardHelpOptions = true)
final class CrossValidateCommand extends StudyCommand {

  private static final String RESULT = "cross-validation.json";

  @Mixin private TrainingOptions training;
  @Mixin private WatchOption watching;

  @Option(
      names = "--folds",
      defaultValue = "9",
      paramLabel = "N",
      description = "Number of folds, 3 or more. Default: ${DEFAULT-VALUE}, as in the paper.")
  @InRange(min = 3)
  private int folds;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "Hold out only the first N folds. Default: each fold in turn.")
  @InRange(min = 1)
  private @Nullable Integer first;

  @Option(
      names = "--against-level",
      paramLabel = "LEVEL",
      description =
          "Also train networks directly on the classes of this level of the tree, and"
              + " compare them with those trained on the partition, as in the paper's Extended"
              + " Data Table 2.")
  @InRange(min = 1)
  private @Nullable Integer againstLevel;

  @Option(
      names = "--levels",
      defaultValue = "2",
      paramLabel = "N",
      description = "Number of tree levels to report accuracy for. Default: 2.")
  @InRange(min = 1)
  private int levels;

  @Override
  public Integer call() throws IOException {
    KnownTrees tree = KnownTrees.ofDataset(data.dataset());
    if (program.isWanted()) {
      program.refuse(WatchOption.NAME, "the program has no page");
      program.print(program(tree, trainer(TrainingListener.NONE)), derm.terminal());
      return 0;
    }
    String title = data.dataset() + ", " + data.images().getFileName();
    try (OutputFolder out = OutputFolder.prepare(folder)) {
      backend.load(derm.terminal());
      try (TrainingWatch watch = watching.begin(title, null, derm.terminal())) {
        validate(out, tree, title, watch);
      }
    }
    return 0;
  }

  private JavaProgram program(KnownTrees tree, PlannedTrainer trainer) throws IOException {
    return StudyProgram.crossValidate(
        this, trainer, training.maxClassSize(tree), folds, first, againstLevel, levels);
  }

  private void validate(OutputFolder out, KnownTrees tree, String title, TrainingWatch watch)
      throws IOException {
    PlannedTrainer trainer = trainer(watch.listener());
    training.requireEngine();
    if (!backend.isCuda()) {
      watch.offer(() -> program(tree, trainer));
    }
    RunFile.write(command, out);
    try (LesionDataset dataset = data.read(seed, derm.terminal())) {
      StudyPlan plan =
          new StudyPlan(
              title,
              tasks.on(tree, dataset.taxonomy(), derm.terminal()),
              trainer,
              training.maxClassSize(tree),
              new SplitPlan(1.0 / folds, 1.0 / folds, null));
      List<TrainingTarget> targets = new ArrayList<>();
      targets.add(TrainingTarget.byPartition(dataset.taxonomy(), plan.maxClassSize()));
      if (againstLevel != null) {
        targets.add(TrainingTarget.ofLevel(dataset.taxonomy(), againstLevel));
      }
      GroupedFolds grouped = GroupedFolds.of(dataset.records(), seed, folds);
      CopiesAcrossParts.warning(grouped, dataset.images())
          .ifPresent(words -> derm.terminal().say("derm: " + words));
      CrossValidator validator =
          new CrossValidator(grouped, dataset.images(), folder, watch.listener())
              .withFirst(first == null ? folds : first)
              .withTests(
                  plan.tasks(),
                  data.origin(dataset, command),
                  warning -> derm.terminal().say("derm: warning: " + warning));
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "%s in %s; %s held out in turn",
                  Format.count(dataset.records().size(), "image"),
                  Format.count(folds, "fold"),
                  first == null ? "each is" : "the first " + first + " are"));
      watch.show(dataset.images());
      List<TrainedFolds> trained = new ArrayList<>();
      for (TrainingTarget target : targets) {
        trained.add(
            new TrainedFolds(target.name(), run(validator, target, trainer, plan, dataset, watch)));
        trained.get(trained.size() - 1).writePredictions(folder);
      }
      CrossValidationTable table =
          new CrossValidationTable(
              trained,
              Math.min(levels, dataset.taxonomy().height()),
              plan.tasks(),
              dataset.counts(dataset.records()));
      String text = Json.text(result(plan, trained, table));
      out.write(RESULT, text);
      derm.terminal().answer(json ? text : table.text().strip());
    }
  }

  private PlannedTrainer trainer(TrainingListener listener) throws IOException {
    PlannedTrainer trainer =
        training.trainer(seed, data.strict(), null, folder, listener, derm.terminal());
    if (trainer.dependsOnClasses()) {
      throw new ParameterException(
          command.commandLine(),
          "--early-stopping: each fold has its own classes, so only the loss can be compared; use"
              + " --early-stopping loss");
    }
    if (first != null && first > folds) {
      throw new ParameterException(
          command.commandLine(), "--first = " + first + ": must be at most --folds, " + folds);
    }
    return trainer;
  }

  private List<FoldResult> run(
      CrossValidator validator,
      TrainingTarget target,
      PlannedTrainer planned,
      StudyPlan plan,
      LesionDataset dataset,
      TrainingWatch watch)
      throws IOException {
    DiseaseCounts all = dataset.counts(dataset.records());
    Trainer trainer =
        planned.source().trainer(plan.tasks(), target.classes().apply(dataset.records()), all);
    StopOnInterrupt interrupt = StopOnInterrupt.begin(derm.terminal(), trainer::requestStop);
    watch.stopBy(trainer::requestStop);
    try {
      return validator.run(target, trainer);
    } finally {
      interrupt.end();
      watch.trained();
    }
  }

  private ObjectNode result(StudyPlan plan, List<TrainedFolds> trained, CrossValidationTable table)
      throws IOException {
    ObjectNode result = Json.object();
    result.put("folds", folds).put("heldOut", first == null ? folds : first).put("seed", seed);
    ObjectNode options = result.putObject("options");
    data.facts().forEach(options::put);
    plan.facts().forEach(options::put);
    ObjectNode classes = result.putObject("trainingClasses");
    trained.forEach(each -> classes.put(each.name(), each.classes()));
    result.setAll(table.json());
    ObjectNode versions = result.putObject("versions");
    Versions.all().forEach(versions::put);
    return result;
  }
}
