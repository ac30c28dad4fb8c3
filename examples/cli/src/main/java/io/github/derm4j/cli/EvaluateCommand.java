package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.Submission;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code derm evaluate}: tests a saved classifier. */
@Command(
    name = "evaluate",
    description = {
      "Tests a classifier on the held-out lesions of its own split, or on other images.",
      "Writes report.html, metrics.json and predictions.csv."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand extends StudyCommand {

  @Mixin private TestedModel tested;
  @Mixin private ViewsOption views;
  @Mixin private DecisionOptions decision;
  @Mixin private SubmissionOptions submission;

  @Override
  public Integer call() throws IOException {
    submission.check();
    ModelFile file = tested.file();
    TestTimeAugmentation augmentation = views.views(file);
    if (program.isWanted()) {
      program.print(
          StudyProgram.evaluate(
              this, title(), file, augmentation, tested, decision.calls(), submission),
          derm.terminal());
      return 0;
    }
    OutputFolder out = OutputFolder.prepare(folder);
    backend.loadFor(file, derm.terminal());
    RunFile.write(command, out);
    try (ModelFile.Opened opened = file.open(augmentation)) {
      evaluate(opened, out);
    }
    return 0;
  }

  private void evaluate(ModelFile.Opened opened, OutputFolder out) throws IOException {
    ImageClassifier classifier = opened.classifier();
    Optional<Submission> layout = submission.layout(classifier.partition(), derm.terminal());
    StudyRun run =
        new StudyRun(derm.terminal(), out, seed, false)
            .with(Map.of("model", tested.name()))
            .with(Map.of("views", Integer.toString(views.count())))
            .with(data.facts());
    try (LesionDataset dataset = data.read(seed, derm.terminal())) {
      LesionDataset known = tested.onTheModelsTree(dataset, classifier, derm.terminal());
      StudyResult result =
          run.evaluate(
              decision
                  .calls()
                  .applyTo(Evaluator.of(classifier))
                  .withTasks(
                      tasks.on(
                          KnownTrees.ofDataset(data.dataset()), known.taxonomy(), derm.terminal())),
              classifier,
              List.of(),
              tested.divide(known, derm.terminal()),
              title());
      if (layout.isPresent()) {
        submission.write(layout.get(), result.evaluation().predictions(), derm.terminal());
      }
      run.summarize(result, json);
    }
  }

  private String title() {
    return "Test of " + tested.name() + " on " + data.dataset();
  }
}
