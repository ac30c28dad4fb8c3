package io.github.derm4j.model.evaluation;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DeLongTest;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.BinaryScorer;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images that belong to a binary task, with their scores.
 *
 * @param images the scores of the images
 */
public record ScoredImages(List<ImageScore> images) {

  private static final double LEVEL = 0.95;

  /**
   * Copies the list.
   *
   * @param images the scores of the images
   */
  public ScoredImages {
    images = List.copyOf(images);
  }

  /**
   * Scores images on the part of a task that the training classes resolve.
   *
   * @param task the task
   * @param all counts over all images of the run
   * @param partition the training classes
   * @param predictions the probabilities of the images
   * @return the images of the task; empty if the training classes do not allow the task
   */
  public static Optional<ScoredImages> of(
      TaskDefinition task, DiseaseCounts all, DiseasePartition partition, Predictions predictions) {
    return TaskResolution.of(task, partition, all).scorer().map(scorer -> of(predictions, scorer));
  }

  /**
   * Scores images. Images on neither side of the task are left out.
   *
   * @param predictions the probabilities from a network
   * @param scorer the task
   */
  static ScoredImages of(Predictions predictions, BinaryScorer scorer) {
    List<ImageScore> images = new ArrayList<>();
    for (int i = 0; i < predictions.records().size(); i++) {
      LesionRecord record = predictions.records().get(i);
      double score = scorer.score(predictions.probabilities()[i]);
      scorer
          .label(record.diagnosis())
          .ifPresent(
              positive ->
                  images.add(
                      new ImageScore(record.imageId(), Lesions.idOf(record), positive, score)));
    }
    return new ScoredImages(images);
  }

  /**
   * Pools the images of several folds.
   *
   * @param folds the images of each fold
   * @return the images of all folds
   */
  public static ScoredImages pooled(List<ScoredImages> folds) {
    return new ScoredImages(folds.stream().flatMap(fold -> fold.images().stream()).toList());
  }

  long lesions(boolean positive) {
    return images.stream()
        .filter(image -> image.positive() == positive)
        .map(ImageScore::lesion)
        .distinct()
        .count();
  }

  long positives() {
    return images.stream().filter(ImageScore::positive).count();
  }

  long negatives() {
    return images.size() - positives();
  }

  /** {@return whether there are images on both sides} */
  public boolean hasBoth() {
    return positives() > 0 && negatives() > 0;
  }

  /** {@return the scores, in the order of the images} */
  public BinaryScores scores() {
    boolean[] positive = new boolean[images.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = images.get(i).positive();
    }
    return BinaryScores.of(images.stream().mapToDouble(ImageScore::score).toArray(), positive);
  }

  /**
   * {@return whether each side has at least two lesions, as every interval of the area requires}
   */
  public boolean hasInterval() {
    return lesions(true) > 1 && lesions(false) > 1;
  }

  /**
   * Computes DeLong's interval of the area under the ROC curve, or its generalisation for clusters
   * (Obuchowski 1997) if a lesion has several images. An area of exactly 0 or 1 has an exact
   * interval, see {@link Auc#interval}.
   *
   * @return the 95 % interval; empty if a side has fewer than two lesions
   */
  public Optional<Interval> interval() {
    if (!hasInterval()) {
      return Optional.empty();
    }
    if (isClustered()) {
      ClusteredAuc auc = ClusteredAuc.of(scores(), clusters());
      return Optional.of(
          new Interval(
              auc.interval(LEVEL),
              auc.intervalMethod().startsWith("exact")
                  ? auc.intervalMethod() + " of lesions, 95 %"
                  : "DeLong clustered by lesion (Obuchowski), 95 %"));
    }
    Auc auc = Auc.of(scores());
    return Optional.of(new Interval(auc.interval(LEVEL), auc.intervalMethod() + ", 95 %"));
  }

  /**
   * Compares the areas of two classifiers on the same images, clustered if a lesion has several.
   *
   * @param other the same images in the same order, with the other classifier's scores
   * @return the paired test; empty if a side has fewer than two lesions
   */
  public Optional<AucComparison> compare(ScoredImages other) {
    if (!hasInterval()) {
      return Optional.empty();
    }
    return Optional.of(
        isClustered()
            ? ClusteredAuc.compare(scores(), other.scores(), clusters())
            : DeLongTest.paired(scores(), other.scores()));
  }

  /** {@return whether a lesion has several images} */
  public boolean isClustered() {
    return clusters().count() < images.size();
  }

  Clusters clusters() {
    return Clusters.of(images.stream().map(ImageScore::lesion).toList());
  }

  /**
   * An interval and its method.
   *
   * @param limits the limits
   * @param method the method and the level
   */
  public record Interval(ConfidenceInterval limits, String method) {}
}
