package io.github.derm4j.examples.study;

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
import java.util.Optional;
import java.util.stream.IntStream;

/** Scores, answers and lesions of the images that belong to a task. */
final class ScoredImages {

  private static final double LEVEL = 0.95;

  private final List<Double> values = new ArrayList<>();
  private final List<Boolean> answers = new ArrayList<>();
  private final List<String> lesions = new ArrayList<>();

  /**
   * Scores images; those that are on neither side of the task are left out.
   *
   * @param predictions what a network said
   * @param scorer the task
   */
  static ScoredImages of(Predictions predictions, BinaryScorer scorer) {
    ScoredImages scored = new ScoredImages();
    for (int i = 0; i < predictions.records().size(); i++) {
      LesionRecord record = predictions.records().get(i);
      Optional<Boolean> answer = scorer.label(record.diagnosis());
      if (answer.isPresent()) {
        scored.values.add(scorer.score(predictions.probabilities()[i]));
        scored.answers.add(answer.get());
        scored.lesions.add(Lesions.of(record));
      }
    }
    return scored;
  }

  /** The images of several folds as one set. */
  static ScoredImages pooled(List<ScoredImages> folds) {
    ScoredImages pooled = new ScoredImages();
    for (ScoredImages fold : folds) {
      pooled.values.addAll(fold.values);
      pooled.answers.addAll(fold.answers);
      pooled.lesions.addAll(fold.lesions);
    }
    return pooled;
  }

  long lesions(boolean positive) {
    return IntStream.range(0, lesions.size())
        .filter(i -> answers.get(i) == positive)
        .mapToObj(lesions::get)
        .distinct()
        .count();
  }

  long positives() {
    return answers.stream().filter(Boolean::booleanValue).count();
  }

  long negatives() {
    return answers.size() - positives();
  }

  boolean hasBoth() {
    return positives() > 0 && negatives() > 0;
  }

  BinaryScores scores() {
    double[] scores = values.stream().mapToDouble(Double::doubleValue).toArray();
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = answers.get(i);
    }
    return BinaryScores.of(scores, positive);
  }

  /** DeLong's interval of the area, or its generalisation where a lesion has several images. */
  Interval interval() {
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
