package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.HierarchicalCost;
import io.github.derm4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

@DisplayName("A trainer")
class TrainerTest {

  private final Spots spots = new Spots(48, 1);
  private final List<LesionRecord> train = spots.records().subList(0, 32);
  private final List<LesionRecord> validation = spots.records().subList(32, 48);

  @Nested
  @DisplayName("of all layers")
  class OfAllLayers {

    @Test
    @DisplayName("memorises 32 images")
    void learnsByHeart() throws IOException {
      TrainingResult result =
          narrow().epochs(12).build().train(train, validation, spots.images(), spots.partition());

      assertThat(result.history()).hasSize(12);
      assertThat(result.interrupted()).isFalse();
      assertThat(correct(result.classifier(), train)).isEqualTo(train.size());
    }

    @Test
    @DisplayName("gives the same classifier for the same seed, and another one for another seed")
    void isSeeded() throws IOException {
      float[][] first = afterAnEpoch(0);
      float[][] again = afterAnEpoch(0);
      float[][] other = afterAnEpoch(4);

      assertThat(again).isDeepEqualTo(first);
      assertThat(Arrays.deepEquals(other, first)).isFalse();
    }

    private float[][] afterAnEpoch(long seed) throws IOException {
      return narrow()
          .epochs(1)
          .seed(seed)
          .build()
          .train(train, validation, spots.images(), spots.partition())
          .classifier()
          .probabilities(validation, spots.images(), TrainingListener.NONE)
          .probabilities();
    }

    @Test
    @DisplayName("ends after the current step on request, and keeps what was trained")
    void endsWhenAsked() throws IOException {
      List<String> works = new ArrayList<>();
      List<ValidationSample> samples = new ArrayList<>();
      NetworkTrainer[] tuner = new NetworkTrainer[1];
      tuner[0] =
          narrow()
              .batch(8)
              .epochs(50)
              .listener(
                  new TrainingListener() {
                    @Override
                    public void started(String work, long steps) {
                      works.add(work);
                    }

                    @Override
                    public void advanced(long steps) {
                      tuner[0].requestStop();
                    }

                    @Override
                    public void predicted(List<ValidationSample> few) {
                      samples.addAll(few);
                    }
                  })
              .build();

      TrainingResult result = tuner[0].train(train, validation, spots.images(), spots.partition());

      assertThat(works)
          .containsExactly(
              "epoch 1 of 50",
              "averaging the statistics of the normalisations",
              "measuring on the validation images");
      assertThat(result.interrupted()).isTrue();
      assertThat(result.history()).hasSize(1);
      assertThat(result.epochsTrained()).isEqualTo(0.25); // 8 of 32 images
      assertThat(result.classifier().provenance().facts()).containsEntry("epochs", "0.25");
      assertThat(correct(result.classifier(), train)).isBetween(0, train.size());
      assertPredicted(samples, result.classifier());
    }

    @Test
    @DisplayName("leaves a broken image out, names it, and continues")
    void leavesABrokenImageOut() throws IOException {
      Map<String, byte[]> files = new TreeMap<>(spots.files());
      files.computeIfPresent("spot003.png", (name, bytes) -> Arrays.copyOf(bytes, 60));
      List<SkippedImage> heard = new ArrayList<>();

      TrainingResult result =
          narrow()
              .epochs(1)
              .listener(
                  new TrainingListener() {
                    @Override
                    public void skipped(SkippedImage image) {
                      heard.add(image);
                    }
                  })
              .build()
              .train(train, validation, ImageSource.inMemory(files), spots.partition());

      assertThat(result.skipped()).extracting(SkippedImage::imageId).containsExactly("spot003");
      assertThat(heard).isEqualTo(result.skipped());
    }

    @Test
    @DisplayName("ends at a broken image when it is strict, and names it")
    void endsAtABrokenImage() {
      Map<String, byte[]> files = new TreeMap<>(spots.files());
      files.computeIfPresent("spot003.png", (name, bytes) -> Arrays.copyOf(bytes, 60));
      NetworkTrainer strict = narrow().epochs(1).strict(true).build();

      assertThatThrownBy(
              () -> strict.train(train, validation, ImageSource.inMemory(files), spots.partition()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("spot003");
    }
  }

  @Nested
  @DisplayName("of all layers, with options")
  class WithOptions {

    @Test
    @DisplayName("leaves what lies below a block as it was, bit for bit")
    void trainsFromABlock() throws IOException {
      TrainingResult result =
          narrow()
              .epochs(1)
              .weightAverage(0.9)
              .seed(5)
              .trainFrom(InceptionBlock.MIXED9)
              .build()
              .train(train, validation, spots.images(), spots.partition());

      InceptionV3 architecture = InceptionV3.of(75, 2).withWidth(0.125);
      ComputationGraph before = architecture.fold(architecture.build(new NoOp(), 5));
      ComputationGraph after = result.classifier().extractor().body();
      List<String> units = InceptionV3.unitNames();
      for (String unit : units.subList(0, 76)) {
        assertThat(bits(after, unit)).as(unit).isEqualTo(bits(before, unit));
      }
      for (String unit : units.subList(76, 94)) {
        assertThat(bits(after, unit)).as(unit).isNotEqualTo(bits(before, unit));
      }
    }

    @Test
    @DisplayName(
        "ends when it gets no better for as many epochs as the patience, and keeps the best")
    void stopsEarly() throws IOException {
      TrainingResult result =
          narrow()
              .epochs(9)
              .frozenStatistics(true)
              .optimization(Optimization.paper().withSchedule(epochs -> 0))
              .earlyStopping(EarlyStopping.onValidationLoss(2))
              .build()
              .train(train, validation, spots.images(), spots.partition());

      assertThat(result.history()).hasSize(3);
      assertThat(result.history())
          .extracting(Epoch::validationLoss)
          .containsOnly(result.history().get(0).validationLoss());
      assertThat(result.interrupted()).isFalse();
    }

    @Test
    @DisplayName("on two devices gives what one gives that accumulates two batches")
    void onTwoDevices() throws IOException {
      NetworkTrainer.Builder one =
          narrow().batch(4).epochs(1).optimization(Optimization.paper().withAccumulation(2));
      NetworkTrainer.Builder two = narrow().batch(4).epochs(1).devices(2);

      float[][] expected = probabilities(one);
      float[][] actual = probabilities(two);

      assertThat(expected[0][0]).isNotEqualTo(expected[1][0]);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).containsExactly(expected[i], offset(1e-4f));
      }
    }

    private float[][] probabilities(NetworkTrainer.Builder tuner) throws IOException {
      return tuner
          .build()
          .train(train, validation, spots.images(), spots.partition())
          .classifier()
          .probabilities(validation, spots.images(), TrainingListener.NONE)
          .probabilities();
    }

    @Test
    @DisplayName("stops when the loss is NaN, names the batch, and keeps the last good weights")
    void stopsAtNan() {
      NetworkTrainer diverging =
          narrow()
              .epochs(3)
              .learningRate(1e-3)
              .optimization(Optimization.paper().withSchedule(epochs -> epochs < 1 ? 1 : 1e300))
              .build();

      assertThatThrownBy(
              () -> diverging.train(train, validation, spots.images(), spots.partition()))
          .isInstanceOfSatisfying(
              TrainingStoppedException.class,
              stopped -> {
                assertThat(stopped)
                    .hasMessageContaining("NaN in epoch 2")
                    .hasMessageContaining("spot0")
                    .hasMessageContaining("learning rate");
                LesionClassifier lastGood = stopped.lastGood().orElseThrow();
                assertThat(lastGood.provenance().facts()).containsEntry("epochs", "1");
                assertThat(lastGood.head().weights().sumNumber().doubleValue()).isFinite();
              });
    }

    @Test
    @DisplayName("learns from a class of one image, in a batch larger than the set")
    void takesAOneImageClass() throws IOException {
      List<LesionRecord> few = List.of(train.get(0), train.get(2), train.get(4), train.get(1));

      TrainingResult result =
          narrow()
              .epochs(1)
              .batch(64)
              .optimization(Optimization.paper().withClassWeights(ClassWeights.BALANCED))
              .build()
              .train(few, validation, spots.images(), spots.partition());

      assertThat(result.history().get(0).loss()).isFinite();
    }

    @Test
    @DisplayName("refuses a class without a training image, and names it")
    void refusesAnEmptyClass() {
      List<LesionRecord> blue = train.stream().filter(r -> train.indexOf(r) % 2 == 0).toList();

      assertThatThrownBy(
              () -> narrow().build().train(blue, validation, spots.images(), spots.partition()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The training class 'malignant' has no training image");
    }

    @Test
    @DisplayName("refuses a size under 75, an unknown block and options out of range, by name")
    void refusesBadOptions() {
      assertThatThrownBy(() -> narrow().size(74)).hasMessage("size = 74: must be at least 75");
      assertThatThrownBy(() -> narrow().width(0)).hasMessage("width = 0.0: must be in (0, 4]");
      assertThatThrownBy(() -> narrow().dropoutKeep(0))
          .hasMessage("dropoutKeep = 0.0: must be in (0, 1]");
      assertThatThrownBy(() -> narrow().pipeline(pipeline -> pipeline.mixup(2)))
          .hasMessageContaining("mixup alpha of 2.0");
      assertThatThrownBy(() -> narrow().targets(HierarchicalCost.EDGES, -1))
          .hasMessage("beta = -1.0: must be finite and 0 or more");
      assertThatThrownBy(() -> InceptionBlock.of("mixed11"))
          .hasMessageContaining("no block 'mixed11'")
          .hasMessageContaining("mixed10");
      assertThatThrownBy(() -> Optimization.paper().withLabelSmoothing(1))
          .hasMessage("labelSmoothing = 1.0: must be in [0, 1)");
      assertThatThrownBy(() -> Optimization.paper().withAccumulation(0))
          .hasMessageContaining("accumulation = 0");
      assertThatThrownBy(() -> EarlyStopping.onValidationLoss(0))
          .hasMessage("patience = 0: must be at least 1");
    }
  }

  @Nested
  @DisplayName("of the head")
  class OfTheHead {

    private static @Nullable KerasWeights weights;

    @TempDir Path cache;

    /** The real weights, read once. */
    private static KerasWeights weights() throws IOException {
      if (weights == null) {
        weights =
            KerasWeights.read(SharedData.file("weights/inception_v3_notop.h5"))
                .withNormalization(Normalization.ZERO_TO_ONE);
      }
      return weights;
    }

    @Test
    @DisplayName("learns from features, which a second run takes from the cache")
    void learnsFromCachedFeatures() throws IOException {
      KerasWeights weights = weights();

      TrainingResult first =
          head(weights, new Computed()).train(train, validation, spots.images(), spots.partition());
      Computed computed = new Computed();
      TrainingResult second =
          head(weights, computed).train(train, validation, spots.images(), spots.partition());

      assertThat(correct(first.classifier(), validation)).isEqualTo(validation.size());
      assertThat(computed.images).isZero();
      assertThat(bits(second.classifier().head().weights()))
          .isEqualTo(bits(first.classifier().head().weights()));
      assertThat(bits(second.classifier().head().bias()))
          .isEqualTo(bits(first.classifier().head().bias()));
    }

    @Test
    @DisplayName("reports what it predicts for a few validation images after each iteration")
    void reportsSamples() throws IOException {
      List<List<ValidationSample>> reported = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void predicted(List<ValidationSample> samples) {
              reported.add(samples);
            }
          };

      TrainingResult result =
          HeadTrainer.builder(weights())
              .size(75)
              .epochs(1)
              .featureCache(cache)
              .listener(listener)
              .build()
              .train(train, validation, spots.images(), spots.partition());

      assertThat(reported).hasSize(1);
      assertPredicted(reported.get(0), result.classifier());
    }

    @Test
    @DisplayName("classifies by features that an earlier call left in the cache")
    void classifiesFromTheCache() throws IOException {
      KerasWeights weights = weights();
      LesionClassifier classifier =
          head(weights, TrainingListener.NONE)
              .train(train, validation, spots.images(), spots.partition())
              .classifier();
      Computed computed = new Computed();

      Predictions cached = classifier.probabilities(validation, spots.images(), computed, cache);
      Predictions plain =
          classifier.probabilities(validation, spots.images(), TrainingListener.NONE);

      assertThat(computed.images).isZero();
      assertThat(cached.records()).isEqualTo(plain.records());
      for (int i = 0; i < validation.size(); i++) {
        assertThat(cached.probabilities()[i])
            .containsExactly(plain.probabilities()[i], offset(1e-5f));
      }
    }

    @Test
    @DisplayName("has no cached features for a body that was trained")
    void refusesATrainedBody() throws IOException {
      LesionClassifier classifier =
          narrow()
              .epochs(1)
              .build()
              .train(train, validation, spots.images(), spots.partition())
              .classifier();

      assertThatThrownBy(
              () ->
                  classifier.probabilities(
                      validation, spots.images(), TrainingListener.NONE, cache))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("body of this classifier was trained");
    }

    @Test
    @DisplayName("equals that with the penalty which a cross-validation chose, and records it")
    void choosesThePenalty() throws IOException {
      KerasWeights weights = weights();
      PenaltySearch search = PenaltySearch.withSeed(5).withFolds(3).withPenalties(1, 0.1, 0.01);
      HeadTrainer.Builder builder =
          HeadTrainer.builder(weights).size(75).epochs(30).featureCache(cache);

      LesionClassifier chosen =
          builder
              .regularizationBy(search)
              .build()
              .train(train, validation, spots.images(), spots.partition())
              .classifier();
      Map<String, String> facts = chosen.provenance().facts();
      double penalty = Double.parseDouble(facts.get("reached.headRegularization"));
      LesionClassifier set =
          builder
              .regularization(penalty)
              .build()
              .train(train, validation, spots.images(), spots.partition())
              .classifier();

      assertThat(chosen.head().weights()).isEqualTo(set.head().weights());
      assertThat(chosen.head().bias()).isEqualTo(set.head().bias());
      assertThat(search.penalties()).contains(penalty);
      assertThat(facts)
          .containsEntry(
              "headRegularization",
              "cross-validation in 3 folds, 3 values from 1.0 to 0.01, seed 5")
          .containsEntry("reached.folds", "3")
          .containsKey("reached.crossValidatedLoss");
      assertThat(set.provenance().facts())
          .containsEntry("headRegularization", Double.toString(penalty))
          .doesNotContainKey("reached.headRegularization");
    }

    private HeadTrainer head(KerasWeights weights, TrainingListener listener) {
      return HeadTrainer.builder(weights)
          .size(75)
          .epochs(30)
          .featureCache(cache)
          .listener(listener)
          .build();
    }

    @Test
    @DisplayName("refuses options out of range when they are set, and two ways of weighting")
    void refusesBadOptions() throws IOException {
      KerasWeights weights = weights();

      assertThatThrownBy(() -> HeadTrainer.builder(weights).size(74))
          .hasMessage("size = 74: must be at least 75");
      assertThatThrownBy(() -> HeadTrainer.builder(weights).epochs(0))
          .hasMessage("epochs = 0: must be at least 1");
      assertThatThrownBy(() -> HeadTrainer.builder(weights).regularization(-1))
          .hasMessage("regularization = -1.0: must be finite and 0 or more");
      assertThatThrownBy(
              () ->
                  HeadTrainer.builder(weights)
                      .classWeights(ClassWeights.BALANCED)
                      .balance(Balance.WEIGHTED)
                      .build())
          .hasMessageContaining("classWeights = BALANCED and balance = WEIGHTED");
    }
  }

  @Test
  @DisplayName("names the empty part of a split")
  void saysWhichPartIsEmpty() {
    assertThatThrownBy(
            () -> narrow().build().train(List.of(), validation, spots.images(), spots.partition()))
        .hasMessageContaining("no training image");
    assertThatThrownBy(
            () -> narrow().build().train(train, List.of(), spots.images(), spots.partition()))
        .hasMessageContaining("no validation image");
  }

  @Test
  @DisplayName("needs two training classes, and names the remedy")
  void needsTwoClasses() {
    DiseasePartition one =
        DiseasePartitioner.withMaxClassSize(1000)
            .partition(
                DiseaseCounts.ofLabels(
                    spots.partition().taxonomy(),
                    train.stream().map(LesionRecord::diagnosis).toList()));

    assertThatThrownBy(() -> narrow().build().train(train, validation, spots.images(), one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower maxClassSize (1000)");

    String diagnosis = train.get(0).diagnosis().name();
    List<LesionRecord> alike =
        train.stream().filter(each -> each.diagnosis().name().equals(diagnosis)).toList();
    assertThatThrownBy(() -> narrow().build().train(alike, validation, spots.images(), one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "all training images have the diagnosis '"
                + diagnosis
                + "'; a classifier needs at least two diagnoses");
  }

  /** The values themselves: two arrays of ND4J are equal when they are close. */
  private static float[] bits(ComputationGraph network, String unit) {
    return bits(network.getLayer(unit).params());
  }

  private static float[] bits(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static NetworkTrainer.Builder narrow() {
    return NetworkTrainer.builder()
        .size(75)
        .width(0.125)
        .batch(16)
        .learningRate(0.01)
        .weightAverage(0);
  }

  private int correct(LesionClassifier classifier, List<LesionRecord> records) throws IOException {
    Predictions predictions =
        classifier.probabilities(records, spots.images(), TrainingListener.NONE);
    int correct = 0;
    for (int i = 0; i < predictions.records().size(); i++) {
      float[] p = predictions.probabilities()[i];
      int label =
          classifier.partition().classOf(predictions.records().get(i).diagnosis()).orElseThrow();
      correct += p[label] > 0.5 ? 1 : 0;
    }
    return correct;
  }

  @Test
  @DisplayName("notifies a listener of the number of epochs, and of each new learning rate")
  void planAndRates() throws IOException {
    List<Double> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void planned(int epochs) {
            heard.add((double) epochs);
          }

          @Override
          public void learningRate(double rate) {
            heard.add(rate);
          }
        };

    narrow()
        .epochs(2)
        .optimization(Optimization.paper().withSchedule(LearningRateSchedule.staircase(0.5, 1)))
        .listener(listener)
        .build()
        .train(train, validation, spots.images(), spots.partition());

    // Two steps in each epoch; the rate halves after the first epoch.
    assertThat(heard).containsExactly(2.0, 0.01, 0.005);
  }

  /** At most eight validation images, and what the trained classifier itself says of them. */
  private void assertPredicted(List<ValidationSample> samples, LesionClassifier classifier)
      throws IOException {
    assertThat(samples).hasSize(Math.min(8, validation.size()));
    List<LesionRecord> records = samples.stream().map(ValidationSample::record).toList();
    assertThat(validation).containsAll(records);
    assertThat(records).doesNotHaveDuplicates();
    Predictions expected = classifier.probabilities(records, spots.images(), TrainingListener.NONE);
    assertThat(expected.records()).isEqualTo(records);
    for (int i = 0; i < records.size(); i++) {
      ValidationSample sample = samples.get(i);
      float[] row = expected.probabilities()[i];
      assertThat(sample.prediction().probabilities()).containsExactly(row, offset(1e-5f));
      int label = spots.partition().classOf(records.get(i).diagnosis()).orElseThrow();
      assertThat(sample.trainingClass().index()).isEqualTo(label);
      float most = 0;
      for (float each : row) {
        most = Math.max(most, each);
      }
      assertThat(sample.isRight()).isEqualTo(row[label] == most);
    }
  }

  /** Counts the images that went through the body. */
  private static final class Computed implements TrainingListener {
    private long images;

    @Override
    public void advanced(long steps) {
      images += steps;
    }
  }
}
