package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.CentralCrop;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.Evaluation.ClassProbability;
import io.github.derm4j.model.evaluation.Evaluation.Sample;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Turns what a network said of validation and test images into an {@link Evaluation}. */
public final class Evaluator {

  private static final int SAMPLES = 8;
  private static final int SAMPLE_SIZE = 176;
  private static final int SAMPLE_QUALITY = 80;
  private static final int TOP_CLASSES = 3;

  private final DiseasePartition partition;
  private final Predictions validation;
  private final Predictions test;

  /**
   * An evaluator.
   *
   * @param partition the training classes
   * @param validation what the network said of the images that thresholds are chosen on; may be
   *     empty
   * @param test what it said of the images that figures are reported on
   * @throws IllegalArgumentException if there is no test image
   */
  public Evaluator(DiseasePartition partition, Predictions validation, Predictions test) {
    if (test.records().isEmpty()) {
      throw new IllegalArgumentException(
          "there is no test image that can be read; give more images or a larger test fraction");
    }
    this.partition = partition;
    this.validation = validation;
    this.test = test;
  }

  /**
   * Evaluates.
   *
   * @param tasks the binary tasks to try
   * @param all counts over all images of the run
   * @param images where the test images are, for a few samples
   * @param seed of the choice of samples
   * @return what the test images gave
   */
  public Evaluation evaluate(
      List<TaskDefinition> tasks, DiseaseCounts all, ImageSource images, long seed) {
    TaskEvaluator evaluator = new TaskEvaluator(partition, all, validation, test);
    tasks.forEach(evaluator::evaluate);
    return new Evaluation(
        evaluator.results(), evaluator.skipped(), confusion(), samples(images, seed));
  }

  private Optional<ConfusionMatrix> confusion() {
    return InferenceLevels.deepest(partition)
        .filter(
            level ->
                test.records().stream()
                    .anyMatch(record -> level.groupOf(record.diagnosis()).isPresent()))
        .map(level -> InferenceConfusion.of(level, test.records(), test.probabilities()));
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /** A few images, each of another lesion. */
  private List<Sample> samples(ImageSource images, long seed) {
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, test.records().size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    List<Sample> samples = new ArrayList<>();
    Set<String> lesions = new HashSet<>();
    for (int i : order) {
      if (samples.size() == SAMPLES) {
        break;
      }
      LesionRecord record = test.records().get(i);
      if (lesions.add(record.lesionId().orElse(record.imageId()))) {
        picture(record, images).ifPresent(picture -> samples.add(sample(i, picture)));
      }
    }
    return samples;
  }

  private Sample sample(int i, String picture) {
    LesionRecord record = test.records().get(i);
    float[] row = test.probabilities()[i];
    List<ClassProbability> top =
        IntStream.range(0, row.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(k -> row[k]).reversed())
            .limit(TOP_CLASSES)
            .map(k -> new ClassProbability(partition.classes().get(k).name(), row[k]))
            .toList();
    return new Sample(
        record.imageId(),
        record.diagnosis().name(),
        picture,
        top,
        partition.classOf(record.diagnosis()).equals(OptionalInt.of(largest(row))));
  }

  /** The picture, small; empty if it can't be read any more, which costs the report one sample. */
  private static Optional<String> picture(LesionRecord record, ImageSource images) {
    try (LesionImage whole =
            ImageDecoder.decode(images.read(record.imageName()), record.imageName());
        LesionImage small = new CentralCrop(1, SAMPLE_SIZE).apply(whole, new Random(0))) {
      return Optional.of(
          "data:image/jpeg;base64,"
              + Base64.getEncoder().encodeToString(small.toJpeg(SAMPLE_QUALITY)));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
