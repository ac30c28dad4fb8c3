package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.cli.answer.ClassificationJson;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.PredictionSet;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.model.evaluation.Submission;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm classify}: prints the predictions of a classifier. */
@Command(
    name = "classify",
    description = {
      "Prints the most probable training and inference classes of images.",
      "Research software, not a medical device. The output is not a diagnosis."
    },
    mixinStandardHelpOptions = true)
final class ClassifyCommand implements Callable<Integer> {

  /** The format of the output; text by default. */
  static final class Shape {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
        names = "--csv",
        description = "Print a table: image, then the probability of each training class.")
    private boolean csv;

    @Option(
        names = "--columns",
        paramLabel = "WHICH",
        description =
            "Print a table with the columns of a challenge, isic-2017, isic-2018, isic-2019,"
                + " isic-2020 or milk10k, or with the columns that a table column,node defines: each"
                + " column is the sum over its nodes; the node * is everything that is in no"
                + " other column.")
    private @Nullable String columns;
  }

  @ParentCommand private Derm derm;
  @Spec private CommandSpec command;
  @Mixin private ViewsOption views;
  @Mixin private EngineOption engine;
  @Mixin private PrecisionOption precision;
  @Mixin private ProviderOption provider;
  @Mixin SparkOption spark;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The classifier: a model.zip, or a model.onnx from 'derm export'.")
  private Path model;

  @Option(
      names = "--top",
      defaultValue = "3",
      paramLabel = "N",
      description = "Number of training classes to print. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int top;

  @Option(
      names = "--repeat",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Classify each image N more times and print the time that an image takes after"
              + " warm-up.")
  @InRange(min = 0)
  private int repeat;

  @Option(
      names = "--calibrated",
      description =
          "Print recalibrated probabilities, with the map that was fitted on the validation"
              + " images. Thresholds apply to the uncalibrated probabilities.")
  private boolean calibrated;

  @Option(
      names = "--coverage",
      paramLabel = "P",
      description =
          "Also print the set of diagnoses that contains the true one with this probability, such"
              + " as 0.9, and the most specific node of the disease tree that does, calibrated on"
              + " the validation lesions of the training. They use the uncalibrated probabilities.")
  @InRange(above = 0, below = 1)
  private @Nullable Double coverage;

  @Option(
      names = "--per-class",
      description =
          "Guarantee the coverage for each training class, instead of on average. Sets get"
              + " larger.")
  private boolean perClass;

  @Option(
      names = "--false-alarms",
      paramLabel = "P",
      description =
          "Warn about images that are less like the training images than all but this share of"
              + " the validation lesions of the training; with --csv, add the columns novelty and"
              + " flagged. Default: 0.05, without columns.")
  @InRange(above = 0, below = 1)
  private @Nullable Double falseAlarms;

  @Option(
      names = "--disagreement",
      description =
          "With --csv: add a column with the disagreement of the members of an ensemble. Text and"
              + " JSON always have it.")
  private boolean disagreement;

  @Option(names = "--strict", description = "Fail on the first image that can't be read.")
  private boolean strict;

  @Option(
      names = "--lesions",
      paramLabel = "FILE.csv",
      description =
          "Table with the lesion of each image, for --columns milk10k, whose rows are lesions."
              + " Default: the name of an image's folder, as in the challenge's zip.")
  private @Nullable Path lesions;

  @ArgGroup private @Nullable Shape shape;

  private PredictionSets.@Nullable Predictor sets;

  /** The score above which an image is unlike the training images; null without such a score. */
  private @Nullable Double noveltyThreshold;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Image files, or folders of image files.")
  private List<Path> images;

  @Override
  public Integer call() throws IOException {
    if (shape != null && !shape.json) {
      Inapplicable.refuse(command, "--json and output as text", List.of("--top"));
    }
    if (shape != null && !shape.json) {
      Inapplicable.refuse(command, "--json and output as text", List.of("--coverage"));
    }
    if (coverage == null) {
      Inapplicable.refuse(command, "--coverage", List.of("--per-class"));
    }
    if (shape == null || shape.columns == null) {
      Inapplicable.refuse(command, "--columns milk10k", List.of("--lesions"));
    }
    if (shape != null && shape.columns != null) {
      Inapplicable.refuse(command, "--csv, --json and output as text", List.of("--false-alarms"));
    }
    if (shape == null || !shape.csv) {
      Inapplicable.refuse(command, "--csv", List.of("--disagreement"));
    }
    engine.select();
    ModelFile file = provider.applyTo(precision.applyTo(ModelFile.of(model)), derm.terminal());
    if (file.isOnnx()) {
      Inapplicable.refuse(command, "a model.zip", List.of("--engine"));
    }
    if (!file.isEnsemble()) {
      Inapplicable.refuse(command, "an ensemble", List.of("--disagreement"));
    }
    try (ModelFile.Opened opened = file.open(views.views())) {
      if (calibrated) {
        recalibration(opened.classifier()); // Fails before the first image.
      }
      noveltyThreshold =
          opened.classifier().novelty().map(each -> each.threshold(falseAlarms())).orElse(null);
      if (noveltyThreshold == null) {
        Inapplicable.refuse(
            command, "a classifier with a score of novelty", List.of("--false-alarms"));
      }
      sets = coverage == null ? null : sets(opened.classifier(), coverage);
      classify(opened.classifier());
    }
    return 0;
  }

  private PredictionSets.Predictor sets(ImageClassifier classifier, double guaranteed) {
    PredictionSets calibration =
        classifier
            .predictionSets()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--coverage: "
                            + (views.isSet()
                                ? "the prediction sets are for the views that are stored with the"
                                    + " classifier; leave out --views"
                                : model
                                    + " has no calibration of prediction sets: it had no validation"
                                    + " images, or an earlier version wrote it; train it again, or"
                                    + " leave out --coverage")));
    PredictionSets.Predictor predictor =
        perClass ? calibration.classConditional(guaranteed) : calibration.predictor(guaranteed);
    DiseasePartition partition = classifier.partition();
    int always = predictor.alwaysIncluded(partition).size();
    if (always > 0) {
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "derm: every set contains %,d of %,d training classes, which have too few of the"
                      + " %,d validation lesions for a coverage of %s %%",
                  always,
                  partition.classes().size(),
                  calibration.lesions(),
                  percent(guaranteed)));
    }
    return predictor;
  }

  private Classification ask(ImageClassifier classifier, LesionImage image) {
    return printed(classifier, classifier.classify(image));
  }

  /** The probabilities to print; prediction sets use the network's own. */
  private Classification printed(ImageClassifier classifier, Classification said) {
    return calibrated ? recalibration(classifier).recalibrate(said) : said;
  }

  private Recalibration recalibration(ImageClassifier classifier) {
    return classifier
        .recalibration()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--calibrated: "
                        + (views.isSet()
                            ? "the recalibration is for the views that are stored with the"
                                + " classifier; leave out --views"
                            : model
                                + " has no recalibration: its validation images allowed none,"
                                + " its training was stopped, or version 0.1 wrote it; train it"
                                + " again, or leave out --calibrated")));
  }

  private void classify(ImageClassifier classifier) throws IOException {
    if (shape == null) {
      Optional<InferenceMap> level = InferenceLevels.deepest(classifier.partition());
      forEachImage(
          classifier,
          (file, image) -> {
            Classification said = classifier.classify(image);
            say(file, printed(classifier, said), level);
            say(said, classifier.partition().taxonomy());
            sayNovelty(said);
          });
    } else if (shape.json) {
      Optional<InferenceMap> level = InferenceLevels.deepest(classifier.partition());
      ArrayNode answers = Json.array();
      forEachImage(
          classifier,
          (file, image) -> {
            Classification said = classifier.classify(image);
            ObjectNode answer = asJson(file, printed(classifier, said), level);
            if (sets != null) {
              ClassificationJson.put(
                  answer, sets.predict(said), perClass, classifier.partition().taxonomy());
            }
            if (noveltyThreshold != null && said.novelty().isPresent()) {
              ClassificationJson.put(
                  answer, said.novelty().getAsDouble(), noveltyThreshold, falseAlarms());
            }
            answers.add(answer);
          });
      derm.terminal().answer(Json.text(answers));
    } else if (shape.csv) {
      List<String> classes =
          classifier.partition().classes().stream().map(TrainingClass::id).toList();
      table(classifier, classes);
    } else if (shape.columns != null) {
      submission(
          classifier,
          ScoreColumns.submission(
              shape.columns,
              classifier.partition(),
              notice -> derm.terminal().say("derm: " + notice)));
    }
  }

  private void submission(ImageClassifier classifier, Submission layout) throws IOException {
    if (!layout.isPerLesion()) {
      Inapplicable.refuse(command, "--columns milk10k", List.of("--lesions"));
    }
    LesionsOfImages known =
        layout.isPerLesion() ? LesionsOfImages.of(lesions) : LesionsOfImages.none();
    List<Path> files = ImageFiles.inFolders(images, derm.terminal());
    known.check(files); // Fails before the classification, which may take hours.
    Submission.Rows rows = layout.rows();
    forEachImage(
        classifier,
        files,
        (file, image) ->
            rows.add(
                LesionsOfImages.id(file),
                known.lesionOf(file),
                ask(classifier, image).probabilities()));
    derm.terminal().answer(rows.csv().strip());
  }

  private void forEachImage(ImageClassifier classifier, ImageFiles.Taker taker) throws IOException {
    forEachImage(classifier, ImageFiles.inFolders(images, derm.terminal()), taker);
  }

  private void forEachImage(ImageClassifier classifier, List<Path> files, ImageFiles.Taker taker)
      throws IOException {
    KnownImages known = new KnownImages(classifier);
    ImageFiles.forEach(
        files,
        strict,
        derm.terminal(),
        (file, image) -> {
          taker.take(file, image);
          known.look(file);
          time(file, image, classifier);
        });
    known.say(derm.terminal());
  }

  private void table(ImageClassifier classifier, List<String> columns) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      List<String> header = new ArrayList<>(columns);
      header.add(0, "image");
      if (falseAlarms != null) {
        header.addAll(List.of("novelty", "flagged"));
      }
      if (disagreement) {
        header.add("disagreement");
      }
      csv.writeRecord(header);
      forEachImage(
          classifier,
          (file, image) -> {
            List<String> row = new ArrayList<>(List.of(file.toString()));
            Classification said = ask(classifier, image);
            for (float value : said.probabilities()) {
              row.add(Float.toString(value));
            }
            if (falseAlarms != null && noveltyThreshold != null) {
              double score = said.novelty().orElse(Double.NaN);
              row.add(Double.toString(score));
              row.add(Boolean.toString(NoveltyDetector.isFlagged(score, noveltyThreshold)));
            }
            if (disagreement) {
              row.add(Double.toString(said.disagreement().orElse(Double.NaN)));
            }
            csv.writeRecord(row);
          });
    }
    derm.terminal().answer(text.toString().strip());
  }

  private void say(Path file, Classification said, Optional<InferenceMap> level) {
    Terminal terminal = derm.terminal();
    terminal.answer(file.toString());
    said.disagreement()
        .ifPresent(
            value ->
                terminal.answer(
                    String.format(Locale.ROOT, "  disagreement of the members: %.3f", value)));
    for (Classification.Ranked ranked : said.top(top)) {
      line(ranked.probability(), ranked.trainingClass().name());
    }
    if (level.isPresent()) {
      terminal.answer("  inference classes:");
      float[] sums = level.get().aggregate(said.probabilities());
      for (int k : ClassificationJson.descending(sums)) {
        line(sums[k], level.get().labels().get(k));
      }
    }
  }

  private void say(Classification said, DiseaseTaxonomy tree) {
    if (sets == null) {
      return;
    }
    PredictionSet answer = sets.predict(said);
    String guarantee = ", " + percent(answer.coverage()) + " %";
    derm.terminal()
        .answer(
            "  set: "
                + answer.nodes().stream()
                    .map(node -> name(tree, node))
                    .collect(Collectors.joining("; "))
                + guarantee);
    derm.terminal().answer("  node: " + name(tree, answer.node()) + guarantee);
  }

  private double falseAlarms() {
    return falseAlarms == null ? NoveltyDetector.FALSE_ALARMS : falseAlarms;
  }

  private void sayNovelty(Classification said) {
    if (noveltyThreshold == null || said.novelty().isEmpty()) {
      return;
    }
    double score = said.novelty().getAsDouble();
    if (NoveltyDetector.isFlagged(score, noveltyThreshold)) {
      derm.terminal()
          .answer(
              String.format(
                  Locale.ROOT,
                  "  unlike the training images: score %.4g, above the threshold %.4g for %s %% false"
                      + " alarms",
                  score,
                  noveltyThreshold,
                  percent(falseAlarms())));
    }
  }

  /** The path below the root, because names of inner nodes occur in several branches. */
  private static String name(DiseaseTaxonomy tree, DiseaseNode node) {
    List<String> path = tree.path(node);
    return path.size() == 1 ? path.get(0) : String.join(" > ", path.subList(1, path.size()));
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
  }

  /** Computes the probabilities of a decoded image, including preprocessing. */
  private void time(Path file, LesionImage image, ImageClassifier classifier) {
    if (repeat > 0) {
      double[] millis =
          IntStream.range(0, repeat)
              .mapToDouble(
                  i -> {
                    long start = System.nanoTime();
                    classifier.classify(image);
                    return (System.nanoTime() - start) / 1e6;
                  })
              .sorted()
              .toArray();
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "%s: %.0f ms per image, median of %d; %.0f to %.0f",
                  file.getFileName(),
                  millis[repeat / 2],
                  repeat,
                  millis[0],
                  millis[repeat - 1]));
    }
  }

  private void line(double probability, String name) {
    derm.terminal().answer(String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * probability, name));
  }

  private ObjectNode asJson(Path file, Classification said, Optional<InferenceMap> level) {
    ObjectNode answer = Json.object().put("image", file.toString());
    answer.put("calibrated", calibrated);
    ClassificationJson.put(answer, said, top, level);
    return answer;
  }
}
