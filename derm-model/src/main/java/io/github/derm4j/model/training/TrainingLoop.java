package io.github.derm4j.model.training;

import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.model.internal.NativeHeap;
import io.github.derm4j.model.internal.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The loop over the steps and epochs of the training of a network; everything else is a listener.
 */
final class TrainingLoop {

  private final NetworkOptions options;
  private final TrainingStep step;
  private final WeightAverage average;
  private final LesionPipeline pipeline;
  private final IntFunction<TrainedNetwork> afterEpoch;
  private final Validation validation;
  private final List<LoopListener> listeners;
  private final StopSignal stop;
  private final List<DataSet> ofStep = new ArrayList<>();
  private final PendingLosses pending = PendingLosses.ofBackend();
  private TrainingPosition position = TrainingPosition.START;
  private final Map<String, String> failedElsewhere = new LinkedHashMap<>();
  private Map<String, String> failures = Map.of();
  private boolean over;
  private long steps;

  /**
   * Prepares a loop.
   *
   * @param afterEpoch makes the network for predictions from the parameters after an epoch, counted
   *     from 0
   * @param listeners the listeners, which receive the events in this order
   */
  TrainingLoop(
      NetworkOptions options,
      TrainingStep step,
      WeightAverage average,
      LesionPipeline pipeline,
      IntFunction<TrainedNetwork> afterEpoch,
      Validation validation,
      List<LoopListener> listeners,
      StopSignal stop) {
    this.options = options;
    this.step = step;
    this.average = average;
    this.pipeline = pipeline;
    this.afterEpoch = afterEpoch;
    this.validation = validation;
    this.listeners = List.copyOf(listeners);
    this.stop = stop;
  }

  /**
   * Runs until the last epoch has ended, a listener ends it, or a stop is requested.
   *
   * @param from the initial position, with the arrays of that position
   */
  void run(TrainingPosition from) throws IOException {
    position = from;
    step.restored();
    pipeline.seek(position.epoch(), position.batches());
    listeners.forEach(each -> each.begun(this));
    while (position.epoch() < options.course().epochs() && !over && !stop.requested()) {
      runEpoch();
    }
    failures = pipeline.failures();
    position = position.withSkipped(failures());
  }

  private void runEpoch() throws IOException {
    long start = System.nanoTime();
    boolean whole = takeSteps();
    failures = pipeline.failures();
    if (!whole) {
      for (LoopListener each : listeners) {
        each.epochCut(this); // Checked here, because the following code ends the epoch early.
      }
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
    TrainedNetwork after = network.reaching(reached);
    double part = whole ? 1 : (double) position.batches() / pipeline.batchesPerEpoch();
    listeners.forEach(each -> each.epochMeasured(after, reached, part));
    if (whole) {
      pipeline.seek(position.epoch() + 1, 0); // A rank may have had no batch after which it would
      // be reset.
      failures = pipeline.failures();
      position = position.afterEpoch(reached, measured.figure());
      for (LoopListener each : listeners) {
        each.epochFinished(this);
      }
    }
  }

  /** Trains from the current position; returns whether it reached the end of the epoch. */
  private boolean takeSteps() throws IOException {
    listeners.forEach(each -> each.epochStarted(this, pipeline.imagesPerEpoch()));
    NetworkProcessors processors = options.processors();
    try (BatchesAhead batches =
        new BatchesAhead(pipeline, processors.devices(), processors.rank(), processors.ranks())) {
      boolean goOn = true;
      while (goOn && batches.hasNext()) {
        addBatch(batches);
        if (step.isDue() || !batches.hasNext()) {
          applyStep();
          ofStep.forEach(batches::recycle);
          ofStep.clear();
          goOn = !stop.requested();
          if (goOn && batches.hasNext()) {
            failures = batches.failures();
            for (LoopListener each : listeners) {
              each.stepTaken(this);
            }
          }
        }
      }
      readLosses();
      listeners.forEach(each -> each.stepsFinished(batches.waitedShare()));
      return goOn || !batches.hasNext();
    }
  }

  private void addBatch(BatchesAhead batches) {
    DataSet batch = batches.next();
    // Set for every batch, so that dropout in a resumed run is the same.
    long use = ((long) position.epoch() << 32) + position.batches() + 1;
    int size = batch.numExamples();
    DoubleSupplier loss = step.add(batch, Seeds.derive(options.course().seed(), use));
    if (batch instanceof BatchElsewhere elsewhere) {
      pending.add(loss, elsewhere::numExamples, elsewhere::ids);
    } else {
      List<String> ids = batch.getExampleMetaData(String.class);
      pending.add(loss, () -> size, () -> ids);
      ofStep.add(batch);
    }
    position = position.afterBatch(batches.passed());
    listeners.forEach(each -> each.batchAdded(size));
  }

  /** Waits for the pending losses. */
  private void readLosses() {
    for (PendingLosses.Loss batch : pending.read()) {
      listeners.forEach(each -> each.lossKnown(this, batch));
      position = position.withLoss(batch.mean(), batch.images());
    }
  }

  private void applyStep() {
    int before = position.batches() - step.batches();
    double epochs = position.epoch() + (double) before / pipeline.batchesPerEpoch();
    double rate = options.course().rateAfter(epochs);
    listeners.forEach(each -> each.stepBegins(rate));
    step.apply(rate, average.share(position.step()));
    position = position.afterStep();
    if (pending.areMany()) {
      readLosses();
    }
    steps++;
    if (Long.bitCount(steps) == 1) { // Often in the beginning, while memory use settles, and later
      // seldom.
      NativeHeap.trim();
    }
  }

  /** The network with the current averages, after an epoch counted from 0. */
  TrainedNetwork averaged(int epoch) {
    return average.apply(() -> afterEpoch.apply(epoch));
  }

  /** The current position; the losses of the last batches may be missing, see {@link #settle}. */
  TrainingPosition position() {
    return position;
  }

  /** The images of the current epoch that could not be read, with the reason. */
  Map<String, String> failures() {
    Map<String, String> all = new LinkedHashMap<>(failedElsewhere);
    all.putAll(failures);
    return all;
  }

  /** Adds the images that other processes of the training could not read. */
  void addFailures(Map<String, String> elsewhere) {
    failedElsewhere.putAll(elsewhere);
  }

  /** Waits until the position includes the losses of all batches up to it. */
  void settle() {
    readLosses();
    listeners.forEach(each -> each.settled(this));
  }

  /** Prevents further epochs. */
  void end() {
    over = true;
  }
}
