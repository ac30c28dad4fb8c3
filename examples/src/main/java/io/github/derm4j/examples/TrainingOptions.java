package io.github.derm4j.examples;

import io.github.derm4j.model.Checkpoints;
import io.github.derm4j.model.TrainedLayers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a network is trained and tested. */
final class TrainingOptions {

  @Option(
      names = "--train",
      defaultValue = "all",
      paramLabel = "LAYERS",
      description =
          "head: the body stays as it is, its features are computed once and kept;"
              + " all: every layer, as in the paper. Default: ${DEFAULT-VALUE}.")
  private TrainedLayers layers;

  @Option(
      names = "--weights",
      paramLabel = "FILE.h5",
      description = "Inception v3 weights in Keras's layout; without, training is from scratch.")
  private @Nullable Path weights;

  @Option(
      names = "--size",
      defaultValue = "299",
      paramLabel = "PIXELS",
      description = "Side of the network's input, 75 to 299. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training images. Default: 10 of all layers, at most 80 of a head.")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images in a step on all layers. Default: 32.")
  private @Nullable Integer batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "The learning rate. Default: the paper's 0.001.")
  private @Nullable Double learningRate;

  @Option(
      names = "--balance",
      description = "Replicate each first-level class of the tree up to the largest (--train all).")
  private boolean balance;

  @Option(
      names = "--max-class-size",
      paramLabel = "N",
      description =
          "Most training images of a training class. Default: by data set, see the end of this"
              + " help.")
  private @Nullable Integer maxClassSize;

  @Option(
      names = "--test-fraction",
      defaultValue = "0.2",
      paramLabel = "SHARE",
      description = "Share of the lesions held out for the test. Default: ${DEFAULT-VALUE}.")
  private double testFraction;

  @Option(
      names = "--validation-fraction",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "Share of the lesions that choices are made on. Default: ${DEFAULT-VALUE}.")
  private double validationFraction;

  @Option(
      names = "--feature-cache",
      paramLabel = "FOLDER",
      description = "Where the features of a frozen body are kept. Default: a folder in --out.")
  private @Nullable Path featureCache;

  @Option(
      names = "--checkpoints",
      paramLabel = "FOLDER",
      description =
          "Where a training of all layers saves what it needs to go on; deleted when it is over."
              + " Default: a folder in --out.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      paramLabel = "N",
      description = "A checkpoint after every N steps too, not only after every epoch.")
  private int checkpointSteps;

  @Option(
      names = "--resume",
      description =
          "Go on from the latest checkpoint, if there is one, of a training of the same options and"
              + " images.")
  private boolean resume;

  @Mixin private OptimizationOptions optimization;

  /** The plan that these options make. */
  StudyPlan plan(String title, String tree, int defaultMaxClassSize, boolean strict, Path out) {
    checkSize(size);
    return new StudyPlan(
        title,
        tree,
        layers,
        weights,
        size,
        1,
        epochs,
        batch,
        learningRate,
        balance,
        maxClassSize == null ? defaultMaxClassSize : maxClassSize,
        validationFraction,
        testFraction,
        featureCache == null ? out.resolve("features") : featureCache,
        layers == TrainedLayers.ALL ? checkpoints(out) : null,
        layers == TrainedLayers.ALL ? optimization : null,
        strict);
  }

  private Checkpoints checkpoints(Path out) {
    Checkpoints plan =
        Checkpoints.in(checkpoints == null ? out.resolve("checkpoints") : checkpoints)
            .everySteps(checkpointSteps);
    return resume ? plan.resuming() : plan;
  }

  private static void checkSize(int size) {
    if (size < 75 || size > 299) {
      throw new IllegalArgumentException("--size is " + size + "; it must be from 75 to 299");
    }
  }
}
