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
 * How training images become batches.
 *
 * @param batch how many images make one
 * @param balance how classes are balanced
 * @param augmentation null for the paper's
 * @param change what else the pipeline does
 * @param choices the same, by name
 * @param strict whether an image that can't be read ends the training
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

  /** What makes the batches for a network. */
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
