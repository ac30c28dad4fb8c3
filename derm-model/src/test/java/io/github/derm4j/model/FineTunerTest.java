package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A fine-tuner")
class FineTunerTest {

  private final Spots spots = new Spots(48, 1);
  private final List<LesionRecord> train = spots.records().subList(0, 32);
  private final List<LesionRecord> validation = spots.records().subList(32, 48);

  @Nested
  @DisplayName("of all layers")
  class OfAllLayers {

    @Test
    @DisplayName("learns 32 images by heart")
    void learnsByHeart() throws IOException {
      FineTuning result =
          narrow().epochs(12).build().fit(train, validation, spots.images(), spots.partition());

      assertThat(result.history()).hasSize(12);
      assertThat(result.interrupted()).isFalse();
      assertThat(correct(result.classifier(), train)).isEqualTo(train.size());
    }

    @Test
    @DisplayName("gives the same classifier for the same seed, and another one for another seed")
    void isSeeded() throws IOException {
      float[][] first = afterTwoEpochs(0);
      float[][] again = afterTwoEpochs(0);
      float[][] other = afterTwoEpochs(4);

      assertThat(again).isDeepEqualTo(first);
      assertThat(Arrays.deepEquals(other, first)).isFalse();
    }

    private float[][] afterTwoEpochs(long seed) throws IOException {
      return narrow()
          .epochs(2)
          .seed(seed)
          .build()
          .fit(train, validation, spots.images(), spots.partition())
          .classifier()
          .probabilities(validation, spots.images(), ProgressListener.NONE)
          .probabilities();
    }

    @Test
    @DisplayName("ends after the step it is in when asked to, and keeps what was trained")
    void endsWhenAsked() throws IOException {
      FineTuner[] tuner = new FineTuner[1];
      tuner[0] =
          narrow()
              .batch(8)
              .epochs(50)
              .listener(
                  new ProgressListener() {
                    @Override
                    public void advanced(long steps) {
                      tuner[0].requestStop();
                    }
                  })
              .build();

      FineTuning result = tuner[0].fit(train, validation, spots.images(), spots.partition());

      assertThat(result.interrupted()).isTrue();
      assertThat(result.history()).hasSize(1);
      assertThat(correct(result.classifier(), train)).isBetween(0, train.size());
    }

    @Test
    @DisplayName("leaves a broken image out, names it, and goes on")
    void leavesABrokenImageOut() throws IOException {
      Map<String, byte[]> files = new TreeMap<>(spots.files());
      files.computeIfPresent("spot003.png", (name, bytes) -> Arrays.copyOf(bytes, 60));
      List<SkippedImage> heard = new ArrayList<>();

      FineTuning result =
          narrow()
              .epochs(1)
              .listener(
                  new ProgressListener() {
                    @Override
                    public void skipped(SkippedImage image) {
                      heard.add(image);
                    }
                  })
              .build()
              .fit(train, validation, ImageSource.inMemory(files), spots.partition());

      assertThat(result.skipped()).extracting(SkippedImage::imageId).containsExactly("spot003");
      assertThat(heard).isEqualTo(result.skipped());
    }

    @Test
    @DisplayName("ends at a broken image when it is strict, and names it")
    void endsAtABrokenImage() {
      Map<String, byte[]> files = new TreeMap<>(spots.files());
      files.computeIfPresent("spot003.png", (name, bytes) -> Arrays.copyOf(bytes, 60));
      FineTuner strict = narrow().epochs(1).strict(true).build();

      assertThatThrownBy(
              () -> strict.fit(train, validation, ImageSource.inMemory(files), spots.partition()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("spot003");
    }
  }

  @Nested
  @DisplayName("of the head")
  class OfTheHead {

    @TempDir Path cache;

    @Test
    @DisplayName("learns from features, which a second run takes from the cache")
    void learnsFromCachedFeatures() throws IOException {
      KerasWeights weights = KerasWeights.read(SharedData.file("weights/inception_v3_notop.h5"));

      FineTuning first =
          head(weights, new Computed()).fit(train, validation, spots.images(), spots.partition());
      Computed computed = new Computed();
      FineTuning second =
          head(weights, computed).fit(train, validation, spots.images(), spots.partition());

      assertThat(correct(first.classifier(), validation)).isEqualTo(validation.size());
      assertThat(computed.images).isZero();
      assertThat(second.classifier().head()).isEqualTo(first.classifier().head());
    }

    private FineTuner head(KerasWeights weights, ProgressListener listener) {
      return FineTuner.builder()
          .trainedLayers(TrainedLayers.HEAD)
          .weights(weights)
          .size(75)
          .epochs(30)
          .featureCache(cache)
          .listener(listener)
          .build();
    }

    @Test
    @DisplayName("needs the weights of a body")
    void needsWeights() {
      assertThatThrownBy(() -> FineTuner.builder().trainedLayers(TrainedLayers.HEAD).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs the weights of a body");
    }
  }

  @Test
  @DisplayName("says which part of a split is empty")
  void saysWhichPartIsEmpty() {
    assertThatThrownBy(
            () -> narrow().build().fit(List.of(), validation, spots.images(), spots.partition()))
        .hasMessageContaining("no training image");
    assertThatThrownBy(
            () -> narrow().build().fit(train, List.of(), spots.images(), spots.partition()))
        .hasMessageContaining("no validation image");
  }

  @Test
  @DisplayName("needs two training classes, and says how to get them")
  void needsTwoClasses() {
    DiseasePartition one =
        DiseasePartitioner.withMaxClassSize(1000)
            .partition(
                DiseaseCounts.ofLabels(
                    spots.partition().taxonomy(),
                    train.stream().map(LesionRecord::diagnosis).toList()));

    assertThatThrownBy(() -> narrow().build().fit(train, validation, spots.images(), one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower maxClassSize (1000)");
  }

  private static FineTuner.Builder narrow() {
    return FineTuner.builder().size(75).width(0.125).batch(16).learningRate(0.01).weightAverage(0);
  }

  private int correct(LesionClassifier classifier, List<LesionRecord> records) throws IOException {
    Predictions predictions =
        classifier.probabilities(records, spots.images(), ProgressListener.NONE);
    int correct = 0;
    for (int i = 0; i < predictions.records().size(); i++) {
      float[] p = predictions.probabilities()[i];
      int label =
          classifier.partition().classOf(predictions.records().get(i).diagnosis()).orElseThrow();
      correct += p[label] > 0.5 ? 1 : 0;
    }
    return correct;
  }

  /** Counts the images that went through the body. */
  private static final class Computed implements ProgressListener {
    private long images;

    @Override
    public void advanced(long steps) {
      images += steps;
    }
  }
}
