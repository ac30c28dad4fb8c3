package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small run of the whole way, whose files every test looks at. */
@DisplayName("derm quickstart")
class QuickstartTest {

  @TempDir private static Path folder;
  private static Command run;
  private static JsonNode metrics;

  @BeforeAll
  static void smallRun() throws IOException {
    run =
        derm(
            "quickstart",
            "--out",
            folder,
            "--lesions",
            60,
            "--images-per-lesion",
            2,
            "--size",
            75,
            "--width",
            "0.1",
            "--max-class-size",
            10,
            "--epochs",
            1);
    assertThat(run.exitCode()).as(run.err()).isZero();
    metrics = new ObjectMapper().readTree(folder.resolve("metrics.json").toFile());
  }

  @Test
  @DisplayName("writes metrics.json with tasks, seed and the lesions of each part")
  void metrics() {
    JsonNode task = metrics.get("tasks").get(0);
    assertThat(task.get("name").textValue()).isEqualTo("malignant vs benign");
    for (String field :
        List.of(
            "positives", "negatives", "auc", "aucLow", "aucHigh", "sensitivity", "specificity")) {
      assertThat(task.get(field).isNumber()).as(field).isTrue();
    }
    assertThat(task.get("threshold").isNumber()).isTrue();
    assertThat(task.get("auc").doubleValue())
        .isBetween(task.get("aucLow").doubleValue(), task.get("aucHigh").doubleValue());
    assertThat(metrics.get("seed").longValue()).isEqualTo(1);
    assertThat(
            metrics.get("trainLesions").intValue()
                + metrics.get("validationLesions").intValue()
                + metrics.get("testLesions").intValue())
        .isEqualTo(60);
    assertThat(metrics.get("epochs")).hasSize(1);
  }

  @Test
  @DisplayName("writes metrics.json as its schema says")
  void schema() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(new File("../../docs/metrics.schema.json"));

    assertThat(JsonShape.problems(schema, metrics)).isEmpty();
    assertThat(
            JsonShape.problems(
                schema, new ObjectMapper().readTree("{\"seed\": \"one\", \"x\": 1}")))
        .contains(
            "$ lacks \"tasks\"", "$.seed is string, not \"integer\"", "$.x is not in the schema");
  }

  @Test
  @DisplayName("writes metrics.json for Python")
  void metricsInPython() throws Exception {
    assertThat(OtherLanguage.PYTHON.runSnippet("import json", "metrics.json", folder).lines())
        .hasSize(metrics.get("tasks").size())
        .first()
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "malignant vs benign: AUC %s (%s to %s)",
                three("auc"),
                three("aucLow"),
                three("aucHigh")));
  }

  @Test
  @DisplayName("writes scores.csv for scikit-learn")
  void scoresInPython() throws Exception {
    String needs = "import pandas, sklearn.metrics";
    assertThat(OtherLanguage.PYTHON.runSnippet(needs, "roc_auc_score", folder).lines())
        .hasSize(metrics.get("tasks").size())
        .first()
        .isEqualTo("malignant vs benign: AUC " + three("auc"));
  }

  @Test
  @DisplayName("writes scores.csv for pROC")
  void scoresInR() throws Exception {
    assertThat(OtherLanguage.R.runSnippet("library(pROC)", "library(pROC)", folder))
        .contains("malignant vs benign: AUC " + three("auc"));
  }

  @Test
  @DisplayName("is not needed for scores that Python wrote")
  void scoresOfPython() throws Exception {
    OtherLanguage.PYTHON.runSnippet("import pandas", "DataFrame", folder);

    Command roc =
        derm(
            "roc",
            "--scores",
            folder.resolve("mine.csv"),
            "--label",
            "truth",
            "--positive",
            1,
            "--score",
            "score",
            "--cluster",
            "lesion",
            "--json");
    assertThat(roc.json().get("auc").doubleValue()).isEqualTo(8 / 9.0);
  }

  @Test
  @DisplayName("leaves a classifier whose answers Python reads as a challenge's submission")
  void submissionInPython() throws Exception {
    Path images = folder.resolve("challenge");
    SyntheticLesions.of(4).withLesions(20).withImagesPerLesion(1).withSize(80, 80).writeTo(images);
    Path columns =
        Files.writeString(
            folder.resolve("columns.csv"),
            """
            column,node
            MEL,malignant melanoma
            NV,benign melanocytic lesions
            UNK,*
            """);
    List<Object> words = new ArrayList<>(List.of("classify", "--columns", columns));
    words.addAll(List.of("--model", folder.resolve("model.zip")));
    try (Stream<Path> pictures = Files.list(images.resolve("img"))) {
      words.addAll(pictures.sorted().toList());
    }

    Command run = derm(words.toArray());

    assertThat(run.exitCode()).as(run.err()).isZero();
    Files.writeString(folder.resolve("submission.csv"), run.out());
    assertThat(OtherLanguage.PYTHON.runSnippet("import pandas", "idxmax", folder).lines())
        .first()
        .isEqualTo("20 images, 3 columns, largest error of a sum 0.000");
  }

  private static String three(String field) {
    double value = metrics.get("tasks").get(0).get(field).doubleValue();
    return new BigDecimal(value).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
  }

  @Test
  @DisplayName("writes predictions.csv with a probability of every training class for test images")
  void predictions() throws IOException {
    List<NamedCsvRecord> rows = read("predictions.csv");

    assertThat(rows).hasSize(metrics.get("testImages").intValue());
    assertThat(rows.get(0).getHeader().subList(0, 3)).containsExactly("image", "lesion", "label");
    assertThat(rows.get(0).getHeader()).hasSize(3 + metrics.get("trainingClasses").intValue());
    for (NamedCsvRecord row : rows) {
      double sum = row.getFields().stream().skip(3).mapToDouble(Double::parseDouble).sum();
      assertThat(sum).isBetween(0.999, 1.001);
    }
  }

  @Test
  @DisplayName("writes scores.csv, from which the areas of metrics.json are computed again")
  void scores() throws IOException {
    for (JsonNode task : metrics.get("tasks")) {
      Command roc =
          derm(
              "roc",
              "--scores",
              folder.resolve("scores.csv"),
              "--where",
              "task=" + task.get("name").textValue(),
              "--label",
              "positive",
              "--positive",
              1,
              "--score",
              "score",
              "--cluster",
              "lesion",
              "--json");
      assertThat(roc.json().get("auc")).isEqualTo(task.get("auc"));
      assertThat(roc.json().get("ciLow")).isEqualTo(task.get("aucLow"));
      assertThat(roc.json().get("positives")).isEqualTo(task.get("positives"));
    }
  }

  @Test
  @DisplayName("has no lesion in two parts of the split")
  void noLesionStraddles() throws IOException {
    Set<String> lesions = new HashSet<>();
    Set<String> lesionsInParts = new HashSet<>();
    for (NamedCsvRecord row : read("split.csv")) {
      lesions.add(row.getField("lesion"));
      lesionsInParts.add(row.getField("lesion") + " in " + row.getField("part"));
    }
    assertThat(lesions).hasSize(60);
    assertThat(lesionsInParts).hasSameSizeAs(lesions);
  }

  @Test
  @DisplayName("writes one self-contained report and says in the last lines which file to open")
  void report() throws IOException {
    assertThat(Files.readString(folder.resolve("report.html")))
        .startsWith("<!DOCTYPE html>")
        .contains("malignant vs benign", "data:image/jpeg;base64,")
        .doesNotContain("<script ", "http://");
    assertThat(run.out()).contains("malignant vs benign: AUC").contains("report.html");
    assertThat(run.out().lines().filter(line -> line.contains("Open"))).hasSize(1);
  }

  @Test
  @DisplayName("leaves a classifier that classify reads, and images to try it on")
  void classify() throws IOException {
    Path picture;
    try (Stream<Path> samples = Files.list(folder.resolve("samples"))) {
      picture = samples.findFirst().orElseThrow();
    }
    Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {1, 2, 3});

    Command words = derm("classify", "--model", folder.resolve("model.zip"), picture, broken);
    assertThat(words.exitCode()).as(words.err()).isZero();
    assertThat(words.out()).contains("inference classes:", "malignant", " %");
    assertThat(words.err()).contains("left out", "broken.jpg").hasLineCount(1);

    Command json = derm("classify", "--model", folder.resolve("model.zip"), "--json", picture);
    JsonNode answer = json.json().get(0);
    assertThat(answer.get("trainingClasses")).hasSize(3);
    double sum = 0;
    for (JsonNode each : answer.get("inferenceClasses")) {
      sum += each.get("probability").doubleValue();
    }
    assertThat(sum).isBetween(0.999, 1.001);

    Command strict =
        derm("classify", "--model", folder.resolve("model.zip"), "--strict", picture, broken);
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.err()).startsWith("derm: error: ").contains("broken.jpg").hasLineCount(1);
  }

  @Test
  @DisplayName("leaves a classifier that evaluate tests over several views, with their number")
  void evaluateOverViews() throws IOException {
    Path images = folder.resolve("images");
    SyntheticLesions.of(2).withLesions(40).withImagesPerLesion(1).withSize(80, 80).writeTo(images);
    Path out = folder.resolve("views");

    Command run =
        derm(
            "evaluate",
            "--model",
            folder.resolve("model.zip"),
            "--dataset",
            "csv",
            "--images",
            images,
            "--all",
            "--views",
            4,
            "--out",
            out);

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertThat(metrics.get("options").get("views").textValue()).isEqualTo("4");
    assertThat(out.resolve("run.json"))
        .content()
        .contains("\"command\" : \"evaluate\"", "\"--views\" : \"4\"");
    assertThat(metrics.get("classifier").get("reached.validationLoss").textValue()).isNotEmpty();
    assertThat(metrics.get("options").has("reached.validationLoss")).isFalse();
    assertThat(derm("classify", "--model", folder.resolve("model.zip"), "--views", 3, images).err())
        .contains("derm: error: Invalid value for option '--views': expected 1, 4 or 8, not '3'");
  }

  @Test
  @DisplayName("leaves a classifier whose feature space embed draws, with a legend and a table")
  void embed() throws IOException {
    Path images = folder.resolve("points");
    SyntheticLesions.of(3).withLesions(40).withImagesPerLesion(1).withSize(80, 80).writeTo(images);
    Path svg = folder.resolve("embedding.svg");
    Path csv = folder.resolve("embedding.csv");

    Command run =
        derm(
            "embed",
            "--model",
            folder.resolve("model.zip"),
            "--dataset",
            "csv",
            "--images",
            images,
            "--all",
            "--perplexity",
            8,
            "--out",
            svg,
            "--points",
            csv);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("40 images", "trustworthiness 0.");
    assertThat(Files.readString(svg))
        .startsWith("<svg ")
        .contains("<title>", "malignant melanoma (")
        .containsPattern("(<circle.*\\R){40}");
    List<NamedCsvRecord> rows = read("embedding.csv");
    assertThat(rows).hasSize(40);
    assertThat(rows.get(0).getHeader()).containsExactly("image", "diagnosis", "group", "x", "y");
  }

  @Test
  @DisplayName("leaves a classifier that records its provenance")
  void info() {
    Command words = derm("info", folder.resolve("model.zip"));
    JsonNode json = derm("info", "--json", folder.resolve("model.zip")).json();

    assertThat(words.exitCode()).as(words.err()).isZero();
    assertThat(words.out()).contains("inputSize: 75", "  seed: 1", "  version.Deeplearning4j: 1.");
    assertThat(json.get("provenance").get("trainingData").textValue()).hasSize(64);
    assertThat(json.get("provenance").get("reached.epoch").textValue()).isEqualTo("1");
    assertThat(json.get("classes")).hasSize(json.get("trainingClasses").intValue());
  }

  private static List<NamedCsvRecord> read(String name) throws IOException {
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().ofNamedCsvRecord(folder.resolve(name))) {
      return csv.stream().toList();
    }
  }
}
