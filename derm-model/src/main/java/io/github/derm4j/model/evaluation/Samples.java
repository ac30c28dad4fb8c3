package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.CentralCrop;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.Evaluation.ClassProbability;
import io.github.derm4j.model.evaluation.Evaluation.Sample;
import io.github.derm4j.model.explain.Explainer;
import io.github.derm4j.model.explain.Heatmap;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A few test images with their most probable classes, each of a different lesion. */
final class Samples {

  private static final int SAMPLES = 8;
  private static final int SAMPLE_SIZE = 176;
  private static final int SAMPLE_QUALITY = 80;
  private static final int TOP_CLASSES = 3;

  private Samples() {}

  /** Draws random test images. */
  static List<Sample> random(
      Predictions test, DiseasePartition partition, ImageSource images, long seed) {
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, test.records().size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return first(order, test, partition, images);
  }

  /** Selects the wrong predictions with the highest probability. */
  static List<Sample> errors(Predictions test, DiseasePartition partition, ImageSource images) {
    List<Integer> wrong =
        IntStream.range(0, test.records().size())
            .filter(
                i -> {
                  OptionalInt truth = partition.classOf(test.records().get(i).diagnosis());
                  return truth.isPresent()
                      && truth.getAsInt() != ranked(test.probabilities()[i]).get(0);
                })
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -highest(test.probabilities()[i])))
            .toList();
    return first(wrong, test, partition, images);
  }

  private static float highest(float[] row) {
    return row[ranked(row).get(0)];
  }

  private static List<Sample> first(
      List<Integer> order, Predictions test, DiseasePartition partition, ImageSource images) {
    List<Sample> samples = new ArrayList<>();
    Set<String> lesions = new HashSet<>();
    for (int i : order) {
      if (samples.size() == SAMPLES) {
        break;
      }
      LesionRecord record = test.records().get(i);
      if (lesions.add(Lesions.idOf(record))) {
        thumbnail(record, images)
            .ifPresent(uri -> samples.add(sample(record, test.probabilities()[i], partition, uri)));
      }
    }
    return samples;
  }

  private static List<Integer> ranked(float[] row) {
    return IntStream.range(0, row.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(k -> row[k]).reversed())
        .limit(TOP_CLASSES)
        .toList();
  }

  private static Sample sample(
      LesionRecord record, float[] row, DiseasePartition partition, String thumbnail) {
    List<Integer> ranked = ranked(row);
    return new Sample(
        record.imageId(),
        record.diagnosis().name(),
        thumbnail,
        ranked.stream()
            .map(k -> new ClassProbability(partition.classes().get(k).name(), row[k]))
            .toList(),
        partition.classOf(record.diagnosis()).equals(OptionalInt.of(ranked.get(0))));
  }

  /**
   * The image in a reduced size; empty if it can no longer be read, so that the report has one
   * sample less.
   */
  private static Optional<String> thumbnail(LesionRecord record, ImageSource images) {
    try (LesionImage whole =
            ImageDecoder.decode(images.read(record.imageName()), record.imageName());
        LesionImage small = new CentralCrop(1, SAMPLE_SIZE).apply(whole, new Random(0))) {
      return Optional.of(dataUri(small));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Adds a heat map of the most probable class to each sample: Grad-CAM, saliency for small
   * networks, whose last block has too few cells, or occlusion for a classifier without gradients.
   * A sample whose image can't be read any more stays without.
   */
  static List<Sample> withHeatMaps(
      List<Sample> samples, Predictions test, ImageClassifier classifier, ImageSource images) {
    Map<String, Integer> rows = new HashMap<>();
    for (int i = 0; i < test.records().size(); i++) {
      rows.put(test.records().get(i).imageId(), i);
    }
    List<Sample> mapped = new ArrayList<>();
    for (Sample sample : samples) {
      int row = Objects.requireNonNull(rows.get(sample.image()));
      int top = ranked(test.probabilities()[row]).get(0);
      mapped.add(
          new Sample(
              sample.image(),
              sample.diagnosis(),
              sample.dataUri(),
              sample.top(),
              sample.hit(),
              heatMap(test.records().get(row), top, classifier, images)));
    }
    return mapped;
  }

  private static Optional<String> heatMap(
      LesionRecord record, int trainingClass, ImageClassifier classifier, ImageSource images) {
    try (LesionImage whole =
            ImageDecoder.decode(images.read(record.imageName()), record.imageName());
        LesionImage input =
            classifier.preprocessing().transform().apply(whole, new SplittableRandom(0))) {
      Heatmap map = heatMap(whole, trainingClass, classifier);
      try (LesionImage drawn = LesionImage.of(map.over(input.toBufferedImage()));
          LesionImage small = new CentralCrop(1, SAMPLE_SIZE).apply(drawn, new Random(0))) {
        return Optional.of(dataUri(small));
      }
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Heatmap heatMap(LesionImage image, int trainingClass, ImageClassifier classifier) {
    Explainer explainer = Explainer.of(classifier);
    if (!(classifier instanceof LesionClassifier own) || !own.hasGradients()) {
      return explainer.occlusion(image, trainingClass);
    }
    return classifier.preprocessing().size() < Explainer.LEAST_GRAD_CAM_SIZE
        ? explainer.saliency(image, trainingClass)
        : explainer.gradCam(image, trainingClass);
  }

  private static String dataUri(LesionImage image) throws IOException {
    return "data:image/jpeg;base64,"
        + Base64.getEncoder().encodeToString(image.toJpeg(SAMPLE_QUALITY));
  }
}
