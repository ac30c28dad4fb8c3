package io.github.derm4j.model.training;

import static io.github.derm4j.model.internal.SoftwareVersions.VERSION;
import static io.github.derm4j.model.training.TrainedNetwork.REACHED;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.TrainedLayers;
import io.github.derm4j.model.inception.InceptionBlocks;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.internal.SoftwareVersions;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fine-tunes Inception v3 to the training classes of a partition.
 *
 * <p>Two ways, by {@link TrainedLayers}: every layer by the paper's augmentation and optimiser, or
 * the softmax alone on features that are computed once. The seed decides everything random, and the
 * same seed gives the same classifier on any number of threads of the input pipeline.
 *
 * <pre>{@code
 * FineTuner tuner = FineTuner.builder().weights(KerasWeights.read(file)).build();
 * FineTuning result = tuner.fit(split.train(), split.validation(), dataset.images(), partition);
 * result.classifier().save(Path.of("model.zip"));
 * }</pre>
 */
public final class FineTuner {

  private final FineTunerOptions options;
  private final TrainingListener listener;
  private final StopSignal stop = new StopSignal();

  private FineTuner(FineTunerOptions options, TrainingListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Begins a fine-tuner with the paper's values.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Trains.
   *
   * @param train the training images, whose diagnoses all lie in a class of the partition
   * @param validation the validation images, of other lesions; what is measured on them chooses the
   *     epoch (of a head) and is reported; those of a disease that no training class holds are left
   *     out
   * @param images where the files are
   * @param partition the training classes
   * @return the classifier and how training went
   * @throws IOException if the images, the feature cache or a checkpoint can't be read or written,
   *     or the checkpoints are of another training
   * @throws IllegalArgumentException if a part is empty or an image has no training class
   * @throws TrainingStoppedException if it was asked to end before anything was trained, or the
   *     loss became infinite or NaN; it then holds the classifier of the last good epoch
   */
  public FineTuning fit(
      List<LesionRecord> train,
      List<LesionRecord> validation,
      ImageSource images,
      DiseasePartition partition)
      throws IOException {
    requireImages("training", train);
    if (partition.classes().size() < 2) {
      throw new IllegalArgumentException(
          "The partition has %d training class; lower maxClassSize (%d) until it has two or more"
              .formatted(partition.classes().size(), partition.maxClassSize()));
    }
    LabelledRecords trainLabels = LabelledRecords.ofTraining(train, partition);
    LabelledRecords validationLabels = LabelledRecords.ofSeen(validation, partition);
    requireImages("validation", validationLabels.records());
    requireEveryClass(trainLabels);
    TrainingLog log = new TrainingLog(listener);
    Map<String, String> facts = facts(trainLabels, validationLabels);
    try {
      TrainedNetwork network =
          options.trainedLayers() == TrainedLayers.HEAD
              ? new HeadFineTuning(options, stop).run(trainLabels, validationLabels, images, log)
              : new NetworkTraining(options, facts, stop)
                  .run(trainLabels, validationLabels, images, log);
      LesionClassifier classifier = classifier(network, partition, facts, log);
      return new FineTuning(classifier, log.epochs(), log.skipped(), stop.requested());
    } catch (TrainingStoppedException e) {
      TrainedNetwork lastGood = e.network();
      throw lastGood == null ? e : e.with(classifier(lastGood, partition, facts, log));
    }
  }

  private LesionClassifier classifier(
      TrainedNetwork network,
      DiseasePartition partition,
      Map<String, String> facts,
      TrainingLog log) {
    return new LesionClassifier(
        network.extractor(),
        options.width(),
        network.head(),
        partition,
        provenance(facts, network, log));
  }

  /** Everything that led to a classifier, and what it reached. */
  private Map<String, String> provenance(
      Map<String, String> facts, TrainedNetwork network, TrainingLog log) {
    Map<String, String> provenance = training(facts, Integer.toString(log.epochs().size()));
    provenance.putAll(network.figures());
    provenance.putAll(SoftwareVersions.facts());
    return provenance;
  }

  private Map<String, String> training(Map<String, String> facts, String epochs) {
    Map<String, String> provenance = new LinkedHashMap<>(facts);
    provenance.put("epochsAsked", Integer.toString(options.epochs()));
    provenance.put("epochs", epochs);
    return provenance;
  }

  /**
   * Checks that a classifier is what this fine-tuner would make of these images.
   *
   * @throws IOException if it is not; the message names the file and what differs
   */
  void requireOwn(
      LesionClassifier classifier,
      Path file,
      List<LesionRecord> train,
      List<LesionRecord> validation,
      DiseasePartition partition)
      throws IOException {
    Map<String, String> facts =
        facts(
            LabelledRecords.ofTraining(train, partition),
            LabelledRecords.ofSeen(validation, partition));
    String epochs = classifier.provenance().getOrDefault("epochs", "0");
    Map<String, String> written = new LinkedHashMap<>(classifier.provenance());
    written.keySet().removeIf(name -> name.startsWith(REACHED) || name.startsWith(VERSION));
    SameTraining.require(file, written, training(facts, epochs));
  }

  /**
   * Asks a running {@link #fit} to end after the step that it is in and to return what was trained
   * so far. Callable from any thread.
   */
  public void requestStop() {
    stop.request();
  }

  private static void requireImages(String part, List<LesionRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no %s image; give more images or another split".formatted(part));
    }
  }

  private static void requireEveryClass(LabelledRecords train) {
    Set<Integer> seen = new HashSet<>(train.labels().values());
    for (TrainingClass each : train.partition().classes()) {
      if (!seen.contains(each.index())) {
        throw new IllegalArgumentException(
            "The training class '%s' has no training image; divide the tree by the counts of the training images"
                .formatted(each.name()));
      }
    }
  }

  /** What decides the outcome: options and images. */
  private Map<String, String> facts(LabelledRecords train, LabelledRecords validation) {
    Map<String, String> facts = options.facts();
    facts.put("trainingImages", Integer.toString(train.size()));
    facts.put("trainingData", train.fingerprint());
    facts.put("validationImages", Integer.toString(validation.size()));
    facts.put("validationData", validation.fingerprint());
    return facts;
  }

  /** Sets up a {@link FineTuner}; what is not set has the paper's value. */
  public static final class Builder {

    private static final int HEAD_EPOCHS = 80;
    private static final int NETWORK_EPOCHS = 10;
    private static final int PAPER_BATCH = 32;

    private TrainedLayers trainedLayers = TrainedLayers.ALL;
    private @Nullable KerasWeights weights;
    private int size = InceptionV3.PAPER_SIZE;
    private double width = 1;
    private int epochs;
    private int batch;
    private double learningRate = RmsPropMomentum.PAPER_LEARNING_RATE;
    private Optimization optimization = Optimization.paper();
    private @Nullable String trainFrom;
    private boolean frozenStatistics;
    private @Nullable EarlyStopping earlyStopping;
    private double dropoutKeep = 0.8;
    private double headRegularization = 0.3;
    private double weightAverage = 0.99;
    private boolean balanceClasses;
    private int devices = 1;
    private long seed = 1;
    private @Nullable Path featureCache;
    private @Nullable Checkpoints checkpoints;
    private boolean strict;
    private TrainingListener listener = TrainingListener.NONE;

    private Builder() {}

    /**
     * Sets which layers change; the paper changes all.
     *
     * @param layers the head, or all
     * @return this builder
     */
    public Builder trainedLayers(TrainedLayers layers) {
      this.trainedLayers = layers;
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
     * Sets the size of the network's input; the paper's is 299.
     *
     * @param pixels the height and width, at least 75
     * @return this builder
     */
    public Builder size(int pixels) {
      this.size = pixels;
      return this;
    }

    /**
     * Sets what the number of filters of every layer is multiplied by; pretrained weights need 1.
     *
     * @param factor above 0
     * @return this builder
     */
    public Builder width(double factor) {
      this.width = factor;
      return this;
    }

    /**
     * Sets how often every training image is seen: passes of a whole network, 10 if not set;
     * iterations of a head's solver, at most 80 if not set.
     *
     * @param count at least 1
     * @return this builder
     */
    public Builder epochs(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("epochs = " + count + ": must be at least 1");
      }
      this.epochs = count;
      return this;
    }

    /**
     * Sets how many images make a step; if not set 32, as the paper's code is seen to take. For
     * whole networks: a head is fitted to all images at once.
     *
     * @param images at least 1
     * @return this builder
     */
    public Builder batch(int images) {
      if (images < 1) {
        throw new IllegalArgumentException("batch = " + images + ": must be at least 1");
      }
      this.batch = images;
      return this;
    }

    /**
     * Sets the one global learning rate, which the schedule of the {@linkplain #optimization
     * optimization} changes; the paper's is 0.001. For whole networks.
     *
     * @param rate above 0
     * @return this builder
     */
    public Builder learningRate(double rate) {
      if (!(rate > 0)) {
        throw new IllegalArgumentException("learningRate = " + rate + ": must be above 0");
      }
      this.learningRate = rate;
      return this;
    }

    /**
     * Sets how losses become steps: schedule, weight decay, label smoothing and the like. For whole
     * networks.
     *
     * @param options the paper's if not set
     * @return this builder
     */
    public Builder optimization(Optimization options) {
      this.optimization = options;
      return this;
    }

    /**
     * Sets the lowest block that is trained; those below keep their weights and statistics, take
     * part in no step and save its time. The paper trains all. For whole networks.
     *
     * @param block {@code mixed0} to {@code mixed10}, {@code predictions} for the softmax alone, or
     *     {@code stem} for all
     * @return this builder
     * @throws IllegalArgumentException if there is no such block
     */
    public Builder trainFrom(String block) {
      InceptionBlocks.indexOf(block);
      this.trainFrom = block;
      return this;
    }

    /**
     * Sets whether batch normalisations keep the moving statistics of the weights that training
     * begins from, and normalise by them, in place of those of each batch: for batches too small to
     * have statistics. The paper's code is seen to use those of the batch. For whole networks.
     *
     * @param frozen whether to
     * @return this builder
     */
    public Builder frozenStatistics(boolean frozen) {
      this.frozenStatistics = frozen;
      return this;
    }

    /**
     * Sets when to end before the last epoch; without, training does not, and the last epoch's
     * weights are what predicts. For whole networks.
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
     * code is seen to keep 0.8.
     *
     * @param share in (0, 1]
     * @return this builder
     */
    public Builder dropoutKeep(double share) {
      this.dropoutKeep = share;
      return this;
    }

    /**
     * Sets the L2 regularisation of a head: λ in mean(-log p(label)) + λ/2 |W|², with W the weights
     * of standardised features. The paper has no head of this kind; the value was chosen on
     * validation images, see docs/decisions.
     *
     * @param strength 0 or more
     * @return this builder
     */
    public Builder headRegularization(double strength) {
      if (!(strength >= 0)) {
        throw new IllegalArgumentException(
            "headRegularization = " + strength + ": must be 0 or more");
      }
      this.headRegularization = strength;
      return this;
    }

    /**
     * Sets how slowly the moving average of the weights, which is what a trained network predicts
     * with, forgets; the paper's code is seen to predict with such an average.
     *
     * @param decay in [0, 1); 0 predicts with the last weights
     * @return this builder
     */
    public Builder weightAverage(double decay) {
      if (!(decay >= 0 && decay < 1)) {
        throw new IllegalArgumentException("weightAverage = " + decay + ": must be in [0, 1)");
      }
      this.weightAverage = decay;
      return this;
    }

    /**
     * Sets whether every class of the tree's first level is replicated up to the size of the
     * largest, as the paper's code is seen to do with its superclasses. For whole networks.
     *
     * @param balance whether to
     * @return this builder
     */
    public Builder balanceClasses(boolean balance) {
      this.balanceClasses = balance;
      return this;
    }

    /**
     * Sets on how many devices a step is computed, each of which takes batches of its own: a step
     * is of {@code devices} times as many images, and the same as one device makes that {@linkplain
     * Optimization#withAccumulation accumulates} as many batches. Cards with CUDA; threads on a
     * CPU, where it is no faster than one. For whole networks.
     *
     * @param count at least 1; with CUDA at most the number of cards, or {@link FineTuner#fit}
     *     fails
     * @return this builder
     */
    public Builder devices(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("devices = " + count + ": must be at least 1");
      }
      this.devices = count;
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
     * Sets where the features of a frozen body are kept between runs; without, they are not.
     *
     * @param folder a folder, made if it does not exist
     * @return this builder
     */
    public Builder featureCache(Path folder) {
      this.featureCache = folder;
      return this;
    }

    /**
     * Sets where a training of all layers saves what it needs to go on after it was cut off;
     * without, it does not. A head needs none: it has the {@linkplain #featureCache feature cache},
     * and takes seconds.
     *
     * @param plan where and how often
     * @return this builder
     */
    public Builder checkpoints(Checkpoints plan) {
      this.checkpoints = plan;
      return this;
    }

    /**
     * Sets whether an image that can't be read ends the work; if not, it is left out and reported.
     *
     * @param fatal whether it does
     * @return this builder
     */
    public Builder strict(boolean fatal) {
      this.strict = fatal;
      return this;
    }

    /**
     * Sets who hears how the work gets on.
     *
     * @param progress the listener
     * @return this builder
     */
    public Builder listener(TrainingListener progress) {
      this.listener = progress;
      return this;
    }

    /**
     * Makes the fine-tuner.
     *
     * @return a fine-tuner
     * @throws IllegalArgumentException if the options contradict each other
     */
    public FineTuner build() {
      if (weights == null && trainedLayers == TrainedLayers.HEAD) {
        throw new IllegalArgumentException(
            "Training the head alone needs the weights of a body; give weights, or train ALL"
                + " layers");
      }
      if (weights != null && width != 1) {
        throw new IllegalArgumentException(
            "width = " + width + ": pretrained weights fit a network of width 1 only");
      }
      int count =
          epochs > 0 ? epochs : trainedLayers == TrainedLayers.HEAD ? HEAD_EPOCHS : NETWORK_EPOCHS;
      int step = batch > 0 ? batch : PAPER_BATCH;
      FineTunerOptions options =
          new FineTunerOptions(
              trainedLayers,
              weights,
              size,
              width,
              count,
              step,
              learningRate,
              optimization,
              trainFrom,
              frozenStatistics,
              earlyStopping,
              dropoutKeep,
              headRegularization,
              weightAverage,
              balanceClasses,
              devices,
              seed,
              featureCache,
              checkpoints,
              strict);
      return new FineTuner(options, listener);
    }
  }
}
