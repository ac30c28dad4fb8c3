package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.ClassBalance;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.inception.InceptionBlocks;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.internal.RecycledBatches;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.FrozenUnits;
import io.github.derm4j.model.layers.MovingStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Trains every layer with the paper's augmentation and optimiser (Methods), and keeps a moving
 * average of the weights to predict with.
 */
final class NetworkTraining {

  /** Enough for statistics to two digits, and a small part of an epoch. */
  private static final int CALIBRATION_BATCHES = 16;

  private final FineTunerOptions options;
  private final Map<String, String> facts;
  private final StopSignal stop;

  NetworkTraining(FineTunerOptions options, Map<String, String> facts, StopSignal stop) {
    this.options = options;
    this.facts = facts;
    this.stop = stop;
  }

  TrainedNetwork run(
      LabelledRecords train, LabelledRecords validation, ImageSource images, TrainingLog log)
      throws IOException {
    Checkpoints plan = options.checkpoints();
    CheckpointFolder checkpoints = plan == null ? null : CheckpointFolder.open(plan, facts);
    InceptionV3 architecture =
        new InceptionV3(
            options.size(),
            options.width(),
            train.classes(),
            options.dropoutKeep(),
            ConvolutionUnit.Builder.DEFAULT_DECAY);
    ComputationGraph network = architecture.build(new NoOp(), options.seed());
    KerasWeights weights = options.weights();
    Normalization normalization = options.pixelRange();
    if (weights != null) {
      weights.copyTo(network);
    }
    Preprocessing preprocessing =
        new Preprocessing(options.size(), Preprocessing.PAPER_CENTRAL_FRACTION, normalization);
    try (LesionPipeline pipeline = pipeline(train, images, normalization, options.seed());
        LesionPipeline calibration = pipeline(train, images, normalization, ~options.seed());
        TrainingSteps steps = steps(architecture, network, train)) {
      IntFunction<TrainedNetwork> afterEpoch =
          epoch -> {
            calibration.seek(epoch, 0);
            MovingStatistics.recompute(
                network, new RecycledBatches(calibration), CALIBRATION_BATCHES);
            return trained(architecture, network, preprocessing);
          };
      return new TrainingRun(
              options,
              network,
              steps,
              pipeline,
              afterEpoch,
              new Validation(validation, images, options.strict(), options.earlyStopping()),
              checkpoints,
              log,
              stop)
          .train();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private TrainingSteps steps(
      InceptionV3 architecture, ComputationGraph network, LabelledRecords train) {
    TrainingStep first = step(network, train);
    return options.devices() == 1
        ? first
        : new ParallelTrainingStep(
            first,
            options.devices(),
            options.optimization().accumulation(),
            () -> step(architecture.build(new NoOp(), options.seed()), train));
  }

  private TrainingStep step(ComputationGraph network, LabelledRecords train) {
    Optimization optimization = options.optimization();
    int lowest = options.trainFrom() == null ? 0 : InceptionBlocks.indexOf(options.trainFrom());
    int top = InceptionBlocks.indexOf(InceptionV3.PREDICTIONS);
    FrozenUnits.freeze(network, InceptionBlocks.unitsBelow(lowest));
    if (options.frozenStatistics()) {
      FrozenUnits.freezeStatistics(network, InceptionV3.unitNames());
    }
    return new TrainingStep(
        network,
        options.optimizer(),
        optimization,
        new Targets(
            optimization.labelSmoothing(),
            optimization.classWeights().of(train.labels(train.records()), train.classes())),
        layer -> {
          int block = InceptionBlocks.ofLayer(layer);
          return block < lowest ? 0 : Math.pow(optimization.layerDecay(), top - block);
        });
  }

  private LesionPipeline pipeline(
      LabelledRecords train, ImageSource images, Normalization normalization, long seed) {
    PipelineBuilder pipeline =
        LesionPipeline.builder(
                train.records(),
                images,
                train::label,
                train.classes(),
                new PaperAugmentation(options.size()))
            .batch(options.batch())
            .seed(seed)
            .layout(Layout.NHWC)
            .normalization(normalization)
            .strict(options.strict());
    if (options.balanceClasses()) {
      pipeline.balance(ClassBalance.replicate(train::superclass));
    }
    return pipeline.build();
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
