package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.PredictionSet;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.report.HtmlReport;
import io.github.derm4j.model.report.StudyCards;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Spots;
import io.github.derm4j.model.training.Trainer;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The snippets of {@code docs/evaluation.md}: compiled and run here, and compared with the page.
 */
@DisplayName("The guide to evaluation")
class EvaluationGuideTest {

  private static final Spots SPOTS = new Spots(60, 2);

  @TempDir static Path folder;

  @BeforeAll
  static void files() throws IOException {
    for (Map.Entry<String, byte[]> file : SPOTS.files().entrySet()) {
      String disease =
          Integer.parseInt(file.getKey().substring(4, 7)) % 2 == 1 ? "red spot" : "blue spot";
      Path image = folder.resolve("images").resolve(disease).resolve(file.getKey());
      Files.createDirectories(image.getParent());
      Files.write(image, file.getValue());
    }
    StringBuilder table = new StringBuilder("image,lesion,label,sex,mel,nv,bkl\n");
    for (int i = 0; i < 80; i++) {
      int lesion = i / 2;
      boolean melanoma = lesion % 3 == 0;
      double p = 0.1 + (i * 37 % 60) / 100.0 + (melanoma ? 0.2 : 0);
      table.append(
          String.format(
              Locale.ROOT,
              "img%d,l%d,%s,%s,%.2f,%.2f,0.05%n",
              i,
              lesion,
              melanoma ? "mel" : "nv",
              lesion % 4 < 2 ? "female" : "male",
              p,
              0.95 - p));
    }
    Files.writeString(folder.resolve("predictions.csv"), table);
  }

  @Test
  @DisplayName("goes from a folder of images to a report in six statements")
  void walk() throws IOException {
    Path images = folder.resolve("images");
    List<TaskDefinition> tasks =
        List.of(new TaskDefinition("red vs blue", List.of("red spot"), List.of("blue spot")));
    Trainer trainer =
        NetworkTrainer.builder().size(75).width(0.0625).batch(8).epochs(1).weightAverage(0).build();
    // tag::walk
    LesionDataset dataset = DatasetReaders.named("folder").read(DatasetRequest.of(images));
    DatasetSplit split = DatasetSplit.byFractions(dataset, 1, 0.6, 0.2, 0.2);
    DiseasePartition classes =
        DiseasePartitioner.withMaxClassSize(30).partition(split.trainCounts());
    LesionClassifier classifier = trainer.train(split, classes).classifier();
    Evaluation evaluation = Evaluator.of(classifier).withTasks(tasks).evaluate(split);
    HtmlReport.of(evaluation).write(folder.resolve("report.html"));
    // end::walk
    assertThat(evaluation.task("red vs blue").table().total()).isEqualTo(split.test().size());
    assertThat(evaluation.errors())
        .noneMatch(Evaluation.Sample::hit)
        .isSortedAccordingTo(
            Comparator.comparingDouble(
                (Evaluation.Sample error) -> -error.top().get(0).probability()));
    assertThat(folder.resolve("report.html")).content().contains("red vs blue");
    novelty(classifier, evaluation, split);
    // tag::files
    evaluation.writeMetrics(folder.resolve("metrics.json"));
    evaluation.writePredictions(folder.resolve("own.csv"));
    evaluation.writeScores(folder.resolve("scores.csv"));
    // end::files
    RunFacts run = RunFacts.titled("Spots");
    // tag::cards
    HtmlReport.of(evaluation).withRun(run).write(folder.resolve("report.html"));
    StudyCards.of(evaluation).withRun(run).write(folder);
    // end::cards
    assertThat(folder.resolve("model-card.md")).content().contains("| red vs blue | ");
    assertThat(folder.resolve("metrics.json")).content().contains("\"trainImages\"");
    assertThat(folder.resolve("scores.csv")).content().contains("task,image,lesion,positive,score");
    assertThat(evaluation.errors()).allMatch(error -> error.heatMapUri().isEmpty());
    Evaluation mapped = Evaluator.of(classifier).withTasks(tasks).withHeatMaps().evaluate(split);
    assertThat(mapped.errors())
        .hasSameSizeAs(evaluation.errors())
        .allMatch(error -> error.heatMapUri().orElse("").startsWith("data:image/jpeg;base64,"));
    recalibrated(classifier, SPOTS.files().get("spot000.png"));
    Path onnx = folder.resolve("model.onnx");
    OnnxExport.write(classifier, onnx);
    try (OnnxLesionClassifier exported = OnnxLesionClassifier.load(onnx, 1)) {
      Evaluation same = Evaluator.of(exported).withTasks(tasks).evaluate(split);
      assertThat(same.task("red vs blue").auc()).isEqualTo(evaluation.task("red vs blue").auc());
      assertThat(Evaluator.of(exported).withTasks(tasks).withHeatMaps().evaluate(split).errors())
          .hasSameSizeAs(evaluation.errors())
          .allMatch(error -> error.heatMapUri().orElse("").startsWith("data:image/jpeg;base64,"));
      assertThat(same.novelty()).isEqualTo(evaluation.novelty());
      compared(classifier, exported, tasks, split);
    }
    Evaluation again =
        Evaluator.of(PredictionTable.read(folder.resolve("own.csv")).partition())
            .withTasks(tasks)
            .evaluate(PredictionTable.read(folder.resolve("own.csv")).predictions());
    assertThat(again.task("red vs blue").auc()).isEqualTo(evaluation.task("red vs blue").auc());
    dataset.close();
  }

  private void novelty(LesionClassifier classifier, Evaluation evaluation, DatasetSplit split)
      throws IOException {
    assertThat(classifier.novelty().orElseThrow().validation().size())
        .isEqualTo(split.validation().size());
    NoveltyResult result = evaluation.novelty().orElseThrow();
    assertThat(result.all().flagged().proportion().trials()).isEqualTo(split.test().size());
    assertThat(
            result.classes().stream().mapToLong(row -> row.flagged().proportion().trials()).sum())
        .isEqualTo(split.test().size());
    assertThat(folder.resolve("report.html")).content().contains("Images unlike the training");
    Path file = folder.resolve("model.zip");
    classifier.write(file);
    LesionRecord record = split.test().get(0);
    try (LesionImage image =
        ImageDecoder.decode(split.images().read(record.imageName()), record.imageName())) {
      // tag::novelty
      NoveltyDetector detector = classifier.novelty().orElseThrow();
      double score = classifier.classify(image).novelty().orElseThrow();
      boolean flagged = NoveltyDetector.isFlagged(score, detector.threshold(0.05));
      // end::novelty
      assertThat(flagged).isEqualTo(score > detector.threshold(0.05));
      LesionClassifier read = LesionClassifier.load(file);
      assertThat(read.classify(image).novelty().orElseThrow()).isEqualTo(score);
      assertThat(read.with(TestTimeAugmentation.FLIPS).classify(image).novelty().orElseThrow())
          .as("of the unchanged image")
          .isEqualTo(score);
    }
  }

  private static void compared(
      ImageClassifier classifier,
      ImageClassifier other,
      List<TaskDefinition> tasks,
      DatasetSplit split)
      throws IOException {
    // tag::compare
    Evaluation first = Evaluator.of(classifier).withTasks(tasks).evaluate(split);
    DatasetSplit same = Relabelling.onto(split, other.partition().taxonomy());
    Evaluation second = Evaluator.of(other).withTasks(tasks).evaluate(same);
    Evaluation compared = first.withComparison("other.zip", second, 1);
    // end::compare
    assertThat(compared.comparison().orElseThrow().tasks()).hasSize(1);
  }

  private static void recalibrated(LesionClassifier plain, byte[] file) throws IOException {
    LesionRecord lesion =
        LesionRecord.builder("a", "a", plain.partition().classes().get(0).top()).build();
    LesionClassifier classifier =
        plain
            .withRecalibration(Recalibration.ofTemperature(2, 12, 0.75, 0.5, "a test"))
            .withPredictionSets(
                PredictionSets.fit(
                    new Predictions(List.of(lesion), new float[][] {{0.5f, 0.5f}}, List.of()),
                    plain.partition(),
                    "a test"));
    try (LesionImage image = ImageDecoder.decode(file, "spot000.png")) {
      // tag::recalibrate
      Recalibration recalibration = classifier.recalibration().orElseThrow();
      Classification calibrated = recalibration.recalibrate(classifier.classify(image));
      // end::recalibrate
      assertThat(calibrated.top(1).get(0).probability())
          .isLessThan(classifier.classify(image).top(1).get(0).probability());
      // tag::sets
      PredictionSets sets = classifier.predictionSets().orElseThrow();
      PredictionSet answer = sets.predictor(0.9).predict(classifier.classify(image));
      System.out.println(answer.nodes() + ", or " + answer.node());
      // end::sets
      assertThat(answer.node()).isEqualTo(plain.taxonomy().root());
    }
  }

  @Test
  @DisplayName("evaluates a table of predictions")
  void table() throws IOException {
    // tag::table
    PredictionTable table = PredictionTable.read(folder.resolve("predictions.csv"), "sex");
    TaskDefinition task =
        new TaskDefinition("melanoma vs others", List.of("mel"), List.of("nv", "bkl"));
    Evaluation evaluation =
        Evaluator.of(table.partition())
            .withTasks(List.of(task))
            .withValidation(table.half(0).predictions())
            .evaluate(table.half(1).predictions());
    System.out.println(evaluation);
    // end::table
    // tag::abstention
    AbstentionResult abstention = evaluation.abstention();
    abstention.figures().ifPresent(figures -> System.out.println(figures.all().sets()));
    // end::abstention
    assertThat(abstention.figures()).isPresent();
    // Fewer than 45 positive lesions: every image is referred.
    assertThat(abstention.referrals().get(0).threshold().value()).isInfinite();
    assertThat(abstention.referrals().get(0).test().sensitivity().value()).isEqualTo(1);
    // tag::subgroups
    List<SubgroupTable.ClusteredRow> rows =
        evaluation.subgroups(
            evaluation.task("melanoma vs others"), record -> record.attribute("sex"));
    // end::subgroups
    TaskResult result = evaluation.task("melanoma vs others");
    assertThat(result.table().total()).isEqualTo(40);
    assertThat(result.intervalMethod()).contains("clustered by lesion");
    assertThat(rows)
        .extracting(SubgroupTable.ClusteredRow::group)
        .containsExactly("female", "male");
  }

  @Test
  @DisplayName("reads images by any classifier")
  void anyClassifier() throws IOException {
    ImageClassifier classifier = RandomClassifier.of(SPOTS.partition(), 75, 0.0625, 3);
    ImageSource images = SPOTS.images();

    assertThat(
            classifier
                .probabilities(SPOTS.records().subList(0, 3), images, ProgressListener.NONE)
                .records())
        .hasSize(3);
  }
}
