package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.training.Balance;
import io.github.derm4j.model.training.Checkpoints;
import io.github.derm4j.model.training.ClassWeights;
import io.github.derm4j.model.training.HeadTrainer;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the training of a network. */
final class TrainingOptions {

  /** The layers to train. */
  enum Layers {
    HEAD,
    ALL
  }

  @Option(
      names = "--train",
      defaultValue = "all",
      paramLabel = "LAYERS",
      description =
          "all: train every layer, as in the paper; head: train only the last layer, on"
              + " features that are computed once and kept. Default: ${DEFAULT-VALUE}.")
  private Layers layers;

  @Option(
      names = "--weights",
      paramLabel = "FILE.h5",
      description = "Inception v3 weights in Keras's layout. Default: none, train from scratch.")
  private @Nullable Path weights;

  @Option(
      names = Backbones.MODEL,
      paramLabel = "FILE.onnx",
      description = "With --train head, instead of --weights: " + Backbones.MODEL_HELP)
  private @Nullable Path backbone;

  @Option(
      names = Backbones.PREPROCESSING,
      paramLabel = "FILE.json",
      description = Backbones.PREPROCESSING_HELP)
  private @Nullable Path preprocessing;

  @Mixin private ProviderOption provider;
  @Mixin private PixelRangeOption pixels;

  @Option(
      names = "--size",
      defaultValue = "299",
      paramLabel = "PIXELS",
      description =
          "Width and height of the network's input, 75 to 299. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 75, max = 299)
  private int size;

  @Option(
      names = "--width",
      defaultValue = "1",
      paramLabel = "SHARE",
      description =
          "Number of filters as a share of Inception v3's, for trials from scratch. With"
              + " --weights it must be 1. Default: ${DEFAULT-VALUE}.")
  @InRange(above = 0, max = 4)
  private double width;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Number of passes over the training images. Default: 10 with --train all, at"
              + " most 80 with --train head.")
  @InRange(min = 1)
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Number of images in a step of --train all. Default: 32.")
  @InRange(min = 1)
  private @Nullable Integer batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Learning rate. Default: 0.001, as in the paper.")
  @InRange(above = 0)
  private @Nullable Double learningRate;

  @Option(
      names = "--max-class-size",
      paramLabel = "N",
      description =
          "Maximum number of training images in a training class. Default: depends on"
              + " the data set, see the end of this help.")
  @InRange(min = 1)
  private @Nullable Integer maxClassSize;

  @Option(
      names = "--feature-cache",
      paramLabel = "FOLDER",
      description =
          "Folder for the features that --train head computes. Default: a folder in --out.")
  private @Nullable Path featureCache;

  @Mixin private PenaltyOption penalty;
  @Mixin private InputOptions input;
  @Mixin private OptimizationOptions optimization;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private static final int PAPER_SIZE = 299;

  /** The trainer that {@link #trainer} made last; null if it trains only the head. */
  private @Nullable NetworkTrainer planned;

  /** Options that only a training of all layers has. */
  private static final List<String> OF_ALL_LAYERS =
      List.of(
          "--width",
          "--batch",
          "--learning-rate",
          "--augment",
          "--mixup",
          "--decoded-cache",
          "--schedule",
          "--train-from",
          "--layer-decay",
          "--frozen-statistics",
          "--weight-decay",
          "--label-smoothing",
          "--tree-smoothing",
          "--max-gradient-norm",
          "--accumulate",
          "--early-stopping",
          "--patience",
          "--devices",
          "--precision",
          "--checkpoints",
          "--keep-checkpoints",
          "--checkpoint-steps",
          CheckpointOptions.RESUME);

  /** Options that only a training of the head has. */
  private static final List<String> OF_THE_HEAD =
      List.of("--feature-cache", PenaltyOption.NAME, Backbones.MODEL, Backbones.PREPROCESSING);

  /** The maximum number of training images of a training class. */
  int maxClassSize(KnownTrees tree) {
    return maxClassSize == null ? tree.maxClassSize() : maxClassSize;
  }

  /**
   * Makes the trainer for these options. They are checked, and weights are read, before the data.
   *
   * @param saving how a training of all layers is saved, or null
   * @param strict whether an unreadable image is fatal
   * @param out the folder for the results
   * @param listener receives the events of the training
   * @throws ParameterException if an option was given that does not apply, options contradict each
   *     other, or there is no file of weights
   */
  PlannedTrainer trainer(
      long seed,
      boolean strict,
      @Nullable CheckpointOptions saving,
      Path out,
      TrainingListener listener,
      Terminal terminal)
      throws IOException {
    if (layers == Layers.HEAD) {
      Inapplicable.refuse(command, "--train all", OF_ALL_LAYERS);
    } else {
      Inapplicable.refuse(command, "--train head", OF_THE_HEAD);
      provider.refuse();
    }
    pixels.check(weights);
    try {
      return layers == Layers.HEAD
          ? head(seed, strict, out, listener, terminal)
          : network(
              seed,
              strict,
              saving == null ? null : saving.checkpoints(out),
              saving,
              listener,
              terminal);
    } catch (IllegalArgumentException contradiction) {
      throw new ParameterException(
          command.commandLine(), contradiction.getMessage(), contradiction);
    }
  }

  /**
   * Makes sure, before data are read, that this machine computes what {@link #trainer} made.
   *
   * @throws io.github.derm4j.model.backend.BackendUnavailableException if it can't
   */
  void requireEngine() {
    if (planned != null) {
      planned.options();
    }
  }

  private PlannedTrainer head(
      long seed, boolean strict, Path out, TrainingListener listener, Terminal terminal)
      throws IOException {
    requireOneBody();
    String library = null;
    Path cache = featureCache == null ? out.resolve("features") : featureCache;
    Calls<HeadTrainer.Builder> calls =
        Calls.<HeadTrainer.Builder>none()
            .with(HeadTrainer.Builder::size, backbone == null ? size : PAPER_SIZE, PAPER_SIZE)
            .and(penalty.calls(seed))
            .with(
                HeadTrainer.Builder::classWeights, optimization.classWeights(), ClassWeights.EQUAL)
            .with(HeadTrainer.Builder::balance, input.balance(), Balance.NONE)
            .with(HeadTrainer.Builder::featureCache, cache)
            .with(HeadTrainer.Builder::strict, strict, false)
            .with(HeadTrainer.Builder::epochs, epochs);
    Map<String, String> facts;
    Written<HeadTrainer.Builder> builder;
    if (backbone == null) {
      Path file = Objects.requireNonNull(weights);
      builder = Written.from(HeadTrainer::builder, pixels.read(file, terminal));
      facts = NetworkFacts.ofHead(file, size);
    } else {
      Written<OnnxBackbone> network =
          Backbones.written(backbone, preprocessing, provider.options(), terminal);
      builder = Written.from(HeadTrainer::builder, network);
      facts = NetworkFacts.ofHead(network.value());
      facts.putAll(provider.facts());
      library = OnnxRuntimeCode.library(provider.options());
    }
    builder = builder.with(calls);
    if (optimization.classWeights() != ClassWeights.EQUAL) {
      facts.put("class weights", optimization.classWeights().name().toLowerCase(Locale.ROOT));
    }
    facts.put("balance", input.balanceFact());
    facts.putAll(penalty.facts());
    HeadTrainer trainer = builder.value().listener(listener).build();
    return new PlannedTrainer(
        (tasks, partition, all) -> trainer,
        builder.code(),
        library,
        false,
        facts,
        cache,
        null,
        false);
  }

  private void requireOneBody() {
    if (weights == null && backbone == null) {
      throw new IllegalArgumentException(
          "--train head needs the weights of a body; give --weights or --backbone, or --train all");
    }
    if (weights != null && backbone != null) {
      throw new IllegalArgumentException(
          "--weights and --backbone both name a body; leave out one of them");
    }
    if (backbone == null) {
      Inapplicable.refuse(command, Backbones.MODEL, List.of(Backbones.PREPROCESSING));
      provider.refuse();
    } else {
      Inapplicable.refuse(command, "--weights", List.of("--size"));
    }
  }

  private PlannedTrainer network(
      long seed,
      boolean strict,
      @Nullable Written<Checkpoints> checkpoints,
      @Nullable CheckpointOptions saving,
      TrainingListener listener,
      Terminal terminal)
      throws IOException {
    Written<NetworkTrainer.Builder> network =
        Written.of(NetworkTrainer::builder)
            .with(
                Calls.<NetworkTrainer.Builder>none()
                    .with(NetworkTrainer.Builder::size, size, PAPER_SIZE)
                    .with(NetworkTrainer.Builder::width, width, 1.0)
                    .with(NetworkTrainer.Builder::seed, seed, 1L)
                    .with(NetworkTrainer.Builder::strict, strict, false)
                    .with(NetworkTrainer.Builder::epochs, epochs)
                    .with(NetworkTrainer.Builder::batch, batch)
                    .with(NetworkTrainer.Builder::learningRate, learningRate)
                    .withMade(NetworkTrainer.Builder::checkpoints, checkpoints));
    network = optimization.applyTo(network, epochs);
    network = input.applyTo(network, size);
    Written<NetworkTrainer.Builder> written =
        network.with(
            Calls.<NetworkTrainer.Builder>none()
                .withMade(
                    NetworkTrainer.Builder::weights,
                    weights == null ? null : pixels.read(weights, terminal)));
    NetworkTrainer.Builder builder = written.value().listener(listener);
    planned = builder.build(); // Contradictory options should fail before any long work.
    Map<String, String> facts = NetworkFacts.ofNetwork(weights, size, width, batch, learningRate);
    facts.putAll(optimization.facts());
    facts.putAll(input.facts());
    facts.put("balance", input.balanceFact());
    return new PlannedTrainer(
        (tasks, partition, all) -> {
          optimization.earlyStopping(tasks, partition, all).ifPresent(builder::earlyStopping);
          return builder.build();
        },
        optimization
            .earlyStoppingCode()
            .map(rule -> written.code().then("earlyStopping", rule))
            .orElse(written.code()),
        null,
        optimization.dependsOnClasses(),
        facts,
        null,
        checkpoints == null ? null : checkpoints.value(),
        saving != null && saving.keepCheckpoints());
  }
}
