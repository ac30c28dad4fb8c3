package io.github.derm4j.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Bootstrap;
import io.github.derm4j.metrics.CalibrationLine;
import io.github.derm4j.metrics.ClusteredAccuracy;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.model.evaluation.CalibrationResult;
import io.github.derm4j.model.evaluation.ClassCalibration;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluation.ClassProbability;
import io.github.derm4j.model.evaluation.Evaluation.Sample;
import io.github.derm4j.model.evaluation.Evaluation.SkippedTask;
import io.github.derm4j.model.evaluation.ImageScore;
import io.github.derm4j.model.evaluation.MetricsJson;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.RunFacts.EpochFacts;
import io.github.derm4j.model.evaluation.StudyData;
import io.github.derm4j.model.evaluation.TaskCalibration;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

@DisplayName("The report of a run")
class HtmlReportTest {

  private static final String PIXEL =
      "data:image/png;base64,"
          + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @Test
  @DisplayName("shows every part of the result")
  void everyPart() throws IOException {
    String page = page("Synthetic lesions");
    Files.writeString(Path.of("target", "sample-report.html"), page);

    assertThat(page)
        .contains("not a medical device")
        .contains("malignant vs benign", "melanoma vs nevus", "was not evaluated")
        .contains(
            "Learning curve",
            "Confusion matrix",
            "Most confident errors",
            "Test images",
            "What was run")
        .contains("Lichen planus like keratosis", "a smaller --max-class-size separates them")
        .contains("<strong>3</strong> not among the images")
        .contains("Flow of the images: 1,003 found, 3 left out, 1,000 used; training 700");
  }

  @Test
  @DisplayName("is one self-contained file")
  void selfContained() {
    String page = page("Synthetic lesions");

    assertThat(page).doesNotContain("<script ", "http://", "https://", "@import", "url(");
  }

  @Test
  @DisplayName("states that no lesion is in two parts only if the training images are known")
  void separation() {
    assertThat(page("Synthetic lesions"))
        .contains("No lesion is in two parts.")
        .doesNotContain("does not know the images that the classifier was trained on");
  }

  @Test
  @DisplayName("shows test images that are not new in red, and 0 as a checked result")
  void overlap() {
    TrainingOverlap some =
        new TrainingOverlap(
            700,
            100,
            200,
            3,
            Map.of(TrainingOverlap.Kind.CONTENT, 2, TrainingOverlap.Kind.PATIENT, 1),
            true,
            true,
            List.of("a", "b", "c"));
    TrainingOverlap none = new TrainingOverlap(700, 100, 200, 0, Map.of(), true, true, List.of());

    assertThat(page("x", Optional.of(some)))
        .contains(
            "<p class=\"danger\">These figures are not those of a test: 3 of the 200 test images"
                + " are not new to the classifier, because one of its 700 training and 100"
                + " validation images has the same content (2) or patient (1); for example a, b,"
                + " c.</p>")
        .doesNotContain("No lesion is in two parts.");
    assertThat(page("x", Optional.of(none)))
        .contains(
            "Compared with the classifier: none of the 200 test images has the id, content, lesion"
                + " or patient of one of the classifier&#39;s 700 training and 100 validation"
                + " images.")
        .doesNotContain("class=\"danger\"");
  }

  @Test
  @DisplayName("shows the calibration before and after, with the intervals of its line")
  void calibration() {
    assertThat(page("x"))
        .contains(
            "Recalibrated probabilities are softmax(log(p) / 1.234), fitted on 100 images; their"
                + " mean loss changed from 0.800 to 0.750. Origin: fitted.")
        .contains(
            "<tr><th scope=\"row\">expected calibration"
                + " error</th><td>0.112</td><td>0.067</td></tr>")
        // -0.25 and 0.75 with 1.96 times 0.1 and 0.05 on either side.
        .contains(
            "<tr><th scope=\"row\">slope</th><td>0.750 <span"
                + " class=\"range\">0.652 to 0.848</span></td><td>–</td>")
        .contains("<tr><td colspan=\"3\">Slope and intercept: no slope</td></tr>")
        .contains(
            "<tr><th scope=\"row\">intercept</th><td>-0.250 <span class=\"range\">-0.446 to"
                + " -0.054</span></td><td>–</td>");
  }

  @Test
  @DisplayName("shows accuracies with their intervals and the kind of the intervals")
  void accuracies() {
    assertThat(page("x"))
        .containsPattern("as in the paper, is \\S+ % \\(\\S+ % to \\S+ %\\); \\S+ % \\(\\S+ % to")
        .contains("Intervals: Wilson, 95 %, clustered where a lesion has several images");
  }

  @Test
  @DisplayName("shows the numbers of a task as metrics.json has them")
  void numbers() throws IOException {
    String page = page("x");
    JsonNode tasks =
        new ObjectMapper()
            .readTree(MetricsJson.write(evaluation(Optional.empty()), run("x")))
            .path("tasks");

    for (JsonNode task : tasks) {
      assertThat(page)
          .contains("average precision " + three(task.path("averagePrecision")))
          .contains(
              three(task.path("positiveLikelihoodRatio"))
                  + " <span class=\"range\">"
                  + three(task.path("positiveLikelihoodRatioLow"))
                  + " to "
                  + three(task.path("positiveLikelihoodRatioHigh")));
      for (JsonNode use : task.path("predictiveValues")) {
        for (String value : List.of("ppv", "npv")) {
          assertThat(page)
              .contains(
                  percent(use.path(value))
                      + " <span class=\"range\">"
                      + percent(use.path(value + "Low"))
                      + " to "
                      + percent(use.path(value + "High")));
        }
      }
      for (JsonNode point : task.path("specificityAtSensitivity")) {
        if (TaskResult.SENSITIVITIES.contains(point.path("sensitivity").doubleValue())) {
          assertThat(page)
              .contains(
                  percent(point.path("sensitivity"))
                      + "</th><td>"
                      + percent(point.path("specificity"))
                      + "</td><td>"
                      + percent(point.path("specificityLow")));
        }
      }
    }
    assertThat(tasks).hasSize(2);
  }

  @Test
  @DisplayName("shows each number of the calibration as metrics.json has it")
  void calibrationNumbers() throws IOException {
    String page = page("x");
    JsonNode json =
        new ObjectMapper().readTree(MetricsJson.write(evaluation(Optional.empty()), run("x")));
    JsonNode all = json.path("calibration");
    List<JsonNode> pairs = new ArrayList<>();
    json.path("tasks").forEach(task -> pairs.add(task.path("calibration")));

    for (JsonNode pair : pairs) {
      for (String name :
          List.of(
              "brier",
              "scaledBrier",
              "reliability",
              "resolution",
              "uncertainty",
              "withinBins",
              "expectedError",
              "integratedError",
              "e50",
              "e90")) {
        assertThat(page)
            .contains(
                "<td>"
                    + three(pair.path("before").path(name))
                    + "</td><td>"
                    + three(pair.path("after").path(name)));
      }
      bins(page, pair.path("before"));
      bins(page, pair.path("after"));
    }
    assertThat(pairs).hasSize(2);
    bins(page, all.path("before").path("mostProbable"));
    assertThat(page)
        .contains("log loss</th><td>" + three(all.path("before").path("logLoss")))
        .contains("scaled Brier score</th><td>" + three(all.path("before").path("scaledBrier")));
    JsonNode first = all.path("before").path("classes").path(0);
    assertThat(page)
        .contains(
            "<th scope=\"row\">malignant</th><td data-label=\"images\">60</td><td"
                + " data-label=\"ECE\"><div>"
                + three(first.path("expectedError"))
                + "</div><div>"
                + three(all.path("after").path("classes").path(0).path("expectedError")))
        .contains("<td data-label=\"ICI\"><div>" + three(first.path("integratedError")));
    assertThat(all.path("before").path("classes").path(1).has("slope")).isFalse();
  }

  /** The bins stand in the table, and the points of the curve and its band in the drawing. */
  private static void bins(String page, JsonNode calibration) {
    for (String kind : List.of("binsOfEqualCount", "binsOfEqualWidth")) {
      assertThat(calibration.path(kind)).isNotEmpty();
      for (JsonNode bin : calibration.path(kind)) {
        assertThat(page)
            .contains(
                "<tr><th scope=\"row\">"
                    + three(bin.path("low"))
                    + "–"
                    + three(bin.path("high"))
                    + "</th><td>"
                    + bin.path("images").asInt()
                    + "</td><td>"
                    + three(bin.path("meanProbability"))
                    + "</td><td>"
                    + three(bin.path("observed"))
                    + " <span class=\"range\">"
                    + three(bin.path("observedLow"))
                    + " to "
                    + three(bin.path("observedHigh")));
      }
    }
    JsonNode curve = calibration.path("curve");
    assertThat(page)
        .contains(pixels(curve, "observed", 0))
        .contains(pixels(curve, "observedLow", curve.path("probability").size() - 1))
        .contains(pixels(curve, "observedHigh", 0));
  }

  /** Where the chart draws a point: its square of 260 begins at 52, 58. */
  private static String pixels(JsonNode curve, String column, int point) {
    return String.format(
        Locale.ROOT,
        "%.1f,%.1f",
        52 + 260 * curve.path("probability").path(point).doubleValue(),
        58 + 260 * (1 - curve.path(column).path(point).doubleValue()));
  }

  private static String three(JsonNode number) {
    return String.format(Locale.ROOT, "%.3f", number.doubleValue()).replace("-0.000", "0.000");
  }

  private static String percent(JsonNode share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share.doubleValue());
  }

  @Test
  @DisplayName("escapes what comes from tables and options")
  void escapes() {
    assertThat(page("<b>& \"quoted\""))
        .contains("&lt;b&gt;&amp; &quot;quoted&quot;")
        .doesNotContain("<b>");
  }

  @Test
  @DisplayName("is well-formed, so that every element is closed")
  void wellFormed() throws Exception {
    String page = page("Synthetic lesions");
    String xml =
        page.replace("<!DOCTYPE html>", "")
            .replaceAll("<(meta|img)([^>]*)>", "<$1$2/>")
            .replace("<br>", "<br/>");

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));

    assertThat(document.getElementsByTagName("section").getLength()).isEqualTo(10);
  }

  private static String page(String title) {
    return page(title, Optional.empty());
  }

  private static String page(String title, Optional<TrainingOverlap> overlap) {
    return HtmlReport.of(evaluation(overlap)).withRun(run(title)).html();
  }

  private static RunFacts run(String title) {
    List<EpochFacts> epochs = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      epochs.add(new EpochFacts(i, 2.2 / Math.sqrt(i), 2.3 / Math.sqrt(i) + 0.01 * i, 14));
    }
    return new RunFacts(
        title,
        1,
        false,
        Map.of("dataset", "synthetic", "train", "all", "size", "96 px", "epochs", "12"),
        Map.of(),
        Map.of("Derm4j", "0.1.0", "Java", "17"),
        Map.of("training", 168.0, "evaluation", 8.0),
        epochs);
  }

  private static Evaluation evaluation(Optional<TrainingOverlap> overlap) {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(
            List.of(
                List.of("malignant", "malignant melanoma", "melanoma in situ"),
                List.of("malignant", "malignant melanoma", "invasive melanoma"),
                List.of("malignant", "malignant epidermal", "basal cell carcinoma"),
                List.of("benign", "benign melanocytic", "nevus"),
                List.of("benign", "benign epidermal", "seborrheic keratosis"),
                List.of("non-neoplastic", "inflammatory", "psoriasis")),
            "skin disease");
    DiseaseCounts.Builder counts = DiseaseCounts.builder(tree);
    long images = 40;
    for (var leaf : tree.leaves()) {
      counts.add(leaf, images += 37);
    }
    DiseaseCounts all = counts.build();
    StudyData data =
        new StudyData(
            all,
            DiseasePartitioner.withMaxClassSize(150).partition(all),
            List.of(
                new StudyData.Part("training", 700, 350),
                new StudyData.Part("validation", 100, 50),
                new StudyData.Part("test", 200, 100)),
            List.of(
                new StudyData.Omission(
                    "not among the images", 3, List.of("ISIC_0000001", "ISIC_0000002"))));
    return new Evaluation(
        data,
        new Predictions(List.of(), new float[0][], List.of()),
        List.of(
            task("malignant vs benign", 1.6, List.of()),
            task(
                "BCC + SCC vs benign keratosis",
                0.6,
                List.of(
                    new TaskResult.LeftOutNode(
                        "Lichen planus like keratosis",
                        135,
                        "shares the training class 'Benign epidermal proliferations' (381"
                            + " training images) with other diagnoses; a smaller"
                            + " --max-class-size separates them")))),
        List.of(new SkippedTask("melanoma vs nevus", "nothing is left of its positive side")),
        new CalibrationResult(
            Optional.of(Recalibration.ofTemperature(1.234, 100, 0.8, 0.75, "fitted")),
            "fitted",
            Optional.of(classes(0.812, 0.112)),
            Optional.of(classes(0.777, 0.067))),
        Optional.of(
            ConfusionMatrix.ofCounts(
                new long[][] {{40, 6, 1}, {9, 60, 2}, {0, 4, 12}},
                List.of("malignant", "benign", "non-neoplastic"))),
        Optional.of(
            ClusteredAccuracy.of(
                new int[] {0, 0, 1, 1, 1, 2},
                new int[] {0, 0, 1, 1, 0, 2},
                3,
                Clusters.of(List.of("a", "b", "c", "c", "d", "e")))),
        Optional.empty(),
        List.of(
            sample("ISIC_1", "nevus", true),
            sample("ISIC_2", "psoriasis", false),
            sample("ISIC_3", "invasive melanoma", true)),
        List.of(sample("ISIC_4", "psoriasis", false)),
        overlap);
  }

  private static CalibrationResult.Figures classes(double logLoss, double expectedError) {
    TaskCalibration each = calibration(expectedError, "");
    return new CalibrationResult.Figures(
        200,
        logLoss,
        0.412,
        0.312,
        expectedError,
        0.043,
        Optional.of(each),
        List.of(
            new ClassCalibration("malignant", 60, Optional.of(each)),
            new ClassCalibration("benign", 0, Optional.empty())));
  }

  /** Of drawn scores, but with a line of known errors. */
  private static TaskCalibration calibration(double expectedError, String noLine) {
    Random random = new Random(11);
    double[] scores = random.doubles(60).toArray();
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      positive[i] = random.nextDouble() < scores[i];
    }
    TaskCalibration computed =
        TaskCalibration.of(
            BinaryScores.of(scores, positive),
            Clusters.of(IntStream.range(0, scores.length).map(i -> i / 2).toArray()));
    boolean line = noLine.isEmpty();
    return new TaskCalibration(
        computed.brier(),
        computed.scaledBrier(),
        computed.parts(),
        expectedError,
        computed.curve(),
        computed.equalCount(),
        computed.equalWidth(),
        line ? Optional.of(new CalibrationLine(-0.25, 0.75, 0.1, 0.05)) : Optional.empty(),
        line ? Optional.of(new CalibrationLine(-0.125, 1, 0.05, 0)) : Optional.empty(),
        noLine);
  }

  private static Sample sample(String image, String diagnosis, boolean hit) {
    return new Sample(
        image,
        diagnosis,
        PIXEL,
        List.of(
            new ClassProbability("nevus", 0.71),
            new ClassProbability("invasive melanoma", 0.2),
            new ClassProbability("basal cell carcinoma", 0.04)),
        hit);
  }

  private static TaskResult task(
      String name, double separation, List<TaskResult.LeftOutNode> leftOut) {
    Random random = new Random(7);
    double[] scores = new double[180];
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      positive[i] = i % 3 == 0;
      scores[i] =
          1 / (1 + Math.exp(-random.nextGaussian() - (positive[i] ? separation : -separation)));
    }
    BinaryScores both = BinaryScores.of(scores, positive);
    return new TaskResult(
        name,
        List.of("malignant"),
        List.of("benign"),
        leftOut,
        IntStream.range(0, scores.length)
            .mapToObj(i -> new ImageScore("i" + i, "l" + i / 2, positive[i], scores[i]))
            .toList(),
        RocCurve.of(both),
        RocBand.specificity(
            both,
            Bootstrap.withSeed(1).withReplicates(200),
            0.95,
            0,
            0.2,
            0.4,
            0.6,
            0.8,
            0.9,
            0.95,
            1),
        RocCurve.of(both).auc(),
        Optional.of(Auc.of(both).interval(0.95)),
        "DeLong, 95 %",
        0.45,
        "largest Youden index on the validation lesions; test lesions were not used",
        DiagnosticTable.at(both, 0.45),
        calibration(0.0567, ""),
        Optional.of(calibration(0.04, "no slope")));
  }
}
