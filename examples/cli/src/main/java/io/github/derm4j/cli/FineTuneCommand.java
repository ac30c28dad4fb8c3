package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.ReaderTable;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.training.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code derm fine-tune}: trains and tests a classifier. */
@Command(
    name = "fine-tune",
    description = {
      "Fine-tunes Inception v3 to the diseases of a data set and tests it on"
          + " held-out lesions.",
      "Writes report.html, metrics.json, predictions.csv, split.csv and model.zip."
    },
    footerHeading = "%nDefault of --max-class-size: ",
    footer = KnownTrees.MAX_CLASS_SIZES,
    mixinStandardHelpOptions = true)
final class FineTuneCommand extends StudyCommand {

  @Mixin private TrainingOptions training;
  @Mixin private BaselineOption baseline;
  @Mixin private HoldoutOptions heldOut;
  @Mixin private CheckpointOptions saving;
  @Mixin private WatchOption watching;
  @Mixin private ReportOptions report;
  @Mixin private HeatMapsOption heatMaps;
  @Mixin SparkOption spark;

  @Option(
      names = "--shuffle-labels",
      description = "Shuffle the labels first; the AUC should then be near 0.5.")
  private boolean shuffleLabels;

  @Override
  public Integer call() throws IOException {
    KnownTrees tree = KnownTrees.ofDataset(data.dataset());
    String title = data.dataset() + ", " + data.images().getFileName();
    if (program.isWanted()) {
      program.refuse(WatchOption.NAME, "the program has no page");
      program.refuse(BaselineOption.NAME, "the program evaluates one classifier");
      program.print(program(tree, title, trainer(TrainingListener.NONE)), derm.terminal());
      return 0;
    }
    try (OutputFolder out = OutputFolder.prepare(folder)) {
      backend.load(derm.terminal());
      StudyRun run =
          new StudyRun(derm.terminal(), out, seed, shuffleLabels)
              .with(data.facts())
              .with(report.facts())
              .with(baseline.facts())
              .comparedWith(baseline)
              .evaluatedWith(settings()::applyTo);
      try (TrainingWatch watch =
          watching.begin(title, out.path(EpochsFile.NAME), derm.terminal())) {
        train(out, run.watchedBy(watch), tree, title, watch);
      }
    }
    return 0;
  }

  private PlannedTrainer trainer(TrainingListener listener) throws IOException {
    PlannedTrainer trainer =
        training.trainer(seed, data.strict(), saving, folder, listener, derm.terminal());
    if (trainer.featureCache() == null) {
      Inapplicable.refuse(command, "--train head", List.of(BaselineOption.NAME));
    }
    return trainer;
  }

  private Calls<Evaluator> settings() {
    return report.calls().and(heatMaps.calls());
  }

  private JavaProgram program(KnownTrees tree, String title, PlannedTrainer trainer)
      throws IOException {
    return StudyProgram.fineTune(
        this,
        title,
        trainer,
        training.maxClassSize(tree),
        heldOut.split(),
        shuffleLabels,
        settings(),
        report.readersFile());
  }

  private void train(
      OutputFolder out, StudyRun run, KnownTrees tree, String title, TrainingWatch watch)
      throws IOException {
    PlannedTrainer trainer = trainer(watch.listener());
    training.requireEngine();
    Optional<ReaderTable> readers = report.readers();
    SplitPlan split = heldOut.split();
    if (!backend.isCuda()) {
      watch.offer(() -> program(tree, title, trainer));
    }
    RunFile.write(command, out);
    try (LesionDataset dataset = data.read(seed, derm.terminal())) {
      run.withData(data.origin(dataset, command));
      List<TaskDefinition> asked = tasks.on(tree, dataset.taxonomy(), derm.terminal());
      run.withReaders(readers, asked);
      StudyPlan plan = new StudyPlan(title, asked, trainer, training.maxClassSize(tree), split);
      Optional<StudyResult> result = run.train(dataset, plan);
      result.ifPresent(each -> run.summarize(each, json));
    }
  }
}
