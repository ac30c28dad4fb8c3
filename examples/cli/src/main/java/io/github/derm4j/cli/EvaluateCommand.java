package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.ReaderTable;
import io.github.derm4j.model.evaluation.Submission;
import io.github.derm4j.model.evaluation.TaskDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code derm evaluate}: tests a saved classifier. */
@Command(
    name = "evaluate",
    description = {
      "Tests a classifier on the held-out lesions of its own split, or on other images.",
      "Writes report.html, metrics.json, predictions.csv and scores.csv."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand extends StudyCommand {

  @Mixin private TestedModel tested;
  @Mixin private ViewsOption views;
  @Mixin private PrecisionOption precision;
  @Mixin private ProviderOption provider;
  @Mixin private DecisionOptions decision;
  @Mixin private SubmissionOptions submission;
  @Mixin private CompareOption compared;
  @Mixin private ReportOptions report;
  @Mixin private HeatMapsOption heatMaps;

  @Override
  public Integer call() throws IOException {
    submission.check();
    ModelFile file = precision.applyTo(tested.file());
    Optional<ModelFile> other = compared.file();
    List<ModelFile> models =
        provider.applyTo(Stream.concat(Stream.of(file), other.stream()).toList(), derm.terminal());
    file = models.get(0);
    other = models.stream().skip(1).findFirst();
    backend.check(models);
    if (program.isWanted()) {
      program.print(
          StudyProgram.evaluate(
              this,
              title(),
              file,
              views.views(),
              other,
              report.readersFile(),
              tested,
              calls(),
              submission),
          derm.terminal());
      return 0;
    }
    Optional<ReaderTable> readers = report.readers();
    try (OutputFolder out = OutputFolder.prepare(folder)) {
      backend.loadFor(models, derm.terminal());
      RunFile.write(command, out);
      try (ModelFile.Opened opened = file.open(views.views())) {
        if (other.isEmpty()) {
          evaluate(opened.classifier(), Optional.empty(), readers, out);
          return 0;
        }
        try (ModelFile.Opened second = other.get().open(views.views())) {
          evaluate(
              opened.classifier(),
              Optional.of(
                  new StudyRun.Second(
                      CompareOption.name(other.get(), tested.name()), second.classifier())),
              readers,
              out);
        }
      }
    }
    return 0;
  }

  private void evaluate(
      ImageClassifier classifier,
      Optional<StudyRun.Second> second,
      Optional<ReaderTable> readers,
      OutputFolder out)
      throws IOException {
    heatMaps.check(classifier);
    Optional<Submission> layout = submission.layout(classifier.partition(), derm.terminal());
    StudyRun run =
        new StudyRun(derm.terminal(), out, seed, false)
            .with(Map.of("model", tested.name()))
            .with(Map.of(StudyRun.MODEL_HASH, tested.sha256()))
            .with(Map.of("views", Integer.toString(classifier.views().count())))
            .with(precision.facts())
            .with(provider.facts())
            .with(report.facts())
            .with(data.facts());
    second.ifPresent(each -> run.with(facts(each, classifier.views())));
    try (LesionDataset dataset = data.read(seed, derm.terminal())) {
      LesionDataset known = tested.onTheModelsTree(dataset, classifier, derm.terminal());
      List<TaskDefinition> asked =
          tasks.on(KnownTrees.ofDataset(data.dataset()), known.taxonomy(), derm.terminal());
      run.withReaders(readers, asked);
      run.withData(data.origin(dataset, command));
      StudyResult result =
          run.evaluate(
              each -> calls().applyTo(Evaluator.of(each)).withTasks(asked),
              classifier,
              second,
              tested.divide(known, derm.terminal()),
              title());
      if (layout.isPresent()) {
        submission.write(layout.get(), result.evaluation().predictions(), derm.terminal());
      }
      run.summarize(result, json);
    }
  }

  private static Map<String, String> facts(StudyRun.Second second, TestTimeAugmentation views) {
    TestTimeAugmentation own = second.classifier().views();
    return own == views
        ? Map.of("compare", second.name())
        : Map.of("compare", second.name() + ", views: " + own.count());
  }

  private Calls<Evaluator> calls() {
    return decision.calls().and(report.calls()).and(heatMaps.calls());
  }

  private String title() {
    return "Test of " + tested.name() + " on " + data.dataset();
  }
}
