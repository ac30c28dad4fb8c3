package io.github.derm4j.examples;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.examples.report.Format;
import io.github.derm4j.examples.study.Relabelling;
import io.github.derm4j.examples.study.SplitCsv;
import io.github.derm4j.examples.study.StudyResult;
import io.github.derm4j.model.LesionClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm evaluate}: tests a saved classifier. */
@Command(
    name = "evaluate",
    description = {
      "Tests a classifier on the held-out lesions of its own split, or on other images.",
      "Writes report.html, metrics.json and predictions.csv."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

  @ParentCommand private Derm derm;
  @Mixin private DatasetOptions data;
  @Mixin private BackendOption backend;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE.zip",
      description = "The classifier.")
  private Path model;

  @Option(
      names = "--split",
      paramLabel = "FILE.csv",
      description =
          "Which image is in which part: image,lesion,part. Default: split.csv beside the model.")
  private @Nullable Path split;

  @Option(
      names = "--all",
      description = "Test on all images, for data that the classifier was not trained on.")
  private boolean all;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the results go.")
  private Path folder;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of --limit and of the sample pictures. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    OutputFolder out = OutputFolder.prepare(folder);
    backend.load(derm.terminal());
    LesionClassifier classifier = LesionClassifier.load(model);
    StudyRun run =
        new StudyRun(derm.terminal(), out, seed, false)
            .with(Map.of("model", String.valueOf(model.getFileName())))
            .with(data.facts())
            .with(classifier.provenance());
    try (LesionDataset dataset = data.read(seed)) {
      List<LesionRecord> records = onTheModelsTree(dataset, classifier);
      StudyResult result =
          run.evaluate(
              classifier,
              List.of(),
              dataset,
              records,
              divide(records),
              "Test of " + model.getFileName() + " on " + data.dataset(),
              KnownTrees.ofDataset(data.dataset()).tasks(),
              null);
      run.summarize(result, json);
    }
    return 0;
  }

  private List<LesionRecord> onTheModelsTree(LesionDataset dataset, LesionClassifier classifier) {
    List<LesionRecord> records =
        dataset.records().stream()
            .flatMap(
                record ->
                    Relabelling.onto(record, dataset.taxonomy(), classifier.taxonomy()).stream())
            .toList();
    if (records.isEmpty()) {
      throw new IllegalArgumentException(
          "no diagnosis of "
              + data.images()
              + " is in the classifier's tree, for example not '"
              + dataset.records().get(0).diagnosis().name()
              + "'; is it the right model?");
    }
    long lost = dataset.records().size() - (long) records.size();
    if (lost > 0) {
      derm.terminal()
          .say(
              "derm: left out "
                  + Format.count(lost, "image")
                  + " whose diagnosis is not in the classifier's tree");
    }
    return records;
  }

  private GroupedSplit divide(List<LesionRecord> records) throws IOException {
    if (all) {
      return new GroupedSplit(List.of(), List.of(), records);
    }
    Path file = split == null ? model.resolveSibling(StudyRun.SPLIT) : split;
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "there is no "
              + file
              + " that says which lesions were held out; give --split, or --all for images that"
              + " the classifier was not trained on");
    }
    GroupedSplit parts = SplitCsv.read(file, records);
    if (parts.test().isEmpty()) {
      throw new IllegalArgumentException(
          "none of the images is in the test part of "
              + file
              + "; give the images that the classifier was trained with, or --all for others");
    }
    return parts;
  }
}
