package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects and forwards the events of a training run, and computes losses and accuracies. */
final class TrainingLog {

  private static final int SAMPLES = 8;

  private final TrainingListener listener;
  private final List<Epoch> epochs = new ArrayList<>();
  private final List<SkippedImage> skipped = new ArrayList<>();
  private double partOfEpoch = 1;

  TrainingLog(TrainingListener listener) {
    this.listener = listener;
  }

  TrainingListener listener() {
    return listener;
  }

  /** Restores the figures of an earlier run, without reporting them again. */
  void resume(List<Epoch> reached) {
    epochs.addAll(reached);
  }

  /**
   * Forwards the predictions of a validation for a few images.
   *
   * @param read the images that could be read
   * @param probabilities a row for each of them
   */
  void predicted(LabelledRecords validation, List<LesionRecord> read, INDArray probabilities) {
    DiseasePartition partition = validation.partition();
    int count = Math.min(SAMPLES, read.size());
    List<ValidationSample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int row = (int) ((long) i * read.size() / count);
      LesionRecord record = read.get(row);
      samples.add(
          new ValidationSample(
              record,
              partition.classes().get(validation.label(record)),
              new Classification(partition, probabilities.getRow(row).toFloatVector())));
    }
    listener.predicted(List.copyOf(samples));
  }

  void epoch(Epoch epoch) {
    epoch(epoch, 1);
  }

  /**
   * Adds the figures of an epoch.
   *
   * @param part the share of the epoch that was trained, up to 1
   */
  void epoch(Epoch epoch, double part) {
    epochs.add(epoch);
    partOfEpoch = part;
    listener.epochFinished(epoch);
  }

  /** The number of passes over the training images, which may be fractional. */
  double epochsTrained() {
    return epochs.isEmpty() ? 0 : epochs.size() - 1 + partOfEpoch;
  }

  void skipped(SkippedImage image) {
    skipped.add(image);
    listener.skipped(image);
  }

  List<Epoch> epochs() {
    return List.copyOf(epochs);
  }

  List<SkippedImage> skipped() {
    return List.copyOf(skipped);
  }

  /** The mean of -log p(label), in nats; NaN for no rows. */
  static double crossEntropy(INDArray probabilities, int[] labels) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum -= Math.log(Math.max(probabilities.getDouble(row, labels[row]), 1e-12));
    }
    return sum / labels.length;
  }

  /** The weighted mean of -log p(label), in nats. */
  static double crossEntropy(INDArray probabilities, int[] labels, double[] weights) {
    double sum = 0;
    double total = 0;
    for (int row = 0; row < labels.length; row++) {
      sum -= weights[row] * Math.log(Math.max(probabilities.getDouble(row, labels[row]), 1e-12));
      total += weights[row];
    }
    return sum / total;
  }

  /** The share of rows whose label has the highest probability; NaN for no rows. */
  static double accuracy(INDArray probabilities, int[] labels) {
    int[] ranked = probabilities.argMax(1).toIntVector();
    int right = 0;
    for (int row = 0; row < labels.length; row++) {
      right += ranked[row] == labels[row] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
