package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.ClassBalance;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.internal.RecycledBatches;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.FrozenUnits;
import io.github.derm4j.model.layers.MovingStatistics;
import io.github.derm4j.taxonomy.HierarchicalCost;
import io.github.derm4j.taxonomy.LabelSmoothing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
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
    CheckpointFolder folder = plan == null ? null : CheckpointFolder.open(plan, facts);
    InceptionV3 architecture =
        new InceptionV3(
            options.size(),
            options.width(),
            train.classes(),
            options.dropoutKeep(),
            ConvolutionUnit.Builder.DEFAULT_DECAY);
    ComputationGraph network = architecture.build(new NoOp(), options.seed());
    Passes passes = Passes.of(network, options.engineUsed(), options.precision());
    KerasWeights weights = options.weights();
    Normalization normalization = options.pixelRange();
    if (weights != null) {
      weights.copyTo(network);
    }
    Preprocessing preprocessing =
        new Preprocessing(options.size(), Preprocessing.PAPER_CENTRAL_FRACTION, normalization);
    try (LesionPipeline pipeline =
            pipeline(
                train,
                images,
                normalization,
                options.seed(),
                each -> each.shard(options.rank(), options.ranks()));
        LesionPipeline calibration =
            pipeline(train, images, normalization, ~options.seed(), UnaryOperator.identity());
        TrainingStep steps = steps(architecture, network, passes, train)) {
      IntFunction<TrainedNetwork> afterEpoch =
          epoch -> {
            calibration.seek(epoch, 0);
            try (ReportedBatches batches =
                new ReportedBatches(
                    new RecycledBatches(calibration),
                    "averaging the statistics of the normalisations",
                    (long) CALIBRATION_BATCHES * options.batch(),
                    log.listener())) {
              MovingStatistics.recompute(network, batches, CALIBRATION_BATCHES, passes::there);
            }
            return trained(architecture, network, preprocessing);
          };
      WeightAverage average =
          new WeightAverage(network.params(), steps.average(), options.weightAverage());
      TrainingArrays arrays = new TrainingArrays(network.params(), steps.state(), steps.average());
      KeptNetworks kept = new KeptNetworks();
      TrainingLoop loop =
          new TrainingLoop(
              options,
              steps,
              average,
              pipeline,
              afterEpoch,
              new Validation(validation, images, options.strict(), options.earlyStopping(), log),
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
    listeners.add(new ProgressEvents(log, options.epochs()));
    listeners.add(kept);
    listeners.add(new DivergenceCheck(arrays.parameters(), options.learningRate(), kept));
    GradientExchange exchange = options.exchange();
    if (exchange != null && exchange.ranks() > 1) {
      listeners.add(new RanksAgree(exchange, arrays)); // Before anything is written.
    }
    if (folder != null) {
      listeners.add(new CheckpointWriter(folder, arrays, options.rank() == 0, log.listener()));
    }
    EarlyStopping rule = options.earlyStopping();
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
    if (options.earlyStopping() != null && position.epoch() > 0) {
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
    return again(loop, position); // All epochs were over before this run began.
  }

  /** The network at the end of an epoch before this run, with restored parameters. */
  private static TrainedNetwork again(TrainingLoop loop, TrainingPosition restored) {
    int epoch = restored.epoch() - 1;
    return loop.averaged(epoch).reaching(restored.history().get(epoch));
  }

  private TrainingStep steps(
      InceptionV3 architecture, ComputationGraph network, Passes passes, LabelledRecords train) {
    SingleDeviceStep first = step(network, passes, train);
    GradientExchange exchange = options.exchange();
    if (exchange != null && exchange.ranks() > 1) {
      return new SeveralRanksStep(first, exchange, options.optimization().accumulation());
    }
    return options.devices() == 1
        ? first
        : new SeveralDevicesStep(
            first,
            options.devices(),
            options.optimization().accumulation(),
            () -> {
              ComputationGraph replica = architecture.build(new NoOp(), options.seed());
              return step(
                  replica, Passes.of(replica, options.engineUsed(), options.precision()), train);
            });
  }

  private SingleDeviceStep step(ComputationGraph network, Passes passes, LabelledRecords train) {
    Optimization optimization = options.optimization();
    InceptionBlock lowest = options.trainFrom();
    FrozenUnits.freeze(network, lowest.unitsBelow());
    if (options.frozenStatistics()) {
      FrozenUnits.freezeStatistics(network, InceptionV3.unitNames());
    }
    return new SingleDeviceStep(
        network,
        passes,
        options.optimizer(),
        optimization,
        targets(train),
        layer -> {
          InceptionBlock block = InceptionBlock.ofLayer(layer);
          return block.compareTo(lowest) < 0
              ? 0
              : Math.pow(optimization.layerDecay(), block.belowTop());
        });
  }

  private Targets targets(LabelledRecords train) {
    Optimization optimization = options.optimization();
    double[] weights =
        optimization.classWeights().of(train.labels(train.records()), train.classes());
    HierarchicalCost cost = options.targetCost();
    return cost == null
        ? new Targets(optimization.labelSmoothing(), weights)
        : Targets.byTree(LabelSmoothing.of(train.partition(), cost, options.targetBeta()), weights);
  }

  private LesionPipeline pipeline(
      LabelledRecords train,
      ImageSource images,
      Normalization normalization,
      long seed,
      UnaryOperator<PipelineBuilder> share) {
    ImageTransform augmentation = options.augmentation();
    PipelineBuilder pipeline =
        options
            .pipeline()
            .apply(
                LesionPipeline.builder(
                    train.records(),
                    images,
                    train::label,
                    train.classes(),
                    augmentation == null ? new PaperAugmentation(options.size()) : augmentation))
            .batch(options.batch())
            .seed(seed)
            .layout(Layout.NHWC)
            .normalization(normalization)
            .strict(options.strict());
    switch (options.balance()) {
      case NONE -> {}
      case REPLICATED -> pipeline.balance(ClassBalance.replicate(train::superclass));
      case WEIGHTED -> pipeline.balance(ClassBalance.weightedByGroup(train::label));
    }
    return share.apply(pipeline).build();
  }

  private static TrainedNetwork trained(
      InceptionV3 architecture, ComputationGraph network, Preprocessing preprocessing) {
    INDArray weights = network.getLayer(InceptionV3.PREDICTIONS).getParam("W").dup();
    INDArray bias = network.getLayer(InceptionV3.PREDICTIONS).getParam("b").dup();
    return new TrainedNetwork(
        FeatureExtractor.of(architecture, network, preprocessing),
        new SoftmaxHead(weights, bias.reshape(1, bias.length())),
        null);
  }
}
