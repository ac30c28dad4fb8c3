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
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
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
  private final StopSignal stop;

  NetworkTraining(FineTunerOptions options, StopSignal stop) {
    this.options = options;
    this.stop = stop;
  }

  TrainedNetwork run(
      LabelledRecords train, LabelledRecords validation, ImageSource images, TrainingLog log)
      throws IOException {
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
    WeightAverage average = new WeightAverage(network.params(), options.weightAverage());

    try (LesionPipeline pipeline = pipeline(train, images, normalization, options.seed());
        LesionPipeline calibration = pipeline(train, images, normalization, ~options.seed())) {
      Supplier<TrainedNetwork> current =
          () -> {
            calibration.reset();
            MovingStatistics.recompute(network, calibration, CALIBRATION_BATCHES);
            return trained(architecture, network, preprocessing);
          };
      TrainedNetwork latest = null;
      for (int epoch = 1; epoch <= options.epochs() && !stop.requested(); epoch++) {
        long start = System.nanoTime();
        // Evaluations make networks, which draws from the same generator that dropout draws from.
        Nd4j.getRandom().setSeed(Seeds.of(options.seed(), epoch));
        double loss = trainEpoch(network, average, pipeline, epoch, log);
        latest = average.apply(current);
        Measured measured = measure(latest, validation, images);
        log.epoch(
            new Epoch(
                epoch,
                loss,
                measured.loss(),
                measured.accuracy(),
                (System.nanoTime() - start) / 1e9));
        network.incrementEpochCount();
        pipeline.reset();
      }
      pipeline.failures().forEach((id, reason) -> log.skipped(new SkippedImage(id, reason)));
      if (latest == null) {
        throw new TrainingStoppedException("Stopped before anything was trained");
      }
      return latest;
    } catch (UncheckedIOException e) {
      throw e.getCause();
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

  private double trainEpoch(
      ComputationGraph network,
      WeightAverage average,
      LesionPipeline pipeline,
      int epoch,
      TrainingLog log) {
    log.listener()
        .started("epoch %d of %d".formatted(epoch, options.epochs()), pipeline.imagesPerEpoch());
    double sum = 0;
    long images = 0;
    while (!stop.requested() && pipeline.hasNext()) {
      DataSet batch = pipeline.next();
      network.fit(batch);
      double loss = network.score();
      if (!Double.isFinite(loss)) {
        throw new TrainingStoppedException(
            "The loss became %s in epoch %d after %d images (%s …); lower the learning rate (%s)"
                .formatted(
                    loss,
                    epoch,
                    images,
                    batch.getExampleMetaData(String.class).get(0),
                    options.learningRate()));
      }
      average.update();
      sum += loss * batch.numExamples();
      images += batch.numExamples();
      log.listener().advanced(batch.numExamples());
    }
    log.listener().finished();
    return sum / images;
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
