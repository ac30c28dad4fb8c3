package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.RiskCoverageCurve;
import io.github.derm4j.model.evaluation.AbstentionResult;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.MetricsJson;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.model.training.Spots;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A prediction set on the disease tree")
class PredictionSetsTest {
  private static final List<String> IDS =
      List.of(
          "Benign > Melanocytic > Blue nevus",
          "Benign > Melanocytic > Nevus",
          "Benign > Keratosis",
          "Malignant > Melanoma",
          "Malignant > Carcinoma");
  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          IDS.stream().map(id -> List.of(id.split(" > "))).toList(), "skin disease");
  private static final DiseasePartition PARTITION = DiseasePartition.ofClasses(TREE, IDS);

  @TempDir private Path folder;

  /** Lesions of one or two images; a class is confused with its neighbours in the tree. */
  private static Predictions draw(Random random, String name, int lesions) {
    List<LesionRecord> records = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (int lesion = 0; lesion < lesions; lesion++) {
      int actual = (int) (5 * random.nextDouble() * random.nextDouble());
      double shift = random.nextGaussian();
      int images = 1 + random.nextInt(2);
      for (int i = 0; i < images; i++) {
        float[] row = new float[5];
        float sum = 0;
        for (int c = 0; c < 5; c++) {
          double near = c == actual ? shift : -0.3 * TREE.distance(node(c), node(actual));
          row[c] = (float) Math.exp(near + 0.7 * random.nextGaussian());
          sum += row[c];
        }
        for (int c = 0; c < 5; c++) {
          row[c] /= sum;
        }
        String id = name + lesion + "-" + i;
        records.add(
            LesionRecord.builder(id, id, node(actual))
                .lesionId(name + lesion)
                .attribute("sex", lesion % 3 == 0 ? "female" : "male")
                .build());
        rows.add(row);
      }
    }
    return new Predictions(records, rows.toArray(float[][]::new), List.of());
  }

  private static DiseaseNode node(int trainingClass) {
    return PARTITION.classes().get(trainingClass).top();
  }

  @Test
  @DisplayName(
      "contains the true class of a lesion's first image as often as stated, as the node does")
  void coverage() {
    Random random = new Random(1);
    int inSet = 0;
    int inNode = 0;
    int below = 0;
    int cases = 0;
    for (int split = 0; split < 200; split++) {
      PredictionSets.Predictor predictor =
          PredictionSets.fit(draw(random, "v", 120), PARTITION, "").predictor(0.9);
      Predictions test = draw(random, "t", 120);
      for (int i = 0; i < test.records().size(); i++) {
        if (test.records().get(i).imageId().endsWith("-0")) {
          DiseaseNode truth = test.records().get(i).diagnosis();
          PredictionSet set =
              predictor.predict(new Classification(PARTITION, test.probabilities()[i]));
          boolean found =
              set.classes().stream().anyMatch(each -> each.trainingClass().top().equals(truth));
          inSet += found ? 1 : 0;
          DiseaseNode above = set.node();
          inNode += TREE.isAncestorOrSelf(above, truth) ? 1 : 0;
          below += set.node().equals(TREE.root()) ? 0 : 1;
          cases++;
          assertThat(found)
              .isEqualTo(set.nodes().stream().anyMatch(top -> TREE.isAncestorOrSelf(top, truth)));
        }
      }
    }
    // 0.0028 is the standard error: that of 120 cases about a Beta(109, 12), over 200 splits.
    assertThat((double) inSet / cases).isCloseTo(0.9 + 0.5 / 121, within(0.0084 + 0.5 / 121));
    // The nodes of a path hold several classes at once, so their coverage may be higher.
    assertThat((double) inNode / cases).isBetween(0.9 - 0.0084, 0.96);
    assertThat((double) below / cases).as("more specific than the root").isGreaterThan(0.5);
  }

  @Test
  @DisplayName("names classes, the fewest nodes, and the classes with too few lesions")
  void answers() {
    // Each class has one lesion; melanoma is missing.
    List<LesionRecord> records = new ArrayList<>();
    float[][] rows = new float[40][];
    for (int i = 0; i < 40; i++) {
      int actual = i % 4 == 3 ? 4 : i % 4;
      records.add(LesionRecord.builder("i" + i, "i" + i, node(actual)).build());
      rows[i] = new float[] {0.1f, 0.1f, 0.1f, 0.1f, 0.1f};
      rows[i][actual] = 0.6f;
    }
    PredictionSets sets =
        PredictionSets.fit(new Predictions(records, rows, List.of()), PARTITION, "a test");
    Classification nevus =
        new Classification(PARTITION, new float[] {0.44f, 0.45f, 0.05f, 0.03f, 0.03f});

    PredictionSet answer = sets.predictor(0.9).predict(nevus);
    assertThat(answer.classes())
        .extracting(each -> each.trainingClass().index())
        .containsExactly(1);
    assertThat(sets.lesions()).isEqualTo(40);
    assertThat(sets.predictor(0.9).alwaysIncluded(PARTITION)).isEmpty();
    PredictionSet all = sets.predictor(0.99).predict(nevus);
    assertThat(all.nodes()).containsExactly(TREE.root());
    assertThat(all.node()).isEqualTo(TREE.root());
    assertThat(sets.predictor(0.99).alwaysIncluded(PARTITION)).isEqualTo(PARTITION.classes());
    PredictionSet ofEach = sets.classConditional(0.9).predict(nevus);
    assertThat(sets.classConditional(0.9).alwaysIncluded(PARTITION))
        .extracting(TrainingClass::index)
        .containsExactly(3);
    assertThat(ofEach.classes()).extracting(each -> each.trainingClass().index()).contains(3);
    assertThatIllegalArgumentException().isThrownBy(() -> sets.predictor(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                sets.predictor(0.9)
                    .predict(new Classification(PARTITION, new float[] {Float.NaN, 1, 0, 0, 0})))
        .withMessageContaining("probabilities[0]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PredictionSets.fit(
                    new Predictions(List.of(), new float[0][], List.of()), PARTITION, ""))
        .withMessage("no validation image belongs to a training class");
  }

  @Test
  @DisplayName("is calibrated on validation images, measured on test images, and never the reverse")
  void evaluated() throws IOException {
    Random random = new Random(2);
    Predictions validation = draw(random, "v", 700);
    Predictions test = draw(random, "t", 200);
    TaskDefinition task = new TaskDefinition("malignant", List.of("Malignant"), List.of("Benign"));
    Evaluation evaluation =
        Evaluator.of(PARTITION).withTasks(List.of(task)).withValidation(validation).evaluate(test);
    AbstentionResult result = evaluation.abstention();

    AbstentionResult.Figures figures = result.figures().orElseThrow();
    assertThat(result.origin()).isEqualTo("calibrated on the validation images");
    assertThat(result.sets().orElseThrow().lesions()).isEqualTo(700);
    // Counted again from the predictions.
    PredictionSets.Predictor predictor =
        PredictionSets.fit(validation, PARTITION, "").predictor(0.9);
    int hits = 0;
    int size = 0;
    int nodes = 0;
    for (int i = 0; i < test.records().size(); i++) {
      DiseaseNode truth = test.records().get(i).diagnosis();
      PredictionSet set = predictor.predict(new Classification(PARTITION, test.probabilities()[i]));
      hits +=
          set.classes().stream().anyMatch(each -> each.trainingClass().top().equals(truth)) ? 1 : 0;
      size += set.classes().size();
      nodes += set.nodes().size();
    }
    double n = test.records().size();
    assertThat(figures.all().sets().coverage().proportion().successes()).isEqualTo(hits);
    assertThat(figures.all().sets().meanSize()).isCloseTo(size / n, within(1e-12));
    assertThat(figures.meanNodes()).isCloseTo(nodes / n, within(1e-12));
    assertThat(figures.meanNodes()).isLessThanOrEqualTo(figures.all().sets().meanSize());
    assertThat(figures.classConditional().meanSize()).isGreaterThan(1);
    assertThat(figures.classes())
        .extracting(AbstentionResult.Row::name)
        .contains("Nevus", "Melanoma");
    assertThat(figures.groups()).extracting(AbstentionResult.Groups::axis).containsExactly("Sex");
    assertThat(figures.groups().get(0).rows()).hasSize(2);
    assertThat(result.curve().orElseThrow().area())
        .isEqualTo(RiskCoverageCurve.of(test.multiclass(PARTITION)).area());

    JsonNode json =
        new ObjectMapper().readTree(MetricsJson.write(evaluation, RunFacts.titled("x")));
    JsonNode ofSets = json.get("abstention").get("sets");
    assertThat(ofSets.get("observed").asDouble()).isEqualTo(hits / n);
    assertThat(ofSets.get("meanSize").asDouble()).isCloseTo(size / n, within(1e-12));
    assertThat(ofSets.get("meanSizeLow").asDouble()).isLessThan(size / n);
    assertThat(ofSets.get("classes")).hasSize(figures.classes().size());
    assertThat(ofSets.get("subgroups").get(0).get("groups")).hasSize(2);
    AbstentionResult.Referral referral = result.referrals().get(0);
    long malignant =
        validation.records().stream()
            .filter(each -> each.diagnosis().id().startsWith("Malignant"))
            .map(each -> each.lesionId().orElseThrow())
            .distinct()
            .count();
    assertThat(referral.threshold().lesions()).isEqualTo(malignant).isGreaterThan(45);
    double threshold = referral.threshold().value();
    long referred =
        evaluation.task("malignant").scores().stream()
            .filter(each -> each.positive() && each.score() >= threshold)
            .count();
    assertThat(referral.test().sensitivity().proportion().successes()).isEqualTo(referred);
    assertThat(json.get("abstention").get("referrals").get(0).get("threshold").asDouble())
        .isEqualTo(threshold);
    JsonNode curve = json.get("abstention").get("riskCoverage");
    assertThat(curve.get("area").asDouble()).isEqualTo(result.curve().orElseThrow().area());
    assertThat(curve.get("risk")).hasSize(100).hasSameSizeAs(curve.get("coverage"));
    assertThat(curve.get("risk").get(99).asDouble())
        .isCloseTo(1 - evaluation.multiclass().topAccuracy(1).value(), within(1e-12));
    assertThat(HtmlReport.of(evaluation).html())
        .contains(
            "<h2>Abstention</h2>",
            String.format(Locale.ROOT, "%.1f %%", 100 * hits / n),
            String.format(Locale.ROOT, "%.2f <span", size / n),
            String.format(Locale.ROOT, "%.3f", curve.get("area").asDouble()),
            "calibrated on the validation images");

    AbstentionResult without =
        Evaluator.of(PARTITION).withTasks(List.of()).evaluate(test).abstention();
    assertThat(without.sets()).isEmpty();
    assertThat(without.figures()).isEmpty();
    assertThat(without.curve()).isPresent();
    assertThat(without.origin())
        .isEqualTo("no validation images, and the classifier has no prediction sets");
  }

  @Test
  @DisplayName("is saved in the classifier's file, and is for single views")
  void travels() throws IOException {
    DiseasePartition spots = new Spots(20, 2).partition();
    LesionClassifier plain = RandomClassifier.of(spots, 75, 0.0625, 1);
    List<LesionRecord> records = new Spots(20, 2).records();
    float[][] rows = new float[20][];
    for (int i = 0; i < 20; i++) {
      rows[i] = new float[] {(i + 1) / 22f, 1 - (i + 1) / 22f};
    }
    Predictions validation = new Predictions(records, rows, List.of());
    Path file = folder.resolve("model.zip");
    assertThat(plain.predictionSets()).isEmpty();
    Evaluation evaluation =
        Evaluator.of(spots)
            .withTasks(List.of())
            .withValidation(new Predictions(records.subList(0, 14), rows, List.of()))
            .evaluate(new Predictions(records.subList(14, 20), rows, List.of()));
    evaluation.addTo(plain).write(file);
    LesionClassifier loaded = LesionClassifier.load(file);
    PredictionSets sets = loaded.predictionSets().orElseThrow();
    assertThat(sets.origin()).isEqualTo("calibrated on the validation images of its training");
    assertThat(sets.lesions()).isEqualTo(14);
    assertThat(loaded.with(TestTimeAugmentation.FLIPS).predictionSets()).isEmpty();
    // The file's calibration, where there are no validation images.
    AbstentionResult result =
        Evaluator.of(loaded)
            .withTasks(List.of())
            .evaluate(new Predictions(records.subList(14, 20), rows, List.of()))
            .abstention();
    assertThat(result.origin())
        .isEqualTo(
            "from the classifier's file: calibrated on the validation images of its training");
    assertThat(result.fitted("x")).isEmpty();

    PredictionSets fitted = PredictionSets.fit(validation, spots, "spots");
    PredictionSets read = ClassifierJson.predictionSets(ClassifierJson.ofPredictionSets(fitted));
    for (double coverage : new double[] {0.5, 0.8, 0.9, 0.99}) {
      Classification said = new Classification(spots, new float[] {0.37f, 0.63f});
      assertThat(read.predictor(coverage).predict(said))
          .isEqualTo(fitted.predictor(coverage).predict(said));
      assertThat(read.classConditional(coverage).predict(said))
          .isEqualTo(fitted.classConditional(coverage).predict(said));
    }
  }

  @Test
  @DisplayName("refuses incomplete and later files, and another number of classes")
  void refuses() throws IOException {
    String one =
        "{\"score\": \"lac\", \"trainingClasses\": 2, \"classScores\": [0.5], \"nodeScores\": [0],"
            + " \"classes\": [1], \"lesions\": [0], \"origin\": \"x\"}";
    PredictionSets sets = ClassifierJson.predictionSets(one);
    assertThat(sets.lesions()).isEqualTo(1);
    for (String[] edit :
        new String[][] {
          {"lac", "saps", "score 'saps', which this version does not know"},
          {"[1]", "[2]", "actual[0] is 2"},
          {"[0.5]", "[\"NaN\"]", "scores[0] is NaN"},
          {"[0.5]", "[0.5, 0.6]", "scores has 2 values"},
          {"\"lesions\": [0], ", "", "not complete"},
          {", \"origin\": \"x\"", "", "lack their origin"},
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ClassifierJson.predictionSets(one.replace(edit[0], edit[1])))
          .withMessageContaining(edit[2]);
    }
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> ClassifierJson.predictionSets("{"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassifierFacts.of(PARTITION).withPredictionSets(Optional.of(sets)))
        .withMessage("the prediction sets have 2 classes and the partition 5");
  }
}
