package io.github.derm4j.spark;

import io.github.derm4j.data.image.ColourJitter;
import io.github.derm4j.data.image.Cutout;
import io.github.derm4j.data.image.HorizontalFlip;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.image.RandomResizedCrop;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.training.Balance;
import io.github.derm4j.model.training.ClassWeights;
import io.github.derm4j.model.training.EarlyStopping;
import io.github.derm4j.model.training.LearningRateSchedule;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Optimization;
import io.github.derm4j.taxonomy.BinaryTask;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.HierarchicalCost;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a training of all layers, with the names and defaults of {@code derm}. */
final class TunerOptions implements TrainerFactory {

  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_PATIENCE = 3;
  private static final double WARM_UP_SHARE = 0.1;
  private static final double CROP_AREA = 0.5;
  private static final double COLOUR = 0.2;
  private static final double CUTOUT = 0.25;

  enum Schedule {
    PAPER,
    CONSTANT,
    COSINE
  }

  enum Criterion {
    LOSS,
    AUC,
    ACCURACY
  }

  /** What early stopping needs of the training classes, in the form that is sent to executors. */
  private record Classes(
      String taxonomy, String partition, String task, String positive, String negative)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Option(
      names = "--weights",
      paramLabel = "PATH",
      description = "Inception v3 weights in Keras's layout. Default: random weights.")
  private @Nullable String weights;

  @Option(
      names = "--pixel-range",
      converter = FeaturesOnSpark.PixelRange.class,
      paramLabel = "RANGE",
      description =
          "With --weights: the range of the pixels that they were trained on, -1..1 or 0..1."
              + " Default: -1..1.")
  private @Nullable Normalization pixels;

  @Option(
      names = "--size",
      defaultValue = "299",
      paramLabel = "PIXELS",
      description = "Width and height of the network's input in pixels. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--width",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "Number of filters as a share of Inception v3's. Default: ${DEFAULT-VALUE}.")
  private double width;

  @Option(
      names = "--batch",
      defaultValue = "32",
      paramLabel = "N",
      description = "Images of a rank in a batch. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--epochs",
      defaultValue = "10",
      paramLabel = "N",
      description = "Number of passes over the training images. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      paramLabel = "RATE",
      description = "The learning rate. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--schedule",
      defaultValue = "paper",
      paramLabel = "NAME",
      description =
          "Learning rate: paper (multiplied by 0.16 every 30 epochs), constant, or cosine (rises"
              + " during the first tenth of --epochs, then falls to 0). Default: ${DEFAULT-VALUE}.")
  private Schedule schedule;

  @Option(
      names = "--train-from",
      paramLabel = "BLOCK",
      description =
          "Lowest block to train: mixed0 to mixed10 or predictions. Default: train all blocks.")
  private @Nullable String trainFrom;

  @Option(
      names = "--layer-decay",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description =
          "Learning rate of each block relative to the block above it. Default: ${DEFAULT-VALUE}.")
  private double layerDecay;

  @Option(
      names = "--frozen-statistics",
      description = "Keep the batch-normalisation statistics of the weights.")
  private boolean frozenStatistics;

  @Option(
      names = "--dropout-keep",
      defaultValue = "0.8",
      paramLabel = "SHARE",
      description = "Share of features that dropout keeps. Default: ${DEFAULT-VALUE}.")
  private double dropoutKeep;

  @Option(
      names = "--average",
      defaultValue = "0.99",
      paramLabel = "DECAY",
      description = "The decay of the weights' moving average. Default: ${DEFAULT-VALUE}.")
  private double average;

  @Option(
      names = {"--clip", "--max-gradient-norm"},
      defaultValue = "Infinity",
      paramLabel = "NORM",
      description = "Maximum norm of a gradient. Default: no limit.")
  private double clip;

  @Option(
      names = "--weight-decay",
      defaultValue = "0",
      paramLabel = "LAMBDA",
      description = "The weight decay. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--label-smoothing",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Share of the target that is spread over all classes. Default: ${DEFAULT-VALUE}.")
  private double labelSmoothing;

  @Option(
      names = "--tree-smoothing",
      paramLabel = "BETA",
      description =
          "Spread targets over classes that are close in the tree: the target of a class is"
              + " proportional to exp(-BETA × distance). Default: no spreading.")
  private @Nullable Double treeSmoothing;

  @Option(
      names = "--class-weights",
      defaultValue = "equal",
      paramLabel = "NAME",
      description = "Weight of an image in the loss: equal or balanced. Default: ${DEFAULT-VALUE}.")
  private ClassWeights classWeights;

  @Option(
      names = "--accumulate",
      defaultValue = "1",
      paramLabel = "N",
      description = "Number of batches of a rank in a step. Default: ${DEFAULT-VALUE}.")
  private int accumulate;

  @Option(
      names = "--early-stopping",
      paramLabel = "FIGURE",
      description =
          "Stop when this figure of the validation images no longer improves, and keep the best"
              + " epoch: loss; auc, of the first task that can be evaluated; or accuracy, the mean"
              + " over the inference classes. Default: train to the last epoch and keep it.")
  private @Nullable Criterion earlyStopping;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after this many epochs without improvement. Without --early-stopping it implies"
              + " --early-stopping loss. Default: "
              + DEFAULT_PATIENCE
              + ".")
  private @Nullable Integer patience;

  @Option(
      names = "--augment",
      defaultValue = "paper",
      paramLabel = "NAMES",
      description =
          "Augmentation of training images: paper or crop, optionally followed by +flip, +colour and"
              + " +cutout. Default: ${DEFAULT-VALUE}.")
  private String augment;

  @Option(
      names = "--mixup",
      paramLabel = "ALPHA",
      description =
          "Mix each training image with another one; the share is drawn from Beta(ALPHA, ALPHA)."
              + " Default: no mixing.")
  private @Nullable Double mixup;

  @Option(
      names = "--balance",
      arity = "0..1",
      fallbackValue = "replicated",
      defaultValue = "none",
      paramLabel = "RULE",
      description =
          "none; replicated (also without a value): copy images until each first-level class of the"
              + " tree is as large as the largest; weighted: draw every training class equally often"
              + " on average. Default: ${DEFAULT-VALUE}.")
  private Balance balance;

  @Option(
      names = "--strict",
      description = "Fail on the first image that can't be used. Default: leave it out.")
  private boolean strict;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      paramLabel = "NAME",
      description =
          "Numbers in the convolutions of the training: fp32, or bf16 on executors with AVX512_BF16."
              + " Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "Engine of the training on the executors' CPUs: onednn, onednn-direct, nd4j or auto."
              + " Default: auto.")
  private @Nullable String engine;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every random choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  private @Nullable HadoopSettings settings;
  private @Nullable Classes classes;

  long seed() {
    return seed;
  }

  boolean strict() {
    return strict;
  }

  /**
   * Checks the options on the driver, before any long work.
   *
   * @throws IllegalArgumentException if one is out of range or contradicts another
   */
  void check() {
    if (pixels != null && weights == null) {
      throw new IllegalArgumentException("--pixel-range is for --weights; give both, or neither");
    }
    if (weights != null && width != 1) {
      throw new IllegalArgumentException(
          "--width = " + width + ": pretrained --weights fit a network of width 1 only");
    }
    options().build();
  }

  /** Completes the options with what is known on the driver, for the executors. */
  TunerOptions on(HadoopSettings files, DiseasePartition partition, DiseaseCounts all) {
    settings = files;
    if (criterion() == Criterion.AUC || criterion() == Criterion.ACCURACY) {
      BinaryTask task =
          criterion() == Criterion.AUC
              ? TaskDefinition.first(TaskDefinition.knownIn(all.taxonomy()), partition, all)
              : null;
      classes =
          new Classes(
              TaxonomyJson.write(partition.taxonomy()),
              PartitionJson.write(partition),
              task == null ? "" : task.name(),
              ids(task == null ? List.of() : task.positive()),
              ids(task == null ? List.of() : task.negative()));
      stopping(); // Fails here rather than on an executor.
    }
    return this;
  }

  private static String ids(Collection<DiseaseNode> nodes) {
    return nodes.stream().map(DiseaseNode::id).collect(Collectors.joining("\n"));
  }

  @Override
  public NetworkTrainer.Builder builder() throws IOException {
    NetworkTrainer.Builder builder = options();
    EarlyStopping rule = stopping();
    if (rule != null) {
      builder.earlyStopping(rule);
    }
    if (weights != null && settings != null) {
      KerasWeights read = settings.withCopy(weights, ".h5", KerasWeights::read);
      builder.weights(pixels == null ? read : read.withNormalization(pixels));
    }
    return builder;
  }

  /** All that needs no file and no training classes. */
  private NetworkTrainer.Builder options() {
    Optimization optimization =
        Optimization.paper()
            .withAccumulation(accumulate)
            .withWeightDecay(weightDecay)
            .withLabelSmoothing(labelSmoothing)
            .withClassWeights(classWeights)
            .withMaxGradientNorm(clip)
            .withLayerDecay(layerDecay);
    optimization =
        switch (schedule) {
          case PAPER -> optimization;
          case CONSTANT -> optimization.withSchedule(LearningRateSchedule.constant());
          case COSINE ->
              optimization.withSchedule(
                  LearningRateSchedule.cosine(WARM_UP_SHARE * epochs, epochs));
        };
    NetworkTrainer.Builder builder =
        NetworkTrainer.builder()
            .size(size)
            .width(width)
            .batch(batch)
            .epochs(epochs)
            .learningRate(learningRate)
            .dropoutKeep(dropoutKeep)
            .weightAverage(average)
            .seed(seed)
            .optimization(optimization)
            .frozenStatistics(frozenStatistics)
            .balance(balance)
            .strict(strict)
            .precision(precision);
    if (trainFrom != null) {
      builder.trainFrom(InceptionBlock.of(trainFrom));
    }
    if (treeSmoothing != null) {
      builder.targets(HierarchicalCost.COMMON_ANCESTOR_HEIGHT, treeSmoothing);
    }
    if (!augment.equals("paper")) {
      builder.augmentation(augmentation(augment, size));
    }
    if (mixup != null) {
      double alpha = mixup;
      builder.pipeline(pipeline -> pipeline.mixup(alpha));
    }
    if (engine != null) {
      builder.engine(Engine.of(engine));
    }
    return builder;
  }

  private @Nullable Criterion criterion() {
    return earlyStopping == null && patience != null ? Criterion.LOSS : earlyStopping;
  }

  private @Nullable EarlyStopping stopping() {
    Criterion figure = criterion();
    int epochsToWait = patience == null ? DEFAULT_PATIENCE : patience;
    if (figure == Criterion.LOSS) {
      return EarlyStopping.onValidationLoss(epochsToWait);
    }
    Classes known = classes;
    if (figure == null || known == null) {
      return null;
    }
    DiseaseTaxonomy taxonomy = TaxonomyJson.read(known.taxonomy());
    if (figure == Criterion.AUC) {
      return EarlyStopping.onAuc(
          BinaryTask.of(
              known.task(),
              taxonomy,
              known.positive().lines().toList(),
              known.negative().lines().toList()),
          epochsToWait);
    }
    return EarlyStopping.onAccuracy(
        InferenceLevels.deepest(PartitionJson.read(known.partition(), taxonomy))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--early-stopping accuracy: the training classes resolve no level of the"
                            + " tree; lower --max-class-size, or use --early-stopping loss")),
        epochsToWait);
  }

  /**
   * Makes the transform of training images from its names.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  static ImageTransform augmentation(String names, int size) {
    List<String> parts = List.of(names.split("\\+", -1));
    ImageTransform transform =
        switch (parts.get(0)) {
          case "paper" -> new PaperAugmentation(size);
          case "crop" -> new RandomResizedCrop(size, CROP_AREA);
          default -> throw unknown(names, parts.get(0), "begin with paper or crop");
        };
    for (String part : parts.subList(1, parts.size())) {
      transform =
          switch (part) {
            case "flip" -> new HorizontalFlip(transform);
            case "colour", "color" -> new ColourJitter(transform, COLOUR, COLOUR, COLOUR);
            case "cutout" -> new Cutout(transform, CUTOUT);
            default -> throw unknown(names, part, "add flip, colour or cutout");
          };
    }
    return transform;
  }

  private static IllegalArgumentException unknown(String names, String part, String remedy) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "--augment %s: unknown '%s'; %s", names, part, remedy));
  }
}
