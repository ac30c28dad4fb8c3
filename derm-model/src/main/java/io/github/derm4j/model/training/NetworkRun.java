package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.internal.RecycledBatches;
import io.github.derm4j.model.layers.MovingStatistics;
import io.github.derm4j.taxonomy.LabelSmoothing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Trains every layer with the paper's augmentation and optimiser (Methods), and keeps a moving
 * average of the weights for predictions.
 */
final class NetworkRun {

  /** The number of batches for statistics: enough for two digits, but a small part of an epoch. */
  private static final int CALIBRATION_BATCHES = 16;

  private final NetworkOptions options;
  private final @Nullable Checkpoints plan;
  private final Map<String, String> facts;
  private final StopSignal stop;

  /**
   * Prepares a run.
   *
   * @param plan the plan for saving checkpoints, or null
   * @param facts the facts that must be the same to resume from a checkpoint
   */
  NetworkRun(
      NetworkOptions options,
      @Nullable Checkpoints plan,
      Map<String, String> facts,
      StopSignal stop) {
    this.options = options;
    this.plan = plan;
    this.facts = facts;
    this.stop = stop;
  }

  TrainedNetwork run(
      LabelledRecords train, LabelledRecords validation, ImageSource images, TrainingLog log)
      throws IOException {
    boolean writes = options.processors().rank() == 0;
    try (CheckpointFolder folder =
        plan == null ? null : CheckpointFolder.open(plan, facts, writes)) {
      return run(train, validation, images, log, folder);
    }
  }

  private TrainedNetwork run(
      LabelledRecords train,
      LabelledRecords validation,
      ImageSource images,
      TrainingLog log,
      @Nullable CheckpointFolder folder)
      throws IOException {
    long seed = options.course().seed();
    InceptionV3 architecture = options.body().architecture(train.classes());
    ComputationGraph network = options.body().begin(architecture, seed);
    Passes passes = passes(network);
    try (LesionPipeline pipeline =
            options
                .input()
                .pipeline(train, images, options.body(), seed)
                .shard(options.processors().rank(), options.processors().ranks())
                .build();
        LesionPipeline calibration =
            options.input().pipeline(train, images, options.body(), ~seed).build();
        TrainingStep steps = steps(architecture, network, passes, train)) {
      IntFunction<TrainedNetwork> afterEpoch =
          epoch -> {
            calibration.seek(epoch, 0);
            try (ReportedBatches batches =
                new ReportedBatches(
                    new RecycledBatches(calibration),
                    "averaging the statistics of the normalisations",
                    (long) CALIBRATION_BATCHES * options.input().batch(),
                    log.listener())) {
              MovingStatistics.recompute(network, batches, CALIBRATION_BATCHES, passes::there);
            }
            return trained(architecture, network);
          };
      WeightAverage average =
          new WeightAverage(network.params(), steps.average(), options.course().weightAverage());
      TrainingArrays arrays = new TrainingArrays(network.params(), steps.state(), steps.average());
      KeptNetworks kept = new KeptNetworks();
      TrainingLoop loop =
          new TrainingLoop(
              options,
              steps,
              average,
              pipeline,
              afterEpoch,
              new Validation(
                  validation,
                  images,
                  options.input().strict(),
                  options.course().earlyStopping(),
                  log),
              listeners(log, kept, folder, arrays),
              stop);
      loop.run(folder == null ? TrainingPosition.START : folder.restore(arrays));
      loop.position().skipped().forEach((id, reason) -> log.skipped(new SkippedImage(id, reason)));
      return result(loop, kept, folder, arrays);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<LoopListener> listeners(
      TrainingLog log,
      KeptNetworks kept,
      @Nullable CheckpointFolder folder,
      TrainingArrays arrays) {
    List<LoopListener> listeners = new ArrayList<>();
    listeners.add(new ProgressEvents(log, options.course().epochs()));
    listeners.add(kept);
    listeners.add(new DivergenceCheck(arrays.parameters(), options.course().learningRate(), kept));
    GradientExchange exchange = options.processors().exchange();
    if (exchange != null) {
      listeners.add(new RanksAgree(exchange, arrays)); // Fails before anything is written.
    }
    if (folder != null) {
      listeners.add(
          new CheckpointWriter(folder, arrays, options.processors().rank() == 0, log.listener()));
    }
    EarlyStopping rule = options.course().earlyStopping();
    if (rule != null) {
      listeners.add(new StopWhenOver(rule));
    }
    return listeners;
  }

  /** The network after the last epoch, or after the best one with early stopping. */
  private TrainedNetwork result(
      TrainingLoop loop,
      KeptNetworks kept,
      @Nullable CheckpointFolder folder,
      TrainingArrays arrays)
      throws IOException {
    TrainingPosition position = loop.position();
    if (options.course().earlyStopping() != null && position.epoch() > 0) {
      TrainedNetwork best = kept.best();
      if (best != null) {
        return best;
      }
      if (folder != null) { // It was made before this run was resumed.
        return again(loop, folder.restoreBest(arrays));
      }
    }
    TrainedNetwork latest = kept.latest();
    if (latest != null) {
      return latest;
    }
    if (position.epoch() == 0) {
      throw new TrainingStoppedException("Stopped before the first training step");
    }
    return again(loop, position); // All epochs had ended before this run began.
  }

  /** The network at the end of an epoch before this run, with restored parameters. */
  private static TrainedNetwork again(TrainingLoop loop, TrainingPosition restored) {
    int epoch = restored.epoch() - 1;
    return loop.averaged(epoch).reaching(restored.history().get(epoch));
  }

  private TrainingStep steps(
      InceptionV3 architecture, ComputationGraph network, Passes passes, LabelledRecords train) {
    SingleDeviceStep first = step(network, passes, train);
    GradientExchange exchange = options.processors().exchange();
    if (exchange != null) {
      return new SeveralRanksStep(first, exchange, options.course().optimization().accumulation());
    }
    int devices = options.processors().devices();
    return devices == 1
        ? first
        : new SeveralDevicesStep(
            first,
            devices,
            options.course().optimization().accumulation(),
            () -> {
              ComputationGraph replica = architecture.build(new NoOp(), options.course().seed());
              return step(replica, passes(replica), train);
            });
  }

  private Passes passes(ComputationGraph network) {
    NetworkProcessors processors = options.processors();
    return Passes.of(network, processors.engineOf(options.body()), processors.precision());
  }

  private SingleDeviceStep step(ComputationGraph network, Passes passes, LabelledRecords train) {
    NetworkBody body = options.body();
    body.freeze(network);
    Optimization optimization = options.course().optimization();
    return new SingleDeviceStep(
        network,
        passes,
        options.course().optimizer(),
        optimization,
        targets(train),
        layer -> body.rateOfLayer(layer, optimization.layerDecay()));
  }

  private Targets targets(LabelledRecords train) {
    Optimization optimization = options.course().optimization();
    double[] weights =
        optimization.classWeights().weights(train.labels(train.records()), train.classes());
    TreeTargets tree = options.targets();
    return tree == null
        ? new Targets(optimization.labelSmoothing(), weights)
        : Targets.byTree(LabelSmoothing.of(train.partition(), tree.cost(), tree.beta()), weights);
  }

  private TrainedNetwork trained(InceptionV3 architecture, ComputationGraph network) {
    INDArray weights = network.getLayer(InceptionV3.PREDICTIONS).getParam("W").dup();
    INDArray bias = network.getLayer(InceptionV3.PREDICTIONS).getParam("b").dup();
    return new TrainedNetwork(
        FeatureExtractor.of(architecture, network, options.body().preprocessing()),
        new SoftmaxHead(weights, bias.reshape(1, bias.length())),
        null);
  }
}
