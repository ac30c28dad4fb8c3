package io.github.derm4j.cli;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.TestTimeAugmentation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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

  @Override
  public Integer call() throws IOException {
    ModelFile file = tested.file();
    TestTimeAugmentation augmentation = views.views(file);
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
    StudyRun run =
        new StudyRun(derm.terminal(), out, seed, false)
            .with(Map.of("model", tested.name()))
            .with(Map.of("views", Integer.toString(views.count())))
            .with(data.facts());
    try (LesionDataset dataset = data.read(seed, derm.terminal())) {
      run.note(dataset.report());
      List<LesionRecord> records =
          tested.onTheModelsTree(dataset, classifier, data.images(), derm.terminal());
      StudyResult result =
          run.evaluate(
              classifier,
              List.of(),
              dataset,
              records,
              tested.divide(records, derm.terminal()),
              "Test of " + tested.name() + " on " + data.dataset(),
              tasks.on(
                  KnownTrees.ofDataset(data.dataset()),
                  classifier.partition().taxonomy(),
                  derm.terminal()),
              null,
              decision::on);
      run.summarize(result, json);
    }
  }
}
