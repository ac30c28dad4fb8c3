package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.evaluation.Relabelling;
import io.github.derm4j.model.evaluation.SplitCsv;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A classifier, and the images that are new to it. */
final class TestedModel {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The classifier: a model.zip, or a model.onnx from 'derm export'.")
  private Path model;

  @Option(
      names = "--split",
      paramLabel = "FILE.csv",
      description =
          "Table that assigns images to parts: image,lesion,part. Default: split.csv"
              + " beside the model.")
  private @Nullable Path split;

  @Option(
      names = "--all",
      description = "Test on all images. For data that the classifier was not trained on.")
  private boolean all;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Looks at the classifier's file.
   *
   * @throws ParameterException if a split was given that is not used
   */
  ModelFile file() throws IOException {
    if (all) {
      Inapplicable.refuse(command, "tests without --all", List.of("--split"));
    }
    return ModelFile.of(model);
  }

  /** The file's name. */
  String name() {
    return String.valueOf(model.getFileName());
  }

  /** The file's checksum. */
  String sha256() throws IOException {
    return ModelFile.sha256(model);
  }

  /** Keeps the images whose diagnosis is in the classifier's tree, and maps them to its nodes. */
  LesionDataset onTheModelsTree(
      LesionDataset dataset, ImageClassifier classifier, Terminal terminal) {
    LesionDataset known = Relabelling.onto(dataset, classifier.partition().taxonomy());
    long lost = dataset.records().size() - (long) known.records().size();
    if (lost > 0) {
      terminal.say(
          "derm: left out "
              + Format.count(lost, "image")
              + " whose diagnosis is not in the classifier's tree");
    }
    return known;
  }

  /** Divides images into new ones and those that the classifier was trained on. */
  DatasetSplit divide(LesionDataset dataset, Terminal terminal) throws IOException {
    List<LesionRecord> records = dataset.records();
    if (all) {
      return new DatasetSplit(dataset, new GroupedSplit(List.of(), List.of(), records));
    }
    Path file = splitFile();
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "there is no "
              + file
              + " that says which lesions were held out; give --split, or --all for images that"
              + " the classifier was not trained on");
    }
    GroupedSplit parts = SplitCsv.read(file, records, notice -> terminal.say("derm: " + notice));
    if (parts.test().isEmpty()) {
      throw new IllegalArgumentException(
          "none of the images is in the test part of "
              + file
              + "; give the images that the classifier was trained with, or --all for others");
    }
    int named = parts.train().size() + parts.validation().size() + parts.test().size();
    if (named < records.size()) {
      terminal.say(
          "derm: left out "
              + Format.count(records.size() - named, "image")
              + " that "
              + file
              + " does not name");
    }
    return new DatasetSplit(dataset, parts);
  }

  private Path splitFile() {
    return split == null ? model.resolveSibling(StudyRun.SPLIT) : split;
  }

  /** The same in a program. */
  Code code(Code dataset) {
    Code none = Code.of("List.of()", List.class);
    Code records = dataset.then("records");
    return Code.construct(
        DatasetSplit.class,
        dataset,
        all
            ? Code.construct(GroupedSplit.class, none, none, records)
            : Code.call(SplitCsv.class, "read", Code.literal(splitFile()), records));
  }
}
