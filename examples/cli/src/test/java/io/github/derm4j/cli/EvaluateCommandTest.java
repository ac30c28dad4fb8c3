package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.ContentHashes;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.PredictionSet;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.TrainingImages;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier is trained once, on drawn lesions, and tested on others. */
@DisplayName("derm evaluate")
class EvaluateCommandTest {

  private static final double THRESHOLD = 0.4375;

  @TempDir private static Path folder;
  private static Path model;
  private static List<TaskThreshold> chosen;
  private static Path trainingImages;
  private static Path otherImages;

  @BeforeAll
  static void train() throws IOException {
    trainingImages = drawn("training", 1);
    otherImages = drawn("other", 2);
    Path out = folder.resolve("trained");
    Command run =
        derm(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            trainingImages,
            "--out",
            out,
            "--size",
            75,
            "--width",
            "0.0625",
            "--epochs",
            1,
            "--batch",
            16,
            "--max-class-size",
            40,
            "--task",
            "malignant:benign",
            "--readers",
            readers());
    assertThat(run.exitCode()).as(run.err()).isZero();
    model = out.resolve("model.zip");
    LesionClassifier classifier = LesionClassifier.load(model);
    chosen = classifier.thresholds();
    // So small a training chooses a threshold by chance only: one is set.
    classifier
        .withThresholds(
            List.of(
                new TaskThreshold(
                    "malignant vs benign",
                    List.of("malignant"),
                    List.of("benign"),
                    THRESHOLD,
                    "largest Youden index on the validation lesions of its training")))
        .write(model);
  }

  @Test
  @DisplayName("finds the threshold in the file that training wrote, if it chose one")
  void thresholdOfTheTraining() throws IOException {
    JsonNode trained = task(folder.resolve("trained"));

    if (trained.get("thresholdRule").asText().startsWith("largest Youden index")) {
      assertThat(chosen).hasSize(1);
      assertThat(chosen.get(0).value()).isEqualTo(trained.get("threshold").asDouble());
      assertThat(chosen.get(0).origin())
          .startsWith("largest Youden index")
          .contains("on csv training of 20");
    } else {
      assertThat(chosen).isEmpty();
    }
  }

  @Test
  @DisplayName("draws readers beside the curve, as derm fine-tune does at its end")
  void readersBesideTheCurve() throws IOException {
    Command run = evaluate("read", "--readers", folder.resolve("readers.csv"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    for (String each : List.of("trained", "read")) {
      JsonNode study = task(folder.resolve(each)).get("readers");
      assertThat(study.get("count").asInt()).isEqualTo(2);
      assertThat(study.get("sensitivity").asDouble()).isCloseTo(0.7, within(1e-12));
      assertThat(metrics(folder.resolve(each)).get("options").get("readers").asText())
          .isEqualTo("readers.csv");
      assertThat(Files.readString(folder.resolve(each).resolve("report.html")))
          .contains("mean reader");
    }
  }

  /** Two readers of the task, by shares. */
  private static Path readers() throws IOException {
    return Files.writeString(
        folder.resolve("readers.csv"),
        """
        task,reader,sensitivity,specificity
        malignant vs benign,A,0.8,0.6
        malignant vs benign,B,0.6,0.9
        """);
  }

  @Test
  @DisplayName("decides on other data by the threshold chosen in training, and reports this")
  void thresholdOfTheBundle() throws IOException {
    Command run = evaluate("external");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode external = task(folder.resolve("external"));
    assertThat(external.get("threshold").asDouble()).isEqualTo(THRESHOLD);
    assertThat(external.get("thresholdRule").asText())
        .startsWith("from the classifier's file: largest Youden index");
    assertThat(run.out()).contains(": from the classifier's file: largest Youden index");
    assertThat(Files.readString(folder.resolve("external/report.html")))
        .contains("from the classifier&#39;s file: largest Youden index");
    JsonNode metrics =
        new ObjectMapper().readTree(folder.resolve("external/metrics.json").toFile());
    assertThat(metrics.get("trainImages").isNull()).isTrue();
    assertThat(metrics.get("testImages").asInt()).isEqualTo(90);
    assertThat(Files.readString(folder.resolve("external/report.html")))
        .doesNotContain(">0 images");
    assertThat(run.out()).contains("held-out images");
    assertThat(Files.readString(folder.resolve("external/model-card.md")))
        .contains("csv other of 20", ", CC0-1.0, `derm evaluate ")
        .containsPattern("- SHA-256 of `model\\.zip`: [0-9a-f]{64}\n");
    assertThat(Files.readString(folder.resolve("trained/model-card.md")))
        .containsPattern("- SHA-256 of `model\\.zip`: [0-9a-f]{64}\n")
        .contains("`derm fine-tune ");
    assertThat(Files.readString(folder.resolve("external/data-card.md")))
        .contains("test 90 images of 90 lesions");
    assertThat(metrics.get("options").get("licences").asText()).isEqualTo("CC0-1.0");
    assertThat(run.err())
        .contains("derm: none of the 90 test images has the id, content, lesion or patient of one");
  }

  @Test
  @DisplayName("reports the calibration, before and after the temperature in the classifier's file")
  void calibration() throws IOException {
    JsonNode trained = metrics(folder.resolve("trained")).get("calibration");
    assertThat(trained.get("recalibration").isNull())
        .isEqualTo(trained.get("origin").asText().contains("allow no recalibration: "));
    Path sure = recalibrated();

    Command run = evaluate("calibration", "--model", sure);

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode external = metrics(folder.resolve("calibration")).get("calibration");
    assertThat(external.get("origin").asText())
        .isEqualTo(
            "from the classifier's file: temperature scaling, fitted on the validation images of"
                + " its training on invented of 2026-11-27");
    assertThat(external.get("recalibration").get("images").asInt()).isEqualTo(36);
    String temperature = three(external.get("recalibration").get("temperature"));
    assertThat(run.out())
        .contains(
            "calibration: expected error "
                + three(external.get("before").get("expectedError"))
                + ", recalibrated "
                + three(external.get("after").get("expectedError"))
                + " (temperature "
                + temperature
                + ", from the classifier's file: ");
    String report = Files.readString(folder.resolve("calibration/report.html"));
    assertThat(report).contains("softmax(log(p) / " + temperature + ")");
    assertThat(rows(report, "expected calibration error"))
        .contains(
            "<td>"
                + three(external.get("before").get("expectedError"))
                + "</td><td>"
                + three(external.get("after").get("expectedError")));
    JsonNode task = task(folder.resolve("calibration")).get("calibration");
    assertThat(rows(report, "slope"))
        .contains(
            "<td>"
                + three(task.get("before").get("slope"))
                + " <span class=\"range\">"
                + three(task.get("before").get("slopeLow"))
                + " to "
                + three(task.get("before").get("slopeHigh"))
                + "</span></td><td>"
                + three(task.get("after").get("slope")));
    Command refused = evaluate("refused", "--model", sure, "--recalibrate", "platt");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err())
        .contains(
            "Platt scaling needs validation images to fit it, and there are none; the classifier"
                + " has temperature scaling.");
  }

  @Test
  @DisplayName("recalibrates by the method in the classifier's file if no other is given")
  void methodOfTheFile() throws IOException {
    LesionClassifier plain = LesionClassifier.load(model);
    Predictions validation = saying(plain.partition(), "validation");
    LesionClassifier classifier =
        plain.withRecalibration(
            Recalibration.fit(
                RecalibrationMethod.BETA, validation, plain.partition(), "a training"));

    Evaluation evaluation =
        Evaluator.of(classifier)
            .withTasks(List.of())
            .withValidation(validation)
            .evaluate(saying(plain.partition(), "test"));

    assertThat(evaluation.calibration().recalibration().orElseThrow().method())
        .isEqualTo(RecalibrationMethod.BETA);
  }

  /** The classifier after a test in which it was right in three of four cases, and said 90 %. */
  private static Path recalibrated() throws IOException {
    LesionClassifier classifier = LesionClassifier.load(model);
    Provenance.Data data = new Provenance.Data("invented", "2026-11-27", List.of(), "");
    Predictions validation = saying(classifier.partition(), "validation");
    Path file = folder.resolve("recalibrated.zip");
    Evaluator.of(classifier)
        .withTasks(List.of())
        .withValidation(validation)
        .evaluate(saying(classifier.partition(), "test"))
        .addTo(classifier.withData(data))
        .write(file);
    return file;
  }

  private static Predictions saying(DiseasePartition partition, String name) {
    int classes = partition.classes().size();
    List<LesionRecord> records = new ArrayList<>();
    float[][] rows = new float[36][classes];
    for (int i = 0; i < rows.length; i++) {
      int actual = i % classes;
      records.add(
          LesionRecord.builder(
                  name + i, name + i + ".png", partition.classes().get(actual).nodes().get(0))
              .build());
      Arrays.fill(rows[i], 0.1f / (classes - 1));
      rows[i][i / classes % 4 == 3 ? (actual + 1) % classes : actual] = 0.9f;
    }
    return new Predictions(records, rows, List.of());
  }

  private static String rows(String report, String name) {
    return report
        .lines()
        .filter(line -> line.contains("<th scope=\"row\">" + name + "</th>"))
        .collect(Collectors.joining());
  }

  private static String three(JsonNode number) {
    return String.format(Locale.ROOT, "%.3f", number.asDouble());
  }

  @Test
  @DisplayName("derm classify prints sets with a guaranteed coverage from the validation images")
  void classifyCoverage() throws IOException {
    Path image;
    try (Stream<Path> files = Files.walk(otherImages)) {
      image =
          files
              .filter(file -> file.toString().matches(".*\\.(png|jpg)"))
              .sorted()
              .findFirst()
              .orElseThrow();
    }
    Path sure = recalibrated();

    Command text = derm("classify", "--model", sure, "--coverage", 0.7, image);
    assertThat(text.out()).contains("  set: ").contains(", 70 %").contains("  node: ");
    JsonNode set =
        derm("classify", "--model", sure, "--json", "--coverage", 0.7, "--calibrated", image)
            .json()
            .get(0)
            .get("set");
    LesionClassifier classifier = LesionClassifier.load(sure);
    PredictionSet expected =
        classifier
            .predictionSets()
            .orElseThrow()
            .predictor(0.7)
            .predict(classifier.classify(ImageDecoder.decode(Files.readAllBytes(image), "image")));
    assertThat(set.get("classes")).hasSameSizeAs(expected.classes());
    assertThat(set.get("classes").get(0).get("probability").asDouble())
        .isEqualTo(expected.classes().get(0).probability());
    assertThat(set.get("nodes")).hasSameSizeAs(expected.nodes());
    assertThat(set.get("node").get(0).asText()).isEqualTo(classifier.taxonomy().root().name());
    assertThat(text.out().lines().filter(line -> line.startsWith("  node: ")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains(expected.node().name()));

    assertThat(derm("classify", "--model", sure, "--coverage", 0.99, image).err())
        .contains("36 validation lesions for a coverage of 99 %");
    Path without = folder.resolve("without-sets.zip");
    LesionClassifier.load(model).with(TestTimeAugmentation.FLIPS).write(without);
    assertThat(derm("classify", "--model", without, "--coverage", 0.9, image).err())
        .contains("--coverage: ", "has no calibration of prediction sets");
    assertThat(derm("classify", "--model", sure, "--views", 4, "--coverage", 0.9, image).err())
        .contains("the prediction sets are for the views that are stored with the classifier");
    assertThat(derm("classify", "--model", sure, "--csv", "--coverage", 0.9, image).err())
        .contains("--coverage applies to --json and output as text only");
    assertThat(derm("classify", "--model", sure, "--per-class", image).err())
        .contains("--per-class applies to --coverage only");
    assertThat(derm("info", sure).out()).contains("predictionSets:", "  lesions: 36");
  }

  @Test
  @DisplayName("leaves probabilities as they are; derm classify recalibrates them on demand")
  void classifyCalibrated() throws IOException {
    Path image;
    try (Stream<Path> files = Files.walk(otherImages)) {
      image =
          files
              .filter(file -> file.toString().matches(".*\\.(png|jpg)"))
              .sorted()
              .findFirst()
              .orElseThrow();
    }
    Path sure = recalibrated();
    double temperature =
        LesionClassifier.load(sure).recalibration().orElseThrow().temperature().orElseThrow();

    double[] plain = row(derm("classify", "--model", sure, "--csv", image));
    double[] calibrated = row(derm("classify", "--model", sure, "--csv", "--calibrated", image));

    double sum = Arrays.stream(plain).map(p -> Math.pow(p, 1 / temperature)).sum();
    assertThat(calibrated)
        .containsExactly(
            Arrays.stream(plain).map(p -> Math.pow(p, 1 / temperature) / sum).toArray(),
            within(1e-6));
    assertThat(derm("classify", "--model", sure, "--json", "--calibrated", image).out())
        .contains("\"calibrated\" : true");
    assertThat(derm("classify", "--model", sure, "--views", 4, "--calibrated", image).err())
        .contains("derm: error: --calibrated: the recalibration is for the views that are stored");
    assertThat(derm("info", sure).out()).contains("recalibration:", "  temperature: ");
  }

  @Test
  @DisplayName("trained by a run warns of images that are unlike its training images")
  void novelty() throws IOException {
    Path image;
    try (Stream<Path> files = Files.walk(otherImages)) {
      image =
          files.filter(file -> file.toString().matches(".*\\.(png|jpg)")).sorted().toList().get(0);
    }
    Path sure = recalibrated();
    // All validation lesions but one are false alarms at this rate.
    double rate = 0.99;
    double threshold = LesionClassifier.load(sure).novelty().orElseThrow().threshold(rate);

    Command table = derm("classify", "--model", sure, "--csv", "--false-alarms", rate, image);
    Command json = derm("classify", "--model", sure, "--json", "--false-alarms", rate, image);
    Command text = derm("classify", "--model", sure, "--false-alarms", rate, image);

    assertThat(table.out().lines().findFirst().orElseThrow()).endsWith(",novelty,flagged");
    List<String> cells =
        Splitter.on(',').splitToList(table.out().lines().skip(1).findFirst().orElseThrow());
    boolean flagged = Double.parseDouble(cells.get(cells.size() - 2)) > threshold;
    assertThat(cells.get(cells.size() - 1)).isEqualTo(Boolean.toString(flagged));
    assertThat(json.out()).contains("\"novelty\" : {", "\"flagged\" : " + flagged);
    assertThat(text.out().contains("  unlike the training images: score ")).isEqualTo(flagged);
    if (flagged) {
      assertThat(text.out()).contains(" for 99 % false alarms");
    }
    assertThat(derm("info", sure).out()).contains("novelty:", "  threshold: ");
    assertThat(
            derm(
                    "classify",
                    "--model",
                    sure,
                    "--columns",
                    "isic-2018",
                    "--false-alarms",
                    rate,
                    image)
                .err())
        .contains("--false-alarms applies to --csv, --json and output as text only");
  }

  private static double[] row(Command run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    String cells = run.out().lines().skip(1).findFirst().orElseThrow();
    return Splitter.on(',').splitToStream(cells).skip(1).mapToDouble(Double::parseDouble).toArray();
  }

  private static JsonNode metrics(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
  }

  @Test
  @DisplayName(
      "finds the data set, the command and the test figures in the file, as derm info does")
  void provenance() throws IOException {
    Provenance provenance = LesionClassifier.load(model).provenance();
    Provenance.Data data = provenance.data().orElseThrow();
    assertThat(data.name()).isEqualTo("csv training");
    assertThat(data.date()).matches("20\\d\\d-\\d\\d-\\d\\d");
    assertThat(data.licences()).containsExactly("CC0-1.0");
    assertThat(data.command())
        .startsWith("derm fine-tune ")
        .contains("--images training", "--batch 16", "--task malignant:benign")
        .doesNotContain(folder.toString());
    JsonNode trained = task(folder.resolve("trained"));
    assertThat(provenance.tests()).hasSize(1);
    assertThat(provenance.tests().get(0).auc()).isEqualTo(trained.get("auc").asDouble());

    String info = derm("info", model).out();
    assertThat(info)
        .contains(
            "data:", "  name: csv training", "  licences: CC0-1.0", "  command: derm fine-tune")
        .contains("thresholds:", "largest Youden index", "heldOutLesions:", ": AUC ")
        .contains("trainingImages:", "  training: ", "  validation: ");
  }

  @Test
  @DisplayName("writes a submission from the same probabilities, as derm classify does")
  void submission() throws IOException {
    Path columns =
        Files.writeString(folder.resolve("own.csv"), "column,node\nbad,malignant\nrest,*\n");
    Path file = folder.resolve("submission.csv");

    Command run = evaluate("submitted", "--submission", file, "--columns", columns);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("derm: wrote 90 images of ", "own.csv to ");
    List<String> rows = Files.readAllLines(file);
    assertThat(rows).hasSize(91).first().isEqualTo("image,bad,rest");
    assertThat(rows.subList(1, 91))
        .containsExactlyInAnyOrderElementsOf(
            derm("classify", "--model", model, "--columns", columns, otherImages)
                .out()
                .lines()
                .skip(1)
                .toList());
  }

  @Test
  @DisplayName("refuses a submission that the classifier does not allow, before any work")
  void refusedSubmission() {
    Path file = folder.resolve("refused.csv");

    assertThat(evaluate("none", "--columns", "isic-2019").err())
        .contains("--columns without --submission; add --submission FILE.csv");
    assertThat(evaluate("none", "--submission", file).err())
        .contains("--submission without --columns; add --columns isic-2019");
    assertThat(evaluate("none", "--submission", folder.resolve("no/a.csv"), "--columns", "x").err())
        .contains("its folder does not exist");
    assertThat(evaluate("none", "--submission", file, "--columns", "isic-2019").err())
        .containsAnyOf("is coarser than the columns of isic-2019", "has no class for");
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("none/metrics.json")).doesNotExist();
  }

  @Test
  @DisplayName("refuses images that the classifier was trained with, and shows them on demand")
  void overlap() throws IOException {
    Command refused = evaluate(trainingImages, "own");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("test images are not new to the classifier", "content (")
        .contains("--allow-overlap");
    assertThat(folder.resolve("own/report.html")).doesNotExist();

    Command allowed = evaluate(trainingImages, "own", "--allow-overlap");

    assertThat(allowed.exitCode()).as(allowed.err()).isZero();
    assertThat(allowed.err()).contains("derm: warning: ").contains("are not new to the classifier");
    assertThat(allowed.out()).contains("test images").doesNotContain("held-out");
    assertThat(Files.readString(folder.resolve("own/report.html")))
        .contains("These figures are not those of a test: ");
  }

  @Test
  @DisplayName("takes its own held-out part, and checks it too")
  void ownSplit() {
    Command run =
        derm(
            "evaluate",
            "--model",
            model,
            "--dataset",
            "csv",
            "--images",
            trainingImages,
            "--task",
            "malignant:benign",
            "--out",
            folder.resolve("split"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("derm: none of the ").contains(" test images has the id");
  }

  @Test
  @DisplayName("takes --threshold, and refuses one that is no probability before any work")
  void givenThreshold() throws IOException {
    Command run = evaluate("given", "--threshold", "0.25");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(task(folder.resolve("given")).get("threshold").asDouble()).isEqualTo(0.25);
    assertThat(run.out()).contains("threshold 0.250: given by --threshold");

    Command refused = evaluate("refused", "--threshold", "25");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("--threshold = 25.0: must be at least 0 and at most 1");
  }

  @Test
  @DisplayName("reports that 0.5 is used if a classifier has no thresholds")
  void withoutThresholds() throws IOException {
    Path old = folder.resolve("old.zip");
    LesionClassifier.load(model).withThresholds(List.of()).write(old);

    Command run = evaluate("without", "--model", old);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "threshold 0.500: 0.5, because there are no validation lesions, and the classifier");
  }

  @Test
  @DisplayName(
      "takes a split with parts in other words and separators, and refuses two parts for one image")
  void otherSplit() throws IOException {
    List<String> rows = Files.readAllLines(model.resolveSibling("split.csv"));
    Path other = folder.resolve("other-split.csv");
    Files.write(
        other,
        rows.stream().map(row -> row.replace(',', ';').replaceAll("test$", "Testing")).toList());

    Command run = evaluateSplit(other, "other-split");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(task(folder.resolve("other-split")).get("auc"))
        .isEqualTo(task(folder.resolve("trained")).get("auc"));
    Files.write(other, List.of(rows.get(0), rows.get(1), rows.get(1).replaceAll("[a-z]+$", "val")));
    Command twice = evaluateSplit(other, "twice");
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("other-split.csv, line 3", "is in two parts");
  }

  @Test
  @DisplayName("compares with a second classifier on the same images, each at its own threshold")
  void compared() throws IOException {
    Path other = folder.resolve("other.zip");
    LesionClassifier.load(model).withThresholds(List.of()).write(other);

    Command run = evaluate("compared", "--compare", other);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("derm: other.zip: none of the 90 test images has the id");
    assertThat(run.out())
        .contains("malignant vs benign, against other.zip: AUC ", "difference 0.000, p 1.000");
    JsonNode comparison = metrics(folder.resolve("compared")).get("comparison");
    JsonNode task = comparison.get("tasks").get(0);
    assertThat(task.get("first").get("threshold").asDouble()).isEqualTo(THRESHOLD);
    assertThat(task.get("second").get("threshold").asDouble()).isEqualTo(0.5);
    assertThat(task.get("second").get("auc")).isEqualTo(task.get("first").get("auc"));
    assertThat(JsonShape.problems(schema(), metrics(folder.resolve("compared")))).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("compared/comparison.csv")).get(0))
        .isEqualTo("task,image,lesion,positive,score,other_score");
    assertThat(Files.readString(folder.resolve("compared/report.html")))
        .contains("<h2>Comparison with other.zip</h2>");
    assertThat(metrics(folder.resolve("trained")).get("comparison").isNull()).isTrue();
  }

  @Test
  @DisplayName("names a second classifier by its folder too if both files have the same name")
  void comparedWithTheSameName() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other")).resolve("model.zip");
    LesionClassifier.load(model).withThresholds(List.of()).write(other);

    Command run = evaluate("same", "--compare", other);

    assertThat(model.getFileName()).hasToString("model.zip");
    assertThat(run.out()).contains("malignant vs benign, against other/model.zip: AUC ");
  }

  @Test
  @DisplayName("refuses to compare on images that the second classifier was trained with")
  void comparedOnKnownImages() throws IOException {
    LesionClassifier trained = LesionClassifier.load(model);
    Path fresh = folder.resolve("fresh.zip");
    try (ImageSource images = ImageSource.open(trainingImages)) {
      ContentHashes none = ContentHashes.of(List.of(), images, ProgressListener.NONE);
      trained.withTrainingImages(TrainingImages.of(List.of(), List.of(), none)).write(fresh);
    }

    Command run =
        evaluate(trainingImages, "known", "--model", fresh, "--compare", model, "--unrelated-ids");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("model.zip: ", "test images are not new to the classifier");
    assertThat(folder.resolve("known/report.html")).doesNotExist();
  }

  private static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(new File("../../docs/metrics.schema.json"));
  }

  private static Command evaluateSplit(Path split, String out) {
    return derm(
        "evaluate",
        "--dataset",
        "csv",
        "--images",
        trainingImages,
        "--model",
        model,
        "--split",
        split,
        "--task",
        "malignant:benign",
        "--out",
        folder.resolve(out));
  }

  private static Command evaluate(String out, Object... more) {
    return evaluate(otherImages, out, more);
  }

  private static Command evaluate(Path images, String out, Object... more) {
    List<Object> words = new ArrayList<>(List.of("evaluate", "--dataset", "csv", "--all"));
    words.addAll(List.of("--images", images, "--out", folder.resolve(out)));
    words.addAll(List.of("--task", "malignant:benign"));
    if (!List.of(more).contains("--model")) {
      words.addAll(List.of("--model", model));
    }
    words.addAll(List.of(more));
    return derm(words.toArray());
  }

  private static JsonNode task(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("metrics.json").toFile()).get("tasks").get(0);
  }

  private static Path drawn(String name, long seed) throws IOException {
    Path drawn = folder.resolve(name);
    SyntheticLesions.of(seed)
        .withLesions(90)
        .withImagesPerLesion(1)
        .withSize(32, 32)
        .writeTo(drawn);
    return drawn;
  }
}
