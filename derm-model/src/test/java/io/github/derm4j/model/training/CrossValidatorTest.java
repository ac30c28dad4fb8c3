package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.CrossValidation;
import io.github.derm4j.metrics.MeanDeviation;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A cross-validation")
class CrossValidatorTest {

  private static final Spots SPOTS = new Spots(24, 3);
  private static final DiseaseTaxonomy TAXONOMY = SPOTS.partition().taxonomy();
  private static final GroupedFolds FOLDS = GroupedFolds.of(SPOTS.records(), 1, 3);
  private static final TrainingTarget PARTITION = TrainingTarget.byPartition(TAXONOMY, 1);

  @TempDir private static Path folder;
  private static List<FoldResult> partitioned;

  private final List<String> heard = new ArrayList<>();

  @BeforeAll
  static void train() throws IOException {
    partitioned = run(PARTITION, 1, new ArrayList<>());
  }

  @Test
  @DisplayName("sets training on finer classes beside training on the task's own")
  void comparesTargets() throws IOException {
    List<FoldResult> direct = run(TrainingTarget.ofLevel(TAXONOMY, 1), 1, heard);

    assertThat(classes(partitioned)).containsExactly("blue spot", "red spot");
    assertThat(classes(direct)).containsExactly("benign (own images)", "malignant (own images)");
    for (List<FoldResult> results : List.of(partitioned, direct)) {
      List<ConfusionMatrix> matrices = results.stream().map(fold -> fold.confusion(1)).toList();
      assertThat(CrossValidation.pooledMatrix(matrices).total()).isEqualTo(24);
      MeanDeviation accuracy = CrossValidation.figure(matrices, ConfusionMatrix::meanClassAccuracy);
      assertThat(accuracy.count()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("tests each fold on images that neither training nor validation saw")
  void holdsOut() {
    for (FoldResult result : partitioned) {
      assertThat(result.heldOut().records())
          .extracting(LesionRecord::imageId)
          .containsExactlyElementsOf(
              FOLDS.heldOut(result.fold()).stream().map(LesionRecord::imageId).toList());
      assertThat(result.classifier().provenance().facts())
          .containsEntry("trainingImages", "8")
          .containsEntry("validationImages", "8");
    }
  }

  @Test
  @DisplayName("can hold out some of the folds only, as it would among all")
  void ofFirst() throws IOException {
    List<String> begun = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void foldStarted(String target, int fold, int folds) {
            begun.add(target + " " + fold + " of " + folds);
          }
        };
    List<FoldResult> first =
        new CrossValidator(FOLDS, SPOTS.images(), folder, listener)
            .withFirst(1)
            .run(PARTITION, trainer(1, heard));

    assertThat(begun).containsExactly("partition 0 of 1");

    assertThat(first).hasSize(1);
    assertThat(first.get(0).heldOut().probabilities())
        .isDeepEqualTo(partitioned.get(0).heldOut().probabilities());
  }

  @Test
  @DisplayName("trains only what an earlier run did not, and refuses what other options made")
  void resumes() throws IOException {
    Files.delete(folder.resolve("partition/fold-2.zip"));

    List<FoldResult> again = run(PARTITION, 1, heard);

    assertThat(heard).filteredOn(work -> work.startsWith("epoch")).hasSize(1);
    assertThat(again.get(1).heldOut().probabilities())
        .isDeepEqualTo(partitioned.get(1).heldOut().probabilities());
    assertThatThrownBy(() -> run(PARTITION, 2, heard))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fold-1.zip belongs to another training")
        .hasMessageContaining("seed");
  }

  @Test
  @DisplayName("refuses classifiers of images whose pixels were changed under the same name")
  void seesPixels() {
    Map<String, byte[]> files = new TreeMap<>(SPOTS.files());
    String first = FOLDS.heldOut(2).get(0).imageName(); // Fold 1 is trained with it.
    files.put(first, SPOTS.files().get(FOLDS.heldOut(2).get(1).imageName()));

    assertThatThrownBy(
            () ->
                new CrossValidator(
                        FOLDS, ImageSource.inMemory(files), folder, TrainingListener.NONE)
                    .run(PARTITION, trainer(1, heard)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fold-1.zip belongs to another training: {trainingContents=");
  }

  @Test
  @DisplayName("needs three folds, and names that folders can have")
  void checks() {
    GroupedFolds two = GroupedFolds.of(SPOTS.records(), 1, 2);

    assertThatThrownBy(() -> new CrossValidator(two, SPOTS.images(), folder, TrainingListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 folds");
    assertThatThrownBy(
            () -> new TrainingTarget("../x", record -> record, records -> SPOTS.partition()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../x'");
  }

  private static List<FoldResult> run(TrainingTarget target, long seed, List<String> heard)
      throws IOException {
    return new CrossValidator(FOLDS, SPOTS.images(), folder, TrainingListener.NONE)
        .run(target, trainer(seed, heard));
  }

  private static NetworkTrainer trainer(long seed, List<String> heard) {
    return NetworkTrainer.builder()
        .size(75)
        .width(0.0625)
        .batch(8)
        .epochs(1)
        .weightAverage(0)
        .seed(seed)
        .listener(
            new TrainingListener() {
              @Override
              public void started(String work, long steps) {
                heard.add(work);
              }
            })
        .build();
  }

  private static List<String> classes(List<FoldResult> results) {
    return results.get(0).classifier().partition().classes().stream()
        .map(TrainingClass::name)
        .toList();
  }
}
