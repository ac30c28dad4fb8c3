package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.RecordReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Evaluates a network on the validation images. */
final class Validation {

  private final LabelledRecords labelled;
  private final ImageSource images;
  private final boolean strict;
  private final @Nullable EarlyStopping stopping;
  private final TrainingLog log;

  Validation(
      LabelledRecords labelled,
      ImageSource images,
      boolean strict,
      @Nullable EarlyStopping stopping,
      TrainingLog log) {
    this.labelled = labelled;
    this.images = images;
    this.strict = strict;
    this.stopping = stopping;
    this.log = log;
  }

  /**
   * The measurements.
   *
   * @param loss the mean cross-entropy, in nats
   * @param accuracy the share of images whose class was the most probable
   * @param figure the figure that early stopping maximises; without early stopping, the negative
   *     loss
   */
  record Measured(double loss, double accuracy, double figure) {}

  /** Evaluates a network. */
  Measured measure(TrainedNetwork network) throws IOException {
    TrainingListener listener = log.listener();
    listener.started("measuring on the validation images", labelled.size());
    List<LesionRecord> read = new ArrayList<>();
    List<INDArray> rows = new ArrayList<>();
    new RecordReader(images, network.extractor().preprocessing(), strict)
        .forEach(
            labelled.records(),
            (records, pixels) -> {
              read.addAll(records);
              rows.add(network.head().probabilities(network.extractor().features(pixels)));
              listener.advanced(records.size());
              return true;
            });
    network.extractor().release();
    listener.finished();
    INDArray probabilities = Nd4j.vstack(rows);
    log.predicted(labelled, read, probabilities);
    int[] labels = labelled.labels(read);
    double loss = TrainingLog.crossEntropy(probabilities, labels);
    double figure =
        stopping == null ? -loss : stopping.figure(probabilities, read, labelled.partition(), loss);
    return new Measured(loss, TrainingLog.accuracy(probabilities, labels), figure);
  }
}
