package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Binary tasks over the tree")
class TaskEvaluatorTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("Malignant", "Melanoma"),
              List.of("Malignant", "Carcinoma", "BCC"),
              List.of("Malignant", "Carcinoma", "SCC"),
              List.of("Benign", "Nevus"),
              List.of("Benign", "Keratosis"),
              List.of("Benign", "Rare")),
          "skin disease");

  private static final TaskDefinition MALIGNANT =
      new TaskDefinition("malignant vs benign", List.of("Malignant"), List.of("Benign"));

  private final DiseaseCounts counts =
      DiseaseCounts.builder(TREE)
          .add(node("Melanoma"), 100)
          .add(node("BCC"), 30)
          .add(node("SCC"), 30)
          .add(node("Nevus"), 100)
          .add(node("Keratosis"), 90)
          .build();

  /** Melanoma; BCC and SCC in one; Keratosis; Nevus. "Rare" has no training image. */
  private final DiseasePartition partition =
      DiseasePartitioner.withMaxClassSize(100).partition(counts);

  @Test
  @DisplayName("sum the training classes of either side and renormalise")
  void sums() {
    TaskEvaluator evaluator =
        evaluator(
            predictions(),
            predictions(
                row("Melanoma", 0.1, 0.7, 0.1, 0.1),
                row("BCC", 0.5, 0.1, 0.3, 0.1),
                row("Nevus", 0.1, 0.1, 0.3, 0.5),
                row("Keratosis", 0.2, 0.35, 0.25, 0.2)));

    evaluator.evaluate(MALIGNANT);

    TaskResult result = evaluator.results().get(0);
    assertThat(result.auc()).isEqualTo(1);
    assertThat(result.table().positives()).isEqualTo(2);
    assertThat(result.interval().orElseThrow().contains(result.auc())).isTrue();
  }

  @Test
  @DisplayName("take their threshold from the validation images and never from the test images")
  void thresholdFromValidation() {
    Predictions validation =
        predictions(
            row("Melanoma", 0.0, 0.8, 0.1, 0.1),
            row("BCC", 0.7, 0.0, 0.2, 0.1),
            row("Nevus", 0.1, 0.1, 0.2, 0.6));
    Predictions test =
        predictions(
            row("Melanoma", 0.2, 0.2, 0.3, 0.3),
            row("SCC", 0.2, 0.7, 0.05, 0.05),
            row("Nevus", 0.0, 0.1, 0.3, 0.6),
            row("Keratosis", 0.1, 0.0, 0.8, 0.1));

    TaskEvaluator evaluator = evaluator(validation, test);
    evaluator.evaluate(MALIGNANT);
    TaskResult result = evaluator.results().get(0);

    assertThat(result.threshold()).isCloseTo(0.7, within(1e-6));
    assertThat(result.thresholdRule()).contains("validation lesions");
    assertThat(result.table().sensitivity().value()).isEqualTo(0.5);
    assertThat(result.table().specificity().value()).isEqualTo(1);
  }

  @Test
  @DisplayName("say which interval a sensitivity has: clustered where a lesion has several images")
  void intervalsOfShares() {
    Row right = row("Melanoma", 0, 0.9, 0.1, 0);
    Row wrong = row("Melanoma", 0, 0.1, 0.9, 0);
    Row nevus = row("Nevus", 0, 0.1, 0.1, 0.8);
    List<Row> rows = new ArrayList<>();
    for (int lesion = 0; lesion < 8; lesion++) {
      for (int image = 0; image < 3; image++) {
        Row each = lesion < 4 ? right : wrong;
        rows.add(new Row("m" + lesion, each.diagnosis(), each.probabilities()));
      }
      rows.add(nevus);
    }

    TaskEvaluator clustered = evaluator(predictions(), predictions(rows.toArray(Row[]::new)));
    clustered.evaluate(MALIGNANT);
    TaskResult result = clustered.results().get(0);
    TaskEvaluator single = evaluator(predictions(), predictions(right, wrong, nevus, nevus));
    single.evaluate(MALIGNANT);

    assertThat(result.shareMethod()).isEqualTo("Wilson clustered by lesion (Rao-Scott), 95 %");
    assertThat(single.results().get(0).shareMethod()).isEqualTo("Wilson, 95 %");
    // Lesions are right or wrong as a whole: 24 images are worth 24 / (23/7) = 7.304 independent
    // ones. Half of them right: Wilson's half width is z / (2 sqrt(n + z²)) = 0.2935.
    ConfidenceInterval interval =
        result.shares().sensitivity().interval(ProportionInterval.WILSON, 0.95);
    assertThat(result.shares().sensitivity().designEffect()).isCloseTo(23.0 / 7, within(1e-12));
    assertThat(interval.low()).isCloseTo(0.5 - 0.2935, within(1e-4));
    assertThat(interval.high()).isCloseTo(0.5 + 0.2935, within(1e-4));
    assertThat(result.shares().specificity().designEffect()).isEqualTo(1);
  }

  @Test
  @DisplayName("fall back to 0.5, with a notice, if the validation images allow no choice")
  void noValidation() {
    TaskEvaluator evaluator =
        evaluator(
            predictions(),
            predictions(
                row("Melanoma", 0, 0.9, 0.1, 0),
                row("BCC", 0.9, 0, 0.1, 0),
                row("Nevus", 0, 0.1, 0.1, 0.8),
                row("Nevus", 0, 0.2, 0.1, 0.7)));

    evaluator.evaluate(MALIGNANT);

    assertThat(evaluator.results().get(0).threshold()).isEqualTo(0.5);
    assertThat(evaluator.results().get(0).thresholdRule()).startsWith("0.5, because");
  }

  @Test
  @DisplayName("leave a node out, and report it, that shares a training class with others")
  void leavesOut() {
    TaskEvaluator evaluator =
        evaluator(
            predictions(),
            predictions(
                row("Melanoma", 0.1, 0.7, 0.1, 0.1),
                row("Melanoma", 0.1, 0.6, 0.2, 0.1),
                row("BCC", 0.5, 0.1, 0.3, 0.1),
                row("Nevus", 0.1, 0.1, 0.3, 0.5),
                row("Nevus", 0.1, 0.2, 0.2, 0.5)));

    evaluator.evaluate(
        new TaskDefinition(
            "some", List.of("BCC", "Melanoma"), List.of("Nevus", "Rare", "Not there")));

    TaskResult result = evaluator.results().get(0);
    assertThat(result.positiveNodes()).containsExactly("Melanoma");
    assertThat(result.negativeNodes()).containsExactly("Nevus");
    assertThat(result.leftOut())
        .extracting(TaskResult.LeftOutNode::node, TaskResult.LeftOutNode::images)
        .containsExactly(tuple("BCC", 30L), tuple("Rare", 0L), tuple("Not there", 0L));
    assertThat(result.leftOut().get(0).reason()).contains("'Carcinoma'", "--max-class-size");
    assertThat(result.table().positives()).as("BCC is no melanoma").isEqualTo(2);
  }

  @Test
  @DisplayName("are reported as skipped, with the class that stands in the way, not dropped")
  void skipped() {
    TaskEvaluator evaluator =
        evaluator(
            predictions(),
            predictions(row("BCC", 0.5, 0.1, 0.3, 0.1), row("Nevus", 0.1, 0.1, 0.3, 0.5)));

    evaluator.evaluate(new TaskDefinition("BCC vs nevus", List.of("BCC"), List.of("Nevus")));

    assertThat(evaluator.results()).isEmpty();
    assertThat(evaluator.skipped().get(0).name()).isEqualTo("BCC vs nevus");
    assertThat(evaluator.skipped().get(0).reason()).contains("positive side", "'Carcinoma'");
  }

  @Test
  @DisplayName("have no interval and no test where a side has one lesion, however many images")
  void noInterval() {
    ScoredImages one =
        new ScoredImages(
            List.of(
                new ImageScore("a", "p", true, 0.7),
                new ImageScore("b", "p", true, 0.6),
                new ImageScore("c", "q", false, 0.2),
                new ImageScore("d", "r", false, 0.9)));
    ScoredImages two = new ScoredImages(List.of(one.images().get(0), one.images().get(2)));
    assertThat(one.interval()).isEmpty();
    assertThat(one.compare(one)).isEmpty();
    assertThat(two.interval()).isEmpty();
    assertThat(two.compare(two)).isEmpty();
    assertThat(ScoredImages.pooled(List.of(one, one, two)).interval()).isEmpty();
  }

  /** By hand: the one malignant image scores above three of four benign ones. */
  @Test
  @DisplayName("have an area without an interval when a side has one lesion, and say why")
  void onePositive() {
    TaskResult result =
        evaluate(
            List.of(
                row("Melanoma", 0.0, 0.6, 0.0, 0.4),
                row("Nevus", 0.0, 0.2, 0.0, 0.8),
                row("Nevus", 0.0, 0.3, 0.0, 0.7),
                row("Nevus", 0.0, 0.4, 0.0, 0.6),
                row("Nevus", 0.0, 0.9, 0.0, 0.1)));

    assertThat(result.auc()).isEqualTo(0.75);
    assertThat(result.interval()).isEmpty();
    assertThat(result.area())
        .isEqualTo(
            "AUC 0.750 (no interval: it needs two lesions on each side, but there are 1 positive"
                + " lesion and 4 negative lesions)");
    assertThat(result.figures().aucLow()).isNaN();
  }

  @Test
  @DisplayName("have an exact interval when the scores separate the sides")
  void separated() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add(row("Melanoma", 0.0, 0.6, 0.0, 0.4));
      rows.add(row("Nevus", 0.0, 0.2, 0.0, 0.8));
    }

    TaskResult result = evaluate(rows);

    assertThat(result.auc()).isEqualTo(1);
    assertThat(result.interval().orElseThrow().low())
        .isCloseTo(Math.pow(0.025, 1 / 6.0), within(1e-12));
    assertThat(result.intervalMethod())
        .isEqualTo("exact, of 6 independent pairs (Clopper-Pearson), 95 %");
  }

  @Test
  @DisplayName("are skipped when the test images show one side only")
  void oneSided() {
    TaskEvaluator evaluator =
        evaluator(predictions(), predictions(row("Nevus", 0.1, 0.1, 0.3, 0.5)));

    evaluator.evaluate(MALIGNANT);

    assertThat(evaluator.skipped().get(0).reason())
        .contains("0 positive lesions and 1 negative lesion; an area needs both");
  }

  @Test
  @DisplayName("widen the interval where a lesion has several images")
  void clustered() {
    List<Row> single = new ArrayList<>();
    List<Row> tripled = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      double noise = i % 7 / 10.0;
      Row malignant = new Row("m" + i, "Melanoma", List.of(0.0, 0.4, 0.0, 0.9 - noise));
      Row benign = new Row("b" + i, "Nevus", List.of(0.0, 0.5, 0.0, 0.1 + noise));
      for (Row row : List.of(malignant, benign)) {
        single.add(row);
        tripled.addAll(List.of(row, row, row));
      }
    }

    TaskResult one = evaluate(single);
    TaskResult three = evaluate(tripled);

    assertThat(three.auc()).isEqualTo(one.auc());
    assertThat(one.intervalMethod()).isEqualTo("DeLong, 95 %");
    assertThat(three.intervalMethod()).contains("clustered by lesion");
    // Three copies of an image know no more than one.
    assertThat(three.interval().orElseThrow().width())
        .isCloseTo(one.interval().orElseThrow().width(), within(0.01));
  }

  private TaskResult evaluate(List<Row> rows) {
    TaskEvaluator evaluator = evaluator(predictions(), predictions(rows.toArray(Row[]::new)));
    evaluator.evaluate(MALIGNANT);
    return evaluator.results().get(0);
  }

  private TaskEvaluator evaluator(Predictions validation, Predictions test) {
    return new TaskEvaluator(
        partition, counts, validation, "no validation", test, Optional.empty(), null, List.of(), 1);
  }

  private static DiseaseNode node(String name) {
    return TREE.findByName(name).orElseThrow();
  }

  private record Row(String lesion, String diagnosis, List<Double> probabilities) {}

  /** An image of a lesion of its own, with the probabilities of four training classes. */
  private static Row row(
      String diagnosis, double carcinoma, double melanoma, double keratosis, double nevus) {
    return new Row("", diagnosis, List.of(keratosis, nevus, carcinoma, melanoma));
  }

  private Predictions predictions(Row... rows) {
    assertThat(partition.classes())
        .extracting(each -> each.name())
        .containsExactly("Keratosis", "Nevus", "Carcinoma", "Melanoma");
    List<LesionRecord> records = new ArrayList<>();
    float[][] probabilities = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      probabilities[i] = new float[4];
      for (int k = 0; k < 4; k++) {
        probabilities[i][k] = rows[i].probabilities().get(k).floatValue();
      }
      records.add(
          LesionRecord.builder("image" + i, "image" + i + ".jpg", node(rows[i].diagnosis()))
              .lesionId(rows[i].lesion())
              .build());
    }
    return new Predictions(records, probabilities, List.of());
  }
}
