package io.github.derm4j.model.training;

import io.github.derm4j.model.internal.Broadcasts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A classifier of features by their cosine similarity to those of training images, to compare a
 * trained head with. Nothing is optimised: a head that is not better has learnt nothing beyond the
 * body's features.
 *
 * <p>{@link #neighbours} uses the most similar training images, {@link #means} the mean of each
 * class. Neither is stored in a classifier's file: the neighbours need the features of every
 * training image, which are large, and from which images can be partly reconstructed.
 */
public final class FeatureBaseline {

  /** The number of test images that are compared at once. */
  private static final int CHUNK = 512;

  /** The temperature of votes and scores, as in the evaluation of DINO (Caron et al. 2021). */
  private static final double TEMPERATURE = 0.07;

  private static final double LEAST_NORM = 1e-30;

  private final INDArray rows;
  private final int[] labels;
  private final int classes;
  private final int neighbours;

  private FeatureBaseline(INDArray rows, int[] labels, int classes, int neighbours) {
    this.rows = rows;
    this.labels = labels;
    this.classes = classes;
    this.neighbours = neighbours;
  }

  /**
   * Classifies by the k most similar training images. Each votes for its class with the weight
   * {@code exp(s / 0.07)}, s being the cosine similarity; the probability of a class is its share
   * of the weights. Of equally similar images at the end of the list, the first ones are taken.
   *
   * @param features the features of the training images, {@code [n, length]}
   * @param labels the class of each image, from 0
   * @param classes the number of classes
   * @param k the number of neighbours, at least 1; 20 is usual
   * @return the classifier
   * @throws IllegalArgumentException if there are no images, a label is out of range, the numbers
   *     of rows and labels differ, or k is less than 1 or more than the number of images
   */
  public static FeatureBaseline neighbours(float[][] features, int[] labels, int classes, int k) {
    requireLabels(features, labels, classes);
    Range.require(
        k >= 1 && k <= labels.length, "k", k, "from 1 to the " + labels.length + " images");
    return new FeatureBaseline(unit(features), labels.clone(), classes, k);
  }

  /**
   * Classifies by the mean of each class: the mean of its images' features, each scaled to length
   * 1. The probability of a class is proportional to {@code exp(-d / 0.14)}, d being the squared
   * distance from the mean of the class to the image's features, scaled in the same way. A class
   * without images has probability 0.
   *
   * @param features the features of the training images, {@code [n, length]}
   * @param labels the class of each image, from 0
   * @param classes the number of classes
   * @return the classifier
   * @throws IllegalArgumentException if there are no images, a label is out of range, or the
   *     numbers of rows and labels differ
   */
  public static FeatureBaseline means(float[][] features, int[] labels, int classes) {
    requireLabels(features, labels, classes);
    int[] present = IntStream.of(labels).distinct().sorted().toArray();
    INDArray unit = unit(features);
    INDArray means = Nd4j.create(present.length, unit.columns());
    for (int i = 0; i < present.length; i++) {
      int label = present[i];
      int[] own = IntStream.range(0, labels.length).filter(row -> labels[row] == label).toArray();
      means.putRow(i, unit.getRows(own).mean(0));
    }
    return new FeatureBaseline(means, present, classes, 0);
  }

  /**
   * Computes probabilities.
   *
   * @param features the features of images, {@code [n, length]}
   * @return {@code [n, classes]}, each row summing to 1
   */
  public float[][] probabilities(float[][] features) {
    float[][] probabilities = new float[features.length][];
    for (int from = 0; from < features.length; from += CHUNK) {
      int to = Math.min(features.length, from + CHUNK);
      float[][] chunk = List.of(features).subList(from, to).toArray(float[][]::new);
      float[][] similarities = unit(chunk).mmul(rows.transpose()).toFloatMatrix();
      for (int i = from; i < to; i++) {
        probabilities[i] = probabilities(similarities[i - from]);
      }
    }
    return probabilities;
  }

  private float[] probabilities(float[] similarities) {
    double[] scores = new double[labels.length];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = similarities[row] / TEMPERATURE;
    }
    int[] counted;
    if (neighbours == 0) {
      double[] squares = squares();
      for (int row = 0; row < scores.length; row++) {
        scores[row] -= squares[row] / (2 * TEMPERATURE);
      }
      counted = IntStream.range(0, scores.length).toArray();
    } else {
      counted = nearest(similarities);
    }
    double most = IntStream.of(counted).mapToDouble(row -> scores[row]).max().orElseThrow();
    double[] weights = new double[classes];
    double sum = 0;
    for (int row : counted) {
      double weight = Math.exp(scores[row] - most);
      weights[labels[row]] += weight;
      sum += weight;
    }
    float[] probabilities = new float[classes];
    for (int c = 0; c < classes; c++) {
      probabilities[c] = (float) (weights[c] / sum);
    }
    return probabilities;
  }

  /** The squared lengths of the means, which are shorter than 1. */
  private double[] squares() {
    return rows.mul(rows).sum(1).toDoubleVector();
  }

  private int[] nearest(float[] similarities) {
    Comparator<Integer> nearestFirst =
        Comparator.<Integer>comparingDouble(row -> -similarities[row]).thenComparingInt(row -> row);
    PriorityQueue<Integer> best = new PriorityQueue<>(neighbours + 1, nearestFirst.reversed());
    for (int row = 0; row < similarities.length; row++) {
      best.add(row);
      if (best.size() > neighbours) {
        best.remove();
      }
    }
    return best.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  /** Scales rows to length 1; a row of zeros stays, and is similar to nothing. */
  private static INDArray unit(float[][] features) {
    INDArray rows = Nd4j.create(features);
    INDArray norms = Transforms.max(rows.norm2(1), LEAST_NORM);
    return Broadcasts.multiplyColumns(rows, norms.rdiv(1));
  }

  private static void requireLabels(float[][] features, int[] labels, int classes) {
    if (features.length == 0 || features.length != labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d rows of features and %d labels: there must be as many, and at least one",
              features.length,
              labels.length));
    }
    for (int label : labels) {
      Range.require(label >= 0 && label < classes, "label", label, "from 0 to " + (classes - 1));
    }
  }
}
