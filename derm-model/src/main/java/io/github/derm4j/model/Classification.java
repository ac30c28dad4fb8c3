package io.github.derm4j.model;

import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.TrainingClass;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A classifier's output for one image. Research software, not a medical device. Its output is not a
 * diagnosis.
 */
public final class Classification {

  private final DiseasePartition partition;
  private final float[] probabilities;
  private final OptionalDouble novelty;
  private final OptionalDouble disagreement;

  /**
   * Makes a classification.
   *
   * @param partition the training classes
   * @param probabilities one probability for each training class, summing to 1
   */
  public Classification(DiseasePartition partition, float[] probabilities) {
    this(partition, probabilities, OptionalDouble.empty());
  }

  /**
   * Makes a classification with a score of how unlike the training images the image is.
   *
   * @param partition the training classes
   * @param probabilities one probability for each training class, summing to 1
   * @param novelty the score, see {@link ImageClassifier#novelty()}; empty if the classifier has
   *     none
   */
  public Classification(DiseasePartition partition, float[] probabilities, OptionalDouble novelty) {
    this(partition, probabilities, novelty, OptionalDouble.empty());
  }

  private Classification(
      DiseasePartition partition,
      float[] probabilities,
      OptionalDouble novelty,
      OptionalDouble disagreement) {
    this.partition = partition;
    this.probabilities = probabilities;
    this.novelty = novelty;
    this.disagreement = disagreement;
  }

  /**
   * A copy of the mean of several classifiers.
   *
   * @param value how much they disagree, see {@link #disagreement()}
   * @return a changed copy
   */
  public Classification withDisagreement(double value) {
    return new Classification(partition, probabilities, novelty, OptionalDouble.of(value));
  }

  /** A copy with other probabilities, such as recalibrated ones. */
  Classification withProbabilities(float[] changed) {
    return new Classification(partition, changed, novelty, disagreement);
  }

  /**
   * A training class and its probability.
   *
   * @param trainingClass the class
   * @param probability in [0, 1]
   */
  public record Ranked(TrainingClass trainingClass, double probability) {}

  DiseasePartition partition() {
    return partition;
  }

  /** {@return the probability of each training class, in the order of the partition; sums to 1} */
  public float[] probabilities() {
    return probabilities.clone();
  }

  /**
   * {@return how unlike the training images the image is, in the unit of {@link
   * ImageClassifier#novelty()}; empty if the classifier has no such score}
   */
  public OptionalDouble novelty() {
    return novelty;
  }

  /**
   * {@return how much the members of an ensemble disagree: the mutual information between class and
   * member in nats, 0 if all agree; empty for a single classifier}
   */
  public OptionalDouble disagreement() {
    return disagreement;
  }

  /**
   * The most probable training classes.
   *
   * @param n the maximum number of classes
   * @return the classes, most probable first; ties in the order of the partition
   */
  public List<Ranked> top(int n) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(i -> new Ranked(partition.classes().get(i), probabilities[i]))
        .sorted(Comparator.comparingDouble(Ranked::probability).reversed())
        .limit(n)
        .toList();
  }

  @Override
  public String toString() {
    Ranked first = top(1).get(0);
    return String.format(Locale.ROOT, "%s %.3f", first.trainingClass().name(), first.probability());
  }
}
