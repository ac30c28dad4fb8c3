package io.github.derm4j.cli;

import io.github.derm4j.data.split.QualityFilter;
import io.github.derm4j.model.TrainedLayers;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.training.Checkpoints;
import java.nio.file.Path;
import java.util.List;
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

  @Mixin private PixelRangeOption pixels;

  @Option(
      names = "--size",
      defaultValue = "299",
      paramLabel = "PIXELS",
      description = "Side of the network's input, 75 to 299. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--width",
      defaultValue = "1",
      paramLabel = "SHARE",
      description =
          "Share of the filters of Inception v3, for trials from scratch; weights need 1. Default:"
              + " ${DEFAULT-VALUE}.")
  private double width;

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
      names = "--feature-cache",
      paramLabel = "FOLDER",
      description = "Where the features of a frozen body are kept. Default: a folder in --out.")
  private @Nullable Path featureCache;

  @Mixin private OptimizationOptions optimization;

  /**
   * The plan that these options make.
   *
   * @param title what the report is called
   * @param tree the family of trees of the data set
   * @param tasks the binary questions
   * @param validationFraction share of the lesions that choices are made on
   * @param testFraction share of the lesions that figures are reported on
   * @param quality what leaves pictures out of validation and test, or null
   * @param checkpoints how a training of all layers is saved, or null
   * @param strict whether an unreadable image is fatal
   * @param out where the results go
   */
  StudyPlan plan(
      String title,
      KnownTrees tree,
      List<TaskDefinition> tasks,
      double validationFraction,
      double testFraction,
      @Nullable QualityFilter quality,
      @Nullable Checkpoints checkpoints,
      boolean keepCheckpoints,
      boolean strict,
      Path out) {
    checkSize(size);
    return new StudyPlan(
        title,
        tasks,
        layers,
        weights,
        pixels,
        size,
        width,
        epochs,
        batch,
        learningRate,
        balance,
        maxClassSize == null ? tree.maxClassSize() : maxClassSize,
        validationFraction,
        testFraction,
        quality,
        featureCache == null ? out.resolve("features") : featureCache,
        layers == TrainedLayers.ALL ? checkpoints : null,
        keepCheckpoints,
        layers == TrainedLayers.ALL ? optimization : null,
        strict);
  }

  private static void checkSize(int size) {
    if (size < 75 || size > 299) {
      throw new IllegalArgumentException("--size is " + size + "; it must be from 75 to 299");
    }
  }
}
