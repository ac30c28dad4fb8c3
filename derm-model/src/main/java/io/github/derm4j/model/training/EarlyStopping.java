package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.internal.InferenceConfusion;
import io.github.derm4j.taxonomy.BinaryScorer;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ends a training of all layers when a figure on the validation images stops improving, and keeps
 * the weights of the best epoch.
 */
public final class EarlyStopping {

  private final int patience;
  private final String name;
  private final Figure figure;

  private EarlyStopping(int patience, String name, Figure figure) {
    if (patience < 1) {
      throw new IllegalArgumentException("patience = " + patience + ": must be at least 1");
    }
    this.patience = patience;
    this.name = name;
    this.figure = figure;
  }

  /** The figure to maximise. */
  @FunctionalInterface
  private interface Figure {
    double value(
        INDArray probabilities,
        List<LesionRecord> records,
        DiseasePartition partition,
        double loss);
  }

  /**
   * Makes a rule by the mean cross-entropy over the validation images.
   *
   * @param patience the number of consecutive epochs without a new best after which training ends,
   *     at least 1
   * @return the rule
   * @throws IllegalArgumentException if the patience is below 1
   */
  public static EarlyStopping onValidationLoss(int patience) {
    return new EarlyStopping(
        patience, "validation loss", (probabilities, records, partition, loss) -> -loss);
  }

  /**
   * Makes a rule by the area under the ROC curve of a task, over its validation images. This is the
   * reported figure, whereas the loss also depends on classes that no task separates.
   *
   * @param task the task
   * @param patience the number of consecutive epochs without a new best after which training ends,
   *     at least 1
   * @return the rule
   * @throws IllegalArgumentException if the patience is below 1
   */
  public static EarlyStopping onAuc(BinaryTask task, int patience) {
    return new EarlyStopping(
        patience,
        "AUC of " + task.name(),
        (probabilities, records, partition, loss) -> auc(task, probabilities, records, partition));
  }

  /**
   * Makes a rule by the paper's overall accuracy over inference classes: the mean over the classes
   * of the share of validation images that are predicted correctly.
   *
   * @param classes the inference classes of the trained partition
   * @param patience the number of consecutive epochs without a new best after which training ends,
   *     at least 1
   * @return the rule
   * @throws IllegalArgumentException if the patience is below 1
   */
  public static EarlyStopping onAccuracy(InferenceMap classes, int patience) {
    return new EarlyStopping(
        patience,
        "accuracy over " + String.join(", ", classes.labels()),
        (probabilities, records, partition, loss) -> accuracy(classes, probabilities, records));
  }

  private static double auc(
      BinaryTask task,
      INDArray probabilities,
      List<LesionRecord> records,
      DiseasePartition partition) {
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
          String.format(
              Locale.ROOT,
              "Early stopping by the AUC of '%s': all validation images are on one side of it; give"
                  + " more images, or stop by the validation loss",
              task.name()));
    }
    boolean[] positive = new boolean[labels.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = labels.get(i);
    }
    return RocCurve.of(
            BinaryScores.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), positive))
        .auc();
  }

  private static double accuracy(
      InferenceMap classes, INDArray probabilities, List<LesionRecord> records) {
    if (records.stream().allMatch(each -> classes.groupOf(each.diagnosis()).isEmpty())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Early stopping by the accuracy over %s: one of them has no validation image; give"
                  + " more images, or stop by the validation loss",
              classes.labels()));
    }
    return InferenceConfusion.count(classes, records, probabilities.toFloatMatrix())
        .meanClassAccuracy();
  }

  /** Computes the figure to maximise from probabilities and their loss. */
  double figure(
      INDArray probabilities, List<LesionRecord> records, DiseasePartition partition, double loss) {
    return figure.value(probabilities, records, partition, loss);
  }

  /** Returns whether the patience is exhausted. */
  boolean isOver(List<Double> figures) {
    return !figures.isEmpty() && figures.size() - 1 - best(figures) >= patience;
  }

  /** The index of the first of the highest figures. */
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
    return String.format(Locale.ROOT, "%s, patience %d", name, patience);
  }
}
