package io.github.derm4j.cli.study;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.BinaryScorer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The images that belong to a task.
 *
 * @param images what was said of each
 */
record ScoredImages(List<ImageScore> images) {

  private static final double LEVEL = 0.95;

  /** Copies the list. */
  ScoredImages {
    images = List.copyOf(images);
  }

  /**
   * Scores images; those that are on neither side of the task are left out.
   *
   * @param predictions what a network said
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
                      new ImageScore(record.imageId(), Lesions.of(record), positive, score)));
    }
    return new ScoredImages(images);
  }

  /** The images of several folds as one set. */
  static ScoredImages pooled(List<ScoredImages> folds) {
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

  boolean hasBoth() {
    return positives() > 0 && negatives() > 0;
  }

  BinaryScores scores() {
    boolean[] positive = new boolean[images.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = images.get(i).positive();
    }
    return BinaryScores.of(images.stream().mapToDouble(ImageScore::score).toArray(), positive);
  }

  /** DeLong's interval of the area, or its generalisation where a lesion has several images. */
  Interval interval() {
    List<String> lesions = images.stream().map(ImageScore::lesion).toList();
    if (new HashSet<>(lesions).size() == lesions.size()) {
      return new Interval(Auc.of(scores()).interval(LEVEL), "DeLong, 95 %");
    }
    return new Interval(
        ClusteredAuc.of(scores(), Clusters.of(lesions)).interval(LEVEL),
        "DeLong clustered by lesion (Obuchowski), 95 %");
  }

  /**
   * An interval and how it was computed.
   *
   * @param limits both ends
   * @param method the method and the level
   */
  record Interval(ConfidenceInterval limits, String method) {}
}
