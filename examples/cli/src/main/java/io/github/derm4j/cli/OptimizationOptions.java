package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.training.ClassWeights;
import io.github.derm4j.model.training.EarlyStopping;
import io.github.derm4j.model.training.LearningRateSchedule;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.Optimization;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.HierarchicalCost;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the optimisation in a training of all layers that differ from the paper. */
final class OptimizationOptions {

  private static final double WARM_UP_SHARE = 0.1;
  private static final int DEFAULT_PATIENCE = 3;

  /** The schedules by their names on the command line. */
  enum Schedule {
    PAPER,
    CONSTANT,
    COSINE
  }

  @Option(
      names = "--schedule",
      defaultValue = "paper",
      paramLabel = "NAME",
      description =
          "Learning rate: paper (multiplied by 0.16 every 30 epochs), constant, or"
              + " cosine (rises during the first tenth of --epochs, then falls to 0; needs"
              + " --epochs). Default: ${DEFAULT-VALUE}.")
  private Schedule schedule;

  @Option(
      names = "--train-from",
      paramLabel = "BLOCK",
      description =
          "Lowest block to train: mixed0 to mixed10 or predictions. Blocks below it stay"
              + " unchanged. Default: train all blocks.")
  private @Nullable String trainFrom;

  @Option(
      names = "--layer-decay",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description =
          "Learning rate of each block relative to the block above it. Default:"
              + " ${DEFAULT-VALUE}.")
  @InRange(above = 0, max = 1)
  private double layerDecay;

  @Option(
      names = "--frozen-statistics",
      description =
          "Keep the batch-normalisation statistics of the weights file. Useful for small"
              + " batches.")
  private boolean frozenStatistics;

  @Option(
      names = "--weight-decay",
      defaultValue = "0",
      paramLabel = "LAMBDA",
      description = "L2 penalty on the weights. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 0)
  private double weightDecay;

  @Option(
      names = "--label-smoothing",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Share of the target that is spread over all classes. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 0, below = 1)
  private double labelSmoothing;

  @Option(
      names = "--tree-smoothing",
      paramLabel = "BETA",
      description =
          "Spread targets over classes that are close in the tree instead of evenly: the"
              + " target of a class is proportional to exp(-BETA × distance), so larger values"
              + " spread less. Default: no spreading.")
  @InRange(min = 0)
  private @Nullable Double treeSmoothing;

  @Option(
      names = "--class-weights",
      defaultValue = "equal",
      paramLabel = "NAME",
      description =
          "Weight of an image in the loss: equal, or balanced, so that all training"
              + " classes have the same total weight. Default: ${DEFAULT-VALUE}.")
  private ClassWeights classWeights;

  @Option(
      names = "--max-gradient-norm",
      paramLabel = "NORM",
      description = "Scale gradients down to this norm if they are longer. Default: no limit.")
  @InRange(above = 0)
  private @Nullable Double maxGradientNorm;

  @Option(
      names = "--accumulate",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Number of batches in a step. Use it if a larger batch does not fit into"
              + " memory. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int accumulation;

  /** The figures of the validation images by their names on the command line. */
  enum Criterion {
    LOSS,
    AUC,
    ACCURACY
  }

  @Option(
      names = "--early-stopping",
      paramLabel = "FIGURE",
      description =
          "Stop when this figure of the validation images no longer improves, and keep"
              + " the best epoch: loss; auc, of the first task that can be evaluated, usually"
              + " malignant vs benign; or accuracy, the mean over the inference classes."
              + " Default: train to the last epoch and keep it.")
  private @Nullable Criterion earlyStopping;

  @Option(
      names = "--devices",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Number of GPUs that compute a step together. Each takes its own batches, so a"
              + " step has N times --batch images. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int devices;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      paramLabel = "NAME",
      description =
          "Numbers in the convolutions of the training: fp32, or bf16, which is faster on CPUs with"
              + " AVX512_BF16 and rounds to 8 bits. Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after this many epochs without improvement. Without --early-stopping it"
              + " implies --early-stopping loss. Default: "
              + DEFAULT_PATIENCE
              + ".")
  @InRange(min = 1)
  private @Nullable Integer patience;

  /**
   * Applies these options, except early stopping.
   *
   * @param epochs the number of epochs, if it was set
   */
  Written<NetworkTrainer.Builder> applyTo(
      Written<NetworkTrainer.Builder> trainer, @Nullable Integer epochs) {
    Calls<Optimization> changes =
        Calls.<Optimization>none()
            .withMade(Optimization::withSchedule, schedule(epochs))
            .with(Optimization::withWeightDecay, weightDecay, 0.0)
            .with(Optimization::withLabelSmoothing, labelSmoothing, 0.0)
            .with(Optimization::withClassWeights, classWeights, ClassWeights.EQUAL)
            .with(Optimization::withMaxGradientNorm, maxGradientNorm)
            .with(Optimization::withAccumulation, accumulation, 1)
            .with(Optimization::withLayerDecay, layerDecay, 1.0);
    return trainer.with(
        Calls.<NetworkTrainer.Builder>none()
            .withMade(
                NetworkTrainer.Builder::optimization,
                changes.isEmpty() ? null : Written.of(Optimization::paper).with(changes))
            .with(NetworkTrainer.Builder::frozenStatistics, frozenStatistics, false)
            .with(NetworkTrainer.Builder::devices, devices, 1)
            .with(NetworkTrainer.Builder::precision, precision, Precision.FP32)
            .withMade(
                NetworkTrainer.Builder::trainFrom,
                trainFrom == null ? null : Written.of(InceptionBlock::of, trainFrom))
            .with(
                NetworkTrainer.Builder::targets,
                HierarchicalCost.COMMON_ANCESTOR_HEIGHT,
                treeSmoothing));
  }

  ClassWeights classWeights() {
    return classWeights;
  }

  /** The rule of early stopping, which may depend on the training classes. */
  Optional<EarlyStopping> earlyStopping(
      List<TaskDefinition> tasks, DiseasePartition partition, DiseaseCounts all) {
    return criterion()
        .map(
            figure ->
                switch (figure) {
                  case LOSS -> EarlyStopping.onValidationLoss(patience());
                  case AUC ->
                      EarlyStopping.onAuc(TaskDefinition.first(tasks, partition, all), patience());
                  case ACCURACY -> EarlyStopping.onAccuracy(classes(partition), patience());
                });
  }

  /**
   * The same in a program with the variables {@code tasks}, {@code partition} and {@code dataset}.
   */
  Optional<Code> earlyStoppingCode() {
    return criterion()
        .map(
            figure ->
                switch (figure) {
                  case LOSS -> stopping("onValidationLoss");
                  case AUC ->
                      stopping(
                          "onAuc",
                          Code.call(
                              TaskDefinition.class,
                              "first",
                              Code.of("tasks"),
                              Code.of("partition"),
                              Code.of("dataset.counts()")));
                  case ACCURACY ->
                      stopping(
                          "onAccuracy",
                          Code.call(InferenceLevels.class, "deepest", Code.of("partition"))
                              .then("orElseThrow"));
                });
  }

  private Code stopping(String rule, Code... figure) {
    return Code.call(
        EarlyStopping.class,
        rule,
        Stream.concat(Stream.of(figure), Stream.of(Code.literal(patience()))).toArray(Code[]::new));
  }

  private static InferenceMap classes(DiseasePartition partition) {
    return InferenceLevels.deepest(partition)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--early-stopping accuracy: the training classes resolve no level of the tree;"
                        + " lower --max-class-size, or use --early-stopping loss"));
  }

  /** Returns whether early stopping depends on the training classes. */
  boolean dependsOnClasses() {
    return earlyStopping == Criterion.AUC || earlyStopping == Criterion.ACCURACY;
  }

  private Optional<Criterion> criterion() {
    return earlyStopping == null && patience != null
        ? Optional.of(Criterion.LOSS)
        : Optional.ofNullable(earlyStopping);
  }

  private int patience() {
    return patience == null ? DEFAULT_PATIENCE : patience;
  }

  private @Nullable Written<LearningRateSchedule> schedule(@Nullable Integer epochs) {
    return switch (schedule) {
      case PAPER -> null;
      case CONSTANT -> Written.of(LearningRateSchedule::constant);
      case COSINE -> {
        if (epochs == null) {
          throw new IllegalArgumentException(
              "--schedule cosine needs the number of epochs; give --epochs");
        }
        yield Written.of(LearningRateSchedule::cosine, WARM_UP_SHARE * epochs, (double) epochs);
      }
    };
  }

  /** The deviations from the paper, for the report. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("schedule", schedule.name().toLowerCase(Locale.ROOT));
    if (trainFrom != null) {
      facts.put("trained from", trainFrom);
    }
    if (layerDecay != 1) {
      facts.put("layer decay", Double.toString(layerDecay));
    }
    if (frozenStatistics) {
      facts.put("statistics", "frozen");
    }
    if (weightDecay > 0) {
      facts.put("weight decay", Double.toString(weightDecay));
    }
    if (labelSmoothing > 0) {
      facts.put("label smoothing", Double.toString(labelSmoothing));
    }
    if (treeSmoothing != null) {
      facts.put("tree smoothing", treeSmoothing.toString());
    }
    if (classWeights != ClassWeights.EQUAL) {
      facts.put("class weights", classWeights.name().toLowerCase(Locale.ROOT));
    }
    if (maxGradientNorm != null) {
      facts.put("largest gradient", maxGradientNorm.toString());
    }
    if (accumulation > 1) {
      facts.put("batches in a step", Integer.toString(accumulation));
    }
    criterion()
        .ifPresent(
            figure ->
                facts.put(
                    "early stopping",
                    figure.name().toLowerCase(Locale.ROOT) + ", patience " + patience()));
    if (precision != Precision.FP32) {
      facts.put("precision", precision.toString());
    }
    if (devices > 1) {
      facts.put("devices", Integer.toString(devices));
    }
    return facts;
  }
}
