package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.CrossValidation;
import io.github.derm4j.metrics.MeanDeviation;
import io.github.derm4j.model.GuidePage;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of {@code docs/model.md} on training: compiled and run, and found on the page. */
@DisplayName("The guide to training")
class TrainingGuideTest {

  private final Spots spots = new Spots(24, 3);

  @TempDir private Path folder;

  @Test
  @DisplayName("shows the code of this test")
  void page() throws IOException {
    assertThat(GuidePage.snippetsOf("model.md"))
        .containsAll(GuidePage.snippetsIn(TrainingGuideTest.class));
  }

  @Test
  @DisplayName("fine-tunes")
  void fineTune() throws IOException {
    List<LesionRecord> train = spots.records().subList(0, 16);
    List<LesionRecord> validation = spots.records().subList(16, 24);
    ImageSource images = spots.images();
    DiseasePartition partition = spots.partition();
    // tag::fine_tune
    FineTuner tuner =
        FineTuner.builder()
            .size(75) // the paper's 299 takes 13 times as long
            .width(0.0625) // 1 with weights: .weights(KerasWeights.read(file))
            .batch(8)
            .epochs(1)
            .checkpoints(Checkpoints.in(folder.resolve("checkpoints")).everySteps(500).resuming())
            .build();
    FineTuning result = tuner.fit(train, validation, images, partition);
    result.classifier().save(folder.resolve("model.zip"));
    // end::fine_tune
    assertThat(folder.resolve("model.zip")).exists();
  }

  @Test
  @DisplayName("has options")
  void options() {
    BinaryTask malignantOrBenign =
        new BinaryTask(
            "malignant or benign",
            Set.of(Spots.disease("malignant")),
            Set.of(Spots.disease("benign")));
    // tag::options
    FineTuner careful =
        FineTuner.builder()
            .epochs(10)
            .learningRate(0.002)
            .optimization(
                Optimization.paper()
                    .withSchedule(LearningRateSchedule.cosine(1, 10))
                    .withWeightDecay(4e-5)
                    .withLabelSmoothing(0.1)
                    .withClassWeights(ClassWeights.BALANCED)
                    .withMaxGradientNorm(5)
                    .withAccumulation(2)
                    .withLayerDecay(0.8))
            .trainFrom("mixed6")
            .frozenStatistics(true)
            .earlyStopping(EarlyStopping.onAuc(malignantOrBenign, 3))
            .build();
    // end::options
    assertThat(careful).isNotNull();
  }

  @Test
  @DisplayName("cross-validates")
  void crossValidation() throws IOException {
    DiseaseTaxonomy taxonomy = spots.partition().taxonomy();
    List<LesionRecord> records = spots.records();
    ImageSource images = spots.images();
    Supplier<FineTuner.Builder> options =
        () -> FineTuner.builder().size(75).width(0.0625).batch(8).epochs(1);
    // tag::cross_validation
    GroupedFolds folds = GroupedFolds.of(records, 42, 3); // the paper has 9
    CrossValidator validator = new CrossValidator(folds, images, folder, TrainingListener.NONE);
    for (TrainingTarget target :
        List.of(TrainingTarget.byPartition(taxonomy, 5), TrainingTarget.ofLevel(taxonomy, 1))) {
      List<ConfusionMatrix> matrices =
          validator.run(target, options).stream().map(fold -> fold.confusion(1)).toList();
      MeanDeviation accuracy = CrossValidation.figure(matrices, ConfusionMatrix::meanClassAccuracy);
      System.out.println(target.name() + ": " + accuracy);
    }
    // end::cross_validation
    assertThat(folder.resolve("level-1/fold-3.zip")).exists();
  }
}
