package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.taxonomy.HierarchicalCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Trains the layers of Inception v3 by the paper's augmentation and optimiser, from pretrained or
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
   * Begins a trainer with the paper's values.
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
   * @param folder where; it belongs to one training
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

  /** Sets up a {@link NetworkTrainer}; options that are not set have the paper's values. */
  public static final class Builder extends TrainerBuilder<Builder> {

    private @Nullable KerasWeights weights;
    private double width = 1;
    private int batch = 32;
    private double learningRate = RmsPropMomentum.PAPER_LEARNING_RATE;
    private Optimization optimization = Optimization.paper();
    private @Nullable HierarchicalCost targetCost;
    private double targetBeta;
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
     * Sets the weights to begin from; without, training begins from random ones.
     *
     * @param pretrained weights of the whole body
     * @return this builder
     */
    public Builder weights(KerasWeights pretrained) {
      this.weights = pretrained;
      return this;
    }

    /**
     * Sets what the number of filters of every layer is multiplied by; pretrained weights need 1.
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
     * Sets how many images make a step; if not set 32, as in the authors' released code.
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
     * Sets the one global learning rate, which the schedule of the {@linkplain #optimization
     * optimization} changes; the paper's is 0.001.
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
     * Sets how losses become steps: schedule, weight decay, label smoothing and the like.
     *
     * @param options the paper's if not set
     * @return this builder
     */
    public Builder optimization(Optimization options) {
      this.optimization = options;
      return this;
    }

    /**
     * Sets the lowest block that is trained; the blocks below keep their weights and statistics,
     * and cost no backward pass. The paper trains all.
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
     * Sets whether batch normalisations keep the moving statistics of the weights that training
     * begins from, and normalise by them, in place of those of each batch: for batches too small to
     * have statistics. The authors' code uses those of the batch.
     *
     * @param frozen whether to
     * @return this builder
     */
    public Builder frozenStatistics(boolean frozen) {
      this.frozenStatistics = frozen;
      return this;
    }

    /**
     * Sets when to end before the last epoch. By default, training ends after the last epoch and
     * its weights are used.
     *
     * @param rule what is measured, and the patience
     * @return this builder
     */
    public Builder earlyStopping(EarlyStopping rule) {
      this.earlyStopping = rule;
      return this;
    }

    /**
     * Sets the share of the pooled features that a step on the whole network keeps; the paper's
     * code keeps 0.8.
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
     * Sets the decay of the moving average of the weights, with which a trained network predicts;
     * the authors' code predicts with such an average.
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
     * Sets how training images are augmented; if not set, as in the paper: rotated by any angle,
     * the largest upright square within, flipped at random.
     *
     * <p>Checkpoints and classifiers record its {@code toString}, which should name its settings.
     *
     * @param transform makes images of the network's {@linkplain #size size}
     * @return this builder
     */
    public Builder augmentation(ImageTransform transform) {
      this.augmentation = transform;
      return this;
    }

    /**
     * Changes the input pipeline: mixup, a cache of decoded images, threads, how many batches are
     * prepared ahead, a custom balance. Batch, seed, layout, pixel range and strictness are this
     * builder's, and set after the change.
     *
     * @param change called for every training run, and once immediately to check its settings
     * @return this builder
     * @throws IllegalArgumentException if it sets a value out of range
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
     * Spreads a part of each target over the other classes, with more on those near in the tree:
     * {@link io.github.derm4j.taxonomy.LabelSmoothing}. The paper does not. Replaces the even
     * spread of {@link Optimization#withLabelSmoothing}.
     *
     * @param cost how far apart two classes are
     * @param beta how fast the target falls with the cost, finite and at least 0; large values give
     *     nearly one-hot targets
     * @return this builder
     * @throws IllegalArgumentException if {@code beta} is out of range
     */
    public Builder targets(HierarchicalCost cost, double beta) {
      Range.require(
          beta >= 0 && beta < Double.POSITIVE_INFINITY, "beta", beta, "finite and 0 or more");
      this.targetCost = cost;
      this.targetBeta = beta;
      return this;
    }

    /**
     * Sets on how many devices a step is computed, each of which takes batches of its own: a step
     * uses {@code devices} times as many images, and equals that of one device that {@linkplain
     * Optimization#withAccumulation accumulates} as many batches. Cards with CUDA; threads on a
     * CPU, where it is no faster than one.
     *
     * @param count at least 1; with CUDA at most the number of cards, or training fails
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder devices(int count) {
      Range.require(count >= 1, "devices", count, "at least 1");
      this.devices = count;
      return this;
    }

    /**
     * Sets what computes the body of the network; if not set, {@link Engine#ofProcess}. A training
     * continues from a checkpoint only with the engine that began it: engines agree to rounding,
     * not to the last bit.
     *
     * @param choice {@link Engine#AUTO} for oneDNN where it can compute this network; training
     *     fails where oneDNN is insisted on and can't
     * @return this builder
     */
    public Builder engine(Engine choice) {
      this.engine = choice;
      return this;
    }

    /**
     * Sets the other processes with which a step is computed: each takes every {@code ranks}-th
     * batch of an epoch, and all make the same step by the sum of their gradients. N processes
     * give, bit for bit, the result of one that {@linkplain Optimization#withAccumulation
     * accumulates} N batches, if their processors and numbers of threads are equal. All must have
     * the same options and images, and end together; only the process of rank 0 writes checkpoints,
     * and the others resume from copies of them.
     *
     * @param others adds the gradients; without, this process trains alone
     * @return this builder
     */
    public Builder exchange(GradientExchange others) {
      this.exchange = others;
      return this;
    }

    /**
     * Sets the seed of everything random.
     *
     * @param value any value
     * @return this builder
     */
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /**
     * Sets where training saves what it needs to resume; without, it does not.
     *
     * @param plan where and how often
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
      if (weights != null && width != 1) {
        throw new IllegalArgumentException(
            "width = " + width + ": pretrained weights fit a network of width 1 only");
      }
      if (augmentation != null && augmentation.size() != size) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "The augmentation makes images of %d pixels and the network reads %d; give both the"
                    + " same size",
                augmentation.size(),
                size));
      }
      if (targetCost != null && optimization.labelSmoothing() > 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Smoothing over the tree and labelSmoothing = %s both spread the targets; set one"
                    + " of them",
                optimization.labelSmoothing()));
      }
      if (exchange != null && exchange.ranks() > 1 && devices > 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "devices = %d and %d ranks: give each rank one device, and have as many ranks",
                devices,
                exchange.ranks()));
      }
      if (balance != Balance.NONE && pipelineChoices.containsKey("balance")) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "balance = %s, and the pipeline's options set a balance too; set one of them",
                balance));
      }
      return new NetworkTrainer(
          new NetworkOptions(
              weights,
              size,
              width,
              epochs,
              batch,
              learningRate,
              optimization,
              targetCost,
              targetBeta,
              trainFrom,
              frozenStatistics,
              earlyStopping,
              dropoutKeep,
              weightAverage,
              balance,
              augmentation,
              pipeline,
              pipelineChoices,
              devices,
              engine == null ? Engine.ofProcess() : engine,
              exchange,
              seed,
              strict),
          checkpoints,
          listener,
          new StopSignal());
    }
  }
}
