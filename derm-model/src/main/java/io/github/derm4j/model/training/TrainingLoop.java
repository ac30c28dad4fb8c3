package io.github.derm4j.model.training;

import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.model.internal.NativeHeap;
import io.github.derm4j.model.internal.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** One training of a network: steps and epochs, and how far it has come. */
final class TrainingLoop {

  private final NetworkOptions options;
  private final TrainingStep step;
  private final WeightAverage average;
  private final TrainingArrays arrays;
  private final LesionPipeline pipeline;
  private final IntFunction<TrainedNetwork> afterEpoch;
  private final Validation validation;
  private final @Nullable CheckpointFolder checkpoints;
  private final TrainingLog log;
  private final StopSignal stop;
  private final List<DataSet> ofStep = new ArrayList<>();
  private final PendingLosses pending = PendingLosses.ofBackend();
  private TrainingPosition position = TrainingPosition.START;
  private long steps;
  private @Nullable TrainedNetwork latest;
  private @Nullable TrainedNetwork best;

  /**
   * A run that has not begun.
   *
   * @param afterEpoch makes what predicts of the parameters that the network has after an epoch,
   *     counted from 0
   * @param checkpoints where the run is saved, or null
   */
  TrainingLoop(
      NetworkOptions options,
      ComputationGraph network,
      TrainingStep step,
      LesionPipeline pipeline,
      IntFunction<TrainedNetwork> afterEpoch,
      Validation validation,
      @Nullable CheckpointFolder checkpoints,
      TrainingLog log,
      StopSignal stop) {
    this.options = options;
    this.step = step;
    this.average = new WeightAverage(network.params(), options.weightAverage());
    this.arrays = new TrainingArrays(network.params(), step.state(), average.values());
    this.pipeline = pipeline;
    this.afterEpoch = afterEpoch;
    this.validation = validation;
    this.checkpoints = checkpoints;
    this.log = log;
    this.stop = stop;
  }

  TrainedNetwork train() throws IOException {
    resume();
    while (position.epoch() < options.epochs() && !isOver() && !stop.requested()) {
      long start = System.nanoTime();
      boolean whole = trainEpoch();
      if (!whole) {
        save(pipeline.failures()); // Here, since what follows ends the epoch before its time.
      }
      TrainedNetwork network = averaged(position.epoch());
      Validation.Measured measured = validation.measure(network);
      NativeHeap.trim();
      Epoch reached =
          new Epoch(
              position.epoch() + 1,
              position.meanLoss(),
              measured.loss(),
              measured.accuracy(),
              (System.nanoTime() - start) / 1e9);
      log.epoch(reached, whole ? 1 : partOfEpoch());
      network = network.reaching(reached);
      latest = network;
      if (whole) {
        pipeline.reset();
        position = position.afterEpoch(reached, measured.figure());
        best = position.isBest() ? network : best;
        save(pipeline.failures());
      }
    }
    position
        .withSkipped(pipeline.failures())
        .skipped()
        .forEach((id, reason) -> log.skipped(new SkippedImage(id, reason)));
    return result();
  }

  private double partOfEpoch() {
    return (double) position.batches() / pipeline.batchesPerEpoch();
  }

  private boolean isOver() {
    EarlyStopping stopping = options.earlyStopping();
    return stopping != null && stopping.isOver(position.figures());
  }

  /** What the last epoch made, or the best where early stopping was asked for. */
  private TrainedNetwork result() throws IOException {
    if (options.earlyStopping() != null && position.epoch() > 0) {
      if (best == null && checkpoints != null) { // It was made before this run was resumed.
        best = again(checkpoints.restoreBest(arrays));
      }
      if (best != null) {
        return best;
      }
    }
    if (latest == null) {
      if (position.epoch() == 0) {
        throw new TrainingStoppedException("Stopped before anything was trained");
      }
      latest = again(position); // All epochs were over before this run began.
    }
    return latest;
  }

  /** What predicted at the end of an epoch before this run, whose parameters were restored. */
  private TrainedNetwork again(TrainingPosition restored) {
    int epoch = restored.epoch() - 1;
    return averaged(epoch).reaching(restored.history().get(epoch));
  }

  private void resume() throws IOException {
    if (checkpoints != null) {
      position = checkpoints.restore(arrays);
      step.restored();
      pipeline.seek(position.epoch(), position.batches());
      log.resume(position.history());
    }
  }

  private void save(Map<String, String> failures) throws IOException {
    if (checkpoints != null) {
      readLosses();
      if (!Double.isFinite(arrays.parameters().sumNumber().doubleValue())) {
        throw diverged("The weights became infinite or NaN", position.images(), "");
      }
      checkpoints.save(position.withSkipped(failures), arrays);
    }
  }

  private TrainedNetwork averaged(int epoch) {
    return average.apply(() -> afterEpoch.apply(epoch));
  }

  /** Trains from where the position is; returns whether it came to the end of the epoch. */
  private boolean trainEpoch() throws IOException {
    TrainingListener listener = log.listener();
    listener.started(
        "epoch %d of %d".formatted(position.epoch() + 1, options.epochs()),
        pipeline.imagesPerEpoch());
    listener.advanced(position.images());
    try (BatchesAhead batches = new BatchesAhead(pipeline, options.devices())) {
      boolean goOn = true;
      while (goOn && batches.hasNext()) {
        trainBatch(batches);
        if (step.isDue() || !batches.hasNext()) {
          applyStep();
          ofStep.forEach(batches::recycle);
          ofStep.clear();
          goOn = !stop.requested();
          if (checkpoints != null && checkpoints.isDue(position) && goOn && batches.hasNext()) {
            save(batches.failures());
          }
        }
      }
      readLosses();
      listener.finished();
      listener.waited(batches.waitedShare());
      return goOn || !batches.hasNext();
    }
  }

  private void trainBatch(BatchesAhead batches) {
    DataSet batch = batches.next();
    // Set for every batch, so that a resumed run drops out the same features.
    long use = ((long) position.epoch() << 32) + position.batches() + 1;
    int size = batch.numExamples();
    pending.add(
        step.add(batch, Seeds.of(options.seed(), use)),
        size,
        position.images(),
        batch.getExampleMetaData(String.class));
    ofStep.add(batch);
    position = position.afterBatch(batches.passed(), size);
    if (pending.areMany()) {
      readLosses();
    }
    log.listener().advanced(size);
  }

  /** Waits for the losses of the batches that are under way. */
  private void readLosses() {
    for (PendingLosses.Loss batch : pending.read()) {
      double loss = batch.mean();
      if (!Double.isFinite(loss)) {
        throw diverged(
            "The loss became " + loss,
            batch.imagesBefore(),
            " in the batch of " + String.join(", ", batch.ids()));
      }
      position = position.withLoss(loss, batch.images());
    }
  }

  private void applyStep() {
    int before = position.batches() - step.batches();
    double epochs = position.epoch() + (double) before / pipeline.batchesPerEpoch();
    step.apply(options.learningRate() * options.optimization().schedule().factor(epochs));
    average.update(position.step());
    position = position.afterStep();
    steps++;
    if (Long.bitCount(steps) == 1) { // Often at first, while memory takes its shape, then seldom.
      NativeHeap.trim();
    }
  }

  private TrainingStoppedException diverged(String what, long afterImages, String where) {
    return new TrainingStoppedException(
        "%s in epoch %d, after %d images of it%s; lower the learning rate (%s) or clip gradients"
            .formatted(what, position.epoch() + 1, afterImages, where, options.learningRate()),
        best != null ? best : latest);
  }
}
