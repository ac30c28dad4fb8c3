package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ColourJitter;
import io.github.derm4j.data.image.DecodedCache;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.CrossValidation;
import io.github.derm4j.metrics.MeanDeviation;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.HierarchicalCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of {@code docs/model.md} on training: compiled and run, and found on the page. */
@DisplayName("The guide to training")
class TrainingGuideTest {

  private final Spots spots = new Spots(24, 3);

  @TempDir private Path folder;

  @Test
  @DisplayName("fine-tunes")
  void fineTune() throws IOException {
    List<LesionRecord> train = spots.records().subList(0, 16);
    List<LesionRecord> validation = spots.records().subList(16, 24);
    ImageSource images = spots.images();
    DiseasePartition partition = spots.partition();
    // tag::fine_tune
    Trainer trainer =
        NetworkTrainer.builder()
            .size(75) // the paper's 299 takes 13 times as long
            .width(0.0625) // 1 with weights: .weights(KerasWeights.read(file))
            .batch(8)
            .epochs(1)
            .checkpoints(Checkpoints.in(folder.resolve("checkpoints")).withResume(true))
            .build();
    TrainingResult result = trainer.train(train, validation, images, partition);
    result.classifier().write(folder.resolve("model.zip"));
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
    NetworkTrainer careful =
        NetworkTrainer.builder()
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
            .trainFrom(InceptionBlock.MIXED6)
            .frozenStatistics(true)
            .earlyStopping(EarlyStopping.onAuc(malignantOrBenign, 3))
            .build();
    // end::options
    assertThat(careful).isNotNull();
  }

  @Test
  @DisplayName("gives access to the pipeline")
  void pipeline() throws IOException {
    DecodedCache cache = DecodedCache.open(folder.resolve("decoded"), 1 << 20);
    // tag::pipeline
    NetworkTrainer other =
        NetworkTrainer.builder()
            .size(128)
            .augmentation(new ColourJitter(new PaperAugmentation(128), 0.2, 0.2, 0.2))
            .balance(Balance.WEIGHTED)
            .targets(HierarchicalCost.COMMON_ANCESTOR_HEIGHT, 10)
            .pipeline(pipeline -> pipeline.mixup(0.2).cache(cache))
            .build();
    // end::pipeline
    assertThat(other.options())
        .containsEntry(
            "augmentation",
            "ColourJitter[base=PaperAugmentation[128], brightness=0.2, contrast=0.2, saturation=0.2]")
        .containsEntry("balanceClasses", "weighted")
        .containsEntry("targets", "by COMMON_ANCESTOR_HEIGHT, beta 10.0")
        .containsEntry("pipeline.mixup", "0.2");
  }

  @Test
  @DisplayName("cross-validates")
  void crossValidation() throws IOException {
    DiseaseTaxonomy taxonomy = spots.partition().taxonomy();
    List<LesionRecord> records = spots.records();
    ImageSource images = spots.images();
    Trainer trainer =
        NetworkTrainer.builder().size(75).width(0.0625).batch(8).epochs(1).weightAverage(0).build();
    // tag::cross_validation
    GroupedFolds folds = GroupedFolds.of(records, 42, 3); // the paper has 9
    CrossValidator validator = new CrossValidator(folds, images, folder, TrainingListener.NONE);
    for (TrainingTarget target :
        List.of(TrainingTarget.byPartition(taxonomy, 5), TrainingTarget.ofLevel(taxonomy, 1))) {
      List<ConfusionMatrix> matrices =
          validator.run(target, trainer).stream().map(fold -> fold.confusion(1)).toList();
      MeanDeviation accuracy = CrossValidation.figure(matrices, ConfusionMatrix::meanClassAccuracy);
      System.out.println(target.name() + ": " + accuracy);
    }
    // end::cross_validation
    assertThat(folder.resolve("level-1/fold-3.zip")).exists();
  }
}
