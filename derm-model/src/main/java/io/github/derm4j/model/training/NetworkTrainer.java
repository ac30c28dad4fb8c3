package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.taxonomy.HierarchicalCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Trains the layers of Inception v3 with the paper's augmentation and optimiser, from pretrained or
 * random weights. The seed determines all random choices, and the same seed gives the same
 * classifier on any number of threads of the input pipeline.
 *
 * <pre>{@code
 * Trainer trainer = NetworkTrainer.builder().weights(KerasWeights.read(file)).build();
 * TrainingResult result = trainer.train(split, partition);
 * result.classifier().write(Path.of("model.zip"));
 * }</pre>
 */
public final class NetworkTrainer extends AbstractTrainer {

  private final NetworkOptions options;
  private final @Nullable Checkpoints checkpoints;

  private NetworkTrainer(
      NetworkOptions options,
      @Nullable Checkpoints checkpoints,
      TrainingListener listener,
      StopSignal stop) {
    super(listener, stop);
    this.options = options;
    this.checkpoints = checkpoints;
  }

  /**
   * Makes a builder with the paper's values.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  TrainedNetwork run(
      LabelledRecords train,
      LabelledRecords validation,
      ImageSource images,
      TrainingFacts facts,
      TrainingLog log)
      throws IOException {
    return new NetworkRun(options, checkpoints, facts.ofCheckpoint(), stop())
        .run(train, validation, images, log);
  }

  @Override
  public Map<String, String> options() {
    return options.facts();
  }

  /**
   * Creates a trainer that writes a checkpoint after every epoch and resumes from the latest one.
   *
   * @param folder the folder, for one training only
   * @return a changed copy
   */
  @Override
  public NetworkTrainer withCheckpoints(Path folder) {
    return new NetworkTrainer(options, Checkpoints.in(folder).withResume(true), listener(), stop());
  }

  @Override
  Provenance provenance(Map<String, String> facts) {
    return Provenance.ofTrainedBody(facts);
  }

  /** Builds a {@link NetworkTrainer}; the default options are the paper's. */
  public static final class Builder extends TrainerBuilder<Builder> {

    private @Nullable KerasWeights weights;
    private double width = 1;
    private int batch = 32;
    private double learningRate = RmsPropMomentum.PAPER_LEARNING_RATE;
    private Optimization optimization = Optimization.paper();
    private @Nullable TreeTargets targets;
    private InceptionBlock trainFrom = InceptionBlock.STEM;
    private boolean frozenStatistics;
    private @Nullable EarlyStopping earlyStopping;
    private double dropoutKeep = 0.8;
    private double weightAverage = 0.99;
    private @Nullable ImageTransform augmentation;
    private UnaryOperator<PipelineBuilder> pipeline = UnaryOperator.identity();
    private Map<String, String> pipelineChoices = Map.of();
    private int devices = 1;
    private @Nullable Engine engine;
    private Precision precision = Precision.FP32;
    private @Nullable GradientExchange exchange;
    private long seed = 1;
    private @Nullable Checkpoints checkpoints;

    private Builder() {
      super(10);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Sets the initial weights, which are random by default.
     *
     * @param pretrained weights of the whole body
     * @return this builder
     */
    public Builder weights(KerasWeights pretrained) {
      this.weights = pretrained;
      return this;
    }

    /**
     * Sets the factor of the number of filters of every layer; pretrained weights require 1.
     *
     * @param factor above 0, at most 4
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder width(double factor) {
      Range.require(factor > 0 && factor <= 4, "width", factor, "in (0, 4]");
      this.width = factor;
      return this;
    }

    /**
     * Sets the batch size; 32 by default, as in the authors' released code.
     *
     * @param images at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder batch(int images) {
      Range.require(images >= 1, "batch", images, "at least 1");
      this.batch = images;
      return this;
    }

    /**
     * Sets the global learning rate, which the schedule of the {@linkplain #optimization
     * optimization} changes; 0.001 in the paper.
     *
     * @param rate above 0
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder learningRate(double rate) {
      Range.require(rate > 0, "learningRate", rate, "above 0");
      this.learningRate = rate;
      return this;
    }

    /**
     * Sets the optimisation: schedule, weight decay, label smoothing and similar options.
     *
     * @param options the options; by default the paper's
     * @return this builder
     */
    public Builder optimization(Optimization options) {
      this.optimization = options;
      return this;
    }

    /**
     * Sets the lowest trained block. The blocks below it keep their weights and statistics, and
     * need no backward pass. The paper trains all blocks.
     *
     * @param block such as {@link InceptionBlock#MIXED6}; {@link InceptionBlock#PREDICTIONS} trains
     *     the softmax alone, {@link InceptionBlock#STEM} all layers
     * @return this builder
     */
    public Builder trainFrom(InceptionBlock block) {
      this.trainFrom = block;
      return this;
    }

    /**
     * Sets whether batch normalisations keep and use the moving statistics of the initial weights
     * instead of the statistics of each batch. This is for batches that are too small for reliable
     * statistics. The authors' code uses the statistics of the batch.
     *
     * @param frozen true for the moving statistics
     * @return this builder
     */
    public Builder frozenStatistics(boolean frozen) {
      this.frozenStatistics = frozen;
      return this;
    }

    /**
     * Sets early stopping. By default, training ends after the last epoch and its weights are used.
     *
     * @param rule the measured figure, and the patience
     * @return this builder
     */
    public Builder earlyStopping(EarlyStopping rule) {
      this.earlyStopping = rule;
      return this;
    }

    /**
     * Sets the share of the pooled features that dropout keeps in a step; 0.8 in the paper's code.
     *
     * @param share in (0, 1]
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder dropoutKeep(double share) {
      Range.require(share > 0 && share <= 1, "dropoutKeep", share, "in (0, 1]");
      this.dropoutKeep = share;
      return this;
    }

    /**
     * Sets the decay of the moving average of the weights, which a trained network uses for
     * predictions, as in the authors' code.
     *
     * @param decay in [0, 1); 0 predicts with the last weights
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder weightAverage(double decay) {
      Range.require(decay >= 0 && decay < 1, "weightAverage", decay, "in [0, 1)");
      this.weightAverage = decay;
      return this;
    }

    /**
     * Sets the augmentation of training images. By default it is the paper's: a rotation by any
     * angle, the largest upright rectangle inside, and a random flip.
     *
     * <p>Checkpoints and classifiers record its {@code toString}, which should name its settings.
     *
     * @param transform a transform to the network's {@linkplain #size size}
     * @return this builder
     */
    public Builder augmentation(ImageTransform transform) {
      this.augmentation = transform;
      return this;
    }

    /**
     * Changes the input pipeline: mixup, a cache of decoded images, threads, the number of batches
     * prepared ahead, a custom balance. Batch size, seed, layout, pixel range and strictness are
     * options of this builder, and are set after the change.
     *
     * @param change called for every training run, and once immediately to check its settings
     * @return this builder
     * @throws IllegalArgumentException if it sets a value that is out of range
     */
    public Builder pipeline(UnaryOperator<PipelineBuilder> change) {
      this.pipelineChoices =
          change
              .apply(
                  LesionPipeline.builder(
                      List.of(),
                      ImageSource.inMemory(Map.of()),
                      record -> 0,
                      1,
                      new PaperAugmentation(InceptionV3.PAPER_SIZE)))
              .choices();
      this.pipeline = change;
      return this;
    }

    /**
     * Spreads a part of each target over the other classes, with more weight on classes that are
     * near in the tree: {@link io.github.derm4j.taxonomy.LabelSmoothing}. The paper does not do
     * this. Replaces the uniform spread of {@link Optimization#withLabelSmoothing}.
     *
     * @param cost the distance between two classes
     * @param beta the rate at which the target falls with the cost, finite and at least 0; large
     *     values give nearly one-hot targets
     * @return this builder
     * @throws IllegalArgumentException if {@code beta} is out of range
     */
    public Builder targets(HierarchicalCost cost, double beta) {
      this.targets = new TreeTargets(cost, beta);
      return this;
    }

    /**
     * Sets the number of devices that compute a step, each with its own batches: a step uses {@code
     * devices} times as many images, and equals a step of one device that {@linkplain
     * Optimization#withAccumulation accumulates} the same number of batches. Devices are GPUs with
     * CUDA, or threads on a CPU, where several are no faster than one.
     *
     * @param count at least 1; with CUDA at most the number of GPUs, otherwise training fails
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder devices(int count) {
      Range.require(count >= 1, "devices", count, "at least 1");
      this.devices = count;
      return this;
    }

    /**
     * Sets the engine that computes the body of the network; {@link Engine#ofProcess} by default.
     * Training resumes from a checkpoint only with the same engine, because engines agree only up
     * to rounding.
     *
     * @param choice the engine; {@link Engine#AUTO} for oneDNN if it can compute this network;
     *     training fails if oneDNN is required but can't
     * @return this builder
     */
    public Builder engine(Engine choice) {
      this.engine = choice;
      return this;
    }

    /**
     * Sets the precision of the convolutions in training; the default is {@link Precision#FP32}. A
     * training resumes from a checkpoint only in the same precision. Predictions are always
     * computed in single precision.
     *
     * @param choice the precision; training fails if {@link Precision#problem} finds a problem
     * @return this builder
     */
    public Builder precision(Precision choice) {
      this.precision = choice;
      return this;
    }

    /**
     * Sets the exchange with the other processes that train the same network: each process takes
     * every {@code ranks}-th batch of an epoch, and all make the same step by the sum of their
     * gradients. N processes give, bit for bit, the result of one process that {@linkplain
     * Optimization#withAccumulation accumulates} N batches, if their processors and numbers of
     * threads are equal. All must have the same options and images, and end together; only the
     * process of rank 0 writes checkpoints, and the others resume from copies of them.
     *
     * @param others the exchange that adds the gradients; without it, this process trains alone
     * @return this builder
     */
    public Builder exchange(GradientExchange others) {
      this.exchange = others;
      return this;
    }

    /**
     * Sets the seed of all random choices.
     *
     * @param value any value
     * @return this builder
     */
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /**
     * Sets the plan for saving checkpoints; by default, none are saved.
     *
     * @param plan the plan for saving checkpoints
     * @return this builder
     */
    public Builder checkpoints(Checkpoints plan) {
      this.checkpoints = plan;
      return this;
    }

    /**
     * Makes the trainer.
     *
     * @return a trainer
     * @throws IllegalArgumentException if options contradict each other
     */
    public NetworkTrainer build() {
      NetworkOptions options =
          new NetworkOptions(
              new NetworkBody(weights, size, width, dropoutKeep, trainFrom, frozenStatistics),
              new NetworkInput(batch, balance, augmentation, pipeline, pipelineChoices, strict),
              new NetworkCourse(
                  epochs, learningRate, optimization, weightAverage, earlyStopping, seed),
              targets,
              new NetworkProcessors(
                  devices, engine == null ? Engine.ofProcess() : engine, precision, exchange));
      return new NetworkTrainer(options, checkpoints, listener, new StopSignal());
    }
  }
}
