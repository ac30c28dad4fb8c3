package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
}
