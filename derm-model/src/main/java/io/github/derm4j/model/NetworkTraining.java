package io.github.derm4j.model;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.ClassBalance;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.MovingStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

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
    ComputationGraph network = architecture.build(options.optimizer(), options.seed());
    KerasWeights weights = options.weights();
    Normalization normalization = Normalization.MINUS_ONE_TO_ONE;
    if (weights != null) {
      weights.copyTo(network);
      normalization = weights.normalization();
    }
    Preprocessing preprocessing =
        new Preprocessing(options.size(), Preprocessing.PAPER_CENTRAL_FRACTION, normalization);
    try (LesionPipeline pipeline = pipeline(train, images, normalization, options.seed());
        LesionPipeline calibration = pipeline(train, images, normalization, ~options.seed())) {
      IntFunction<TrainedNetwork> afterEpoch =
          epoch -> {
            calibration.seek(epoch, 0);
            MovingStatistics.recompute(network, calibration, CALIBRATION_BATCHES);
            return trained(architecture, network, preprocessing);
          };
      return new Run(network, pipeline, afterEpoch, checkpoints, log).train(validation, images);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** One training: the network, and how far it has come. */
  private final class Run {

    private final ComputationGraph network;
    private final WeightAverage average;
    private final TrainingArrays arrays;
    private final LesionPipeline pipeline;
    private final IntFunction<TrainedNetwork> afterEpoch;
    private final @Nullable CheckpointFolder checkpoints;
    private final TrainingLog log;
    private TrainingPosition position = TrainingPosition.START;

    Run(
        ComputationGraph network,
        LesionPipeline pipeline,
        IntFunction<TrainedNetwork> afterEpoch,
        @Nullable CheckpointFolder checkpoints,
        TrainingLog log) {
      this.network = network;
      this.average = new WeightAverage(network.params(), options.weightAverage());
      this.arrays =
          new TrainingArrays(
              network.params(), network.getUpdater().getStateViewArray(), average.values());
      this.pipeline = pipeline;
      this.afterEpoch = afterEpoch;
      this.checkpoints = checkpoints;
      this.log = log;
    }

    TrainedNetwork train(LabelledRecords validation, ImageSource images) throws IOException {
      resume();
      TrainedNetwork latest = null;
      while (position.epoch() < options.epochs() && !stop.requested()) {
        long start = System.nanoTime();
        boolean whole = trainEpoch();
        if (!whole) {
          save(); // Here, since what follows ends the epoch before its time.
        }
        latest = averaged(position.epoch());
        Measured measured = measure(latest, validation, images);
        Epoch reached =
            new Epoch(
                position.epoch() + 1,
                position.meanLoss(),
                measured.loss(),
                measured.accuracy(),
                (System.nanoTime() - start) / 1e9);
        log.epoch(reached);
        if (whole) {
          pipeline.reset();
          position = position.afterEpoch(reached);
          save();
        }
      }
      position
          .withSkipped(pipeline.failures())
          .skipped()
          .forEach((id, reason) -> log.skipped(new SkippedImage(id, reason)));
      if (latest == null) {
        if (position.epoch() == 0) {
          throw new TrainingStoppedException("Stopped before anything was trained");
        }
        latest = averaged(position.epoch() - 1); // All epochs were over before this run began.
      }
      return latest;
    }

    private void resume() throws IOException {
      if (checkpoints != null) {
        position = checkpoints.restore(arrays);
        pipeline.seek(position.epoch(), position.batches());
        log.resume(position.history());
      }
    }

    private void save() throws IOException {
      if (checkpoints != null) {
        checkpoints.save(position.withSkipped(pipeline.failures()), arrays);
      }
    }

    private TrainedNetwork averaged(int epoch) {
      return average.apply(() -> afterEpoch.apply(epoch));
    }

    /** Trains from where the position is; returns whether it came to the end of the epoch. */
    private boolean trainEpoch() throws IOException {
      ProgressListener listener = log.listener();
      listener.started(
          "epoch %d of %d".formatted(position.epoch() + 1, options.epochs()),
          pipeline.imagesPerEpoch());
      listener.advanced(position.images());
      boolean goOn = true;
      while (goOn && pipeline.hasNext()) {
        trainBatch(pipeline.next());
        goOn = !stop.requested();
        if (checkpoints != null && checkpoints.isDue(position) && goOn && pipeline.hasNext()) {
          save();
        }
      }
      listener.finished();
      return goOn || !pipeline.hasNext();
    }

    private void trainBatch(DataSet batch) {
      // Set at every step, so that a resumed run drops out the same features.
      Nd4j.getRandom().setSeed(Seeds.of(options.seed(), position.step() + 1));
      network.fit(batch);
      double loss = network.score();
      if (!Double.isFinite(loss)) {
        throw new TrainingStoppedException(
            "The loss became %s in epoch %d after %d images (%s …); lower the learning rate (%s)"
                .formatted(
                    loss,
                    position.epoch() + 1,
                    position.images(),
                    batch.getExampleMetaData(String.class).get(0),
                    options.learningRate()));
      }
      average.update(position.step());
      position = position.afterBatch(loss, batch.numExamples());
      log.listener().advanced(batch.numExamples());
    }
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
        new SoftmaxHead(weights, bias.reshape(1, bias.length())));
  }

  private record Measured(double loss, double accuracy) {}

  private Measured measure(TrainedNetwork trained, LabelledRecords validation, ImageSource images)
      throws IOException {
    List<LesionRecord> read = new ArrayList<>();
    List<INDArray> rows = new ArrayList<>();
    new RecordReader(images, trained.extractor().preprocessing(), options.strict())
        .forEach(
            validation.records(),
            (records, pixels) -> {
              read.addAll(records);
              rows.add(trained.head().probabilities(trained.extractor().features(pixels)));
              return true;
            });
    INDArray probabilities = Nd4j.vstack(rows);
    int[] labels = validation.labels(read);
    return new Measured(
        TrainingLog.crossEntropy(probabilities, labels),
        TrainingLog.accuracy(probabilities, labels));
  }
}
