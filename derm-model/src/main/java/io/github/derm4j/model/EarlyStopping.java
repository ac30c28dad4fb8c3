package io.github.derm4j.model;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.taxonomy.BinaryScorer;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ends a training of all layers when the validation images say that it gets no better, and keeps
 * the weights of the epoch that was best on them.
 *
 * @param patience after how many epochs in a row without a new best it ends, at least 1
 * @param task whose AUC on the validation images counts; null for their cross-entropy
 */
public record EarlyStopping(int patience, @Nullable BinaryTask task) {

  /**
   * Checks the values.
   *
   * @param patience after how many epochs without a new best
   * @param task whose AUC counts, or null
   * @throws IllegalArgumentException if the patience is below 1
   */
  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException("patience = " + patience + ": must be at least 1");
    }
  }

  /**
   * By the mean cross-entropy over the validation images.
   *
   * @param patience after how many epochs without a new best
   * @return the rule
   */
  public static EarlyStopping onValidationLoss(int patience) {
    return new EarlyStopping(patience, null);
  }

  /**
   * By the area under the ROC curve of a task, over the validation images that it is about: what a
   * reader of the results asks for, where the loss also asks for classes that no task tells apart.
   *
   * @param task the task
   * @param patience after how many epochs without a new best
   * @return the rule
   */
  public static EarlyStopping onAuc(BinaryTask task, int patience) {
    return new EarlyStopping(patience, task);
  }

  /** What is to be as high as possible. */
  double figure(
      INDArray probabilities, List<LesionRecord> records, DiseasePartition partition, double loss) {
    if (task == null) {
      return -loss;
    }
    BinaryScorer scorer = task.on(partition);
    List<Double> scores = new ArrayList<>();
    List<Boolean> labels = new ArrayList<>();
    for (int row = 0; row < records.size(); row++) {
      Optional<Boolean> label = scorer.label(records.get(row).diagnosis());
      if (label.isPresent()) {
        scores.add(scorer.score(probabilities.getRow(row).toFloatVector()));
        labels.add(label.get());
      }
    }
    if (!labels.contains(true) || !labels.contains(false)) {
      throw new IllegalArgumentException(
          "Early stopping by the AUC of '%s': the validation images lie on one side of it only; give more, or stop by the validation loss"
              .formatted(task.name()));
    }
    boolean[] positive = new boolean[labels.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = labels.get(i);
    }
    return RocCurve.of(
            BinaryScores.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), positive))
        .auc();
  }

  /** Whether as many epochs as the patience have passed since the best. */
  boolean isOver(List<Double> figures) {
    return !figures.isEmpty() && figures.size() - 1 - best(figures) >= patience;
  }

  /** The place of the first of the highest figures. */
  static int best(List<Double> figures) {
    int best = 0;
    for (int i = 1; i < figures.size(); i++) {
      if (figures.get(i) > figures.get(best)) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public String toString() {
    return "%s, patience %d"
        .formatted(task == null ? "validation loss" : "AUC of " + task.name(), patience);
  }
}
