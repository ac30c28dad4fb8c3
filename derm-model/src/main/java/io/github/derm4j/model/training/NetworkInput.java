package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.ClassBalance;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.pipeline.PipelineBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings that turn training images into batches.
 *
 * @param batch the number of images in a batch
 * @param balance the balancing of the classes
 * @param augmentation null for the paper's
 * @param change further changes to the pipeline
 * @param choices the same changes, by name
 * @param strict true if an unreadable image ends the training
 */
record NetworkInput(
    int batch,
    Balance balance,
    @Nullable ImageTransform augmentation,
    UnaryOperator<PipelineBuilder> change,
    Map<String, String> choices,
    boolean strict) {

  NetworkInput {
    choices = Map.copyOf(choices);
    if (balance != Balance.NONE && choices.containsKey("balance")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "balance = %s, and the pipeline's options set a balance too; set one of them",
              balance));
    }
  }

  /** The pipeline that makes the batches for a network. */
  PipelineBuilder pipeline(
      LabelledRecords train, ImageSource images, NetworkBody network, long seed) {
    PipelineBuilder pipeline =
        change
            .apply(
                LesionPipeline.builder(
                    train.records(),
                    images,
                    train::label,
                    train.classes(),
                    augmentation == null ? new PaperAugmentation(network.size()) : augmentation))
            .batch(batch)
            .seed(seed)
            .layout(Layout.NHWC)
            .normalization(network.pixelRange())
            .strict(strict);
    return switch (balance) {
      case NONE -> pipeline;
      case REPLICATED -> pipeline.balance(ClassBalance.replicate(train::superclass));
      case WEIGHTED -> pipeline.balance(ClassBalance.weightedByGroup(train::label));
    };
  }
}
