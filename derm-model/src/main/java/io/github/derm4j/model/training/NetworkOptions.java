package io.github.derm4j.model.training;

import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.model.backend.Precision;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link NetworkTrainer}; its builder documents them.
 *
 * @param targets null without smoothing over the tree
 */
record NetworkOptions(
    NetworkBody body,
    NetworkInput input,
    NetworkCourse course,
    @Nullable TreeTargets targets,
    NetworkProcessors processors) {

  NetworkOptions {
    ImageTransform augmentation = input.augmentation();
    if (augmentation != null && augmentation.size() != body.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The augmentation makes images of %d pixels and the network reads %d; give both the"
                  + " same size",
              augmentation.size(),
              body.size()));
    }
    if (targets != null && course.optimization().labelSmoothing() > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Smoothing over the tree and labelSmoothing = %s both spread the targets; set one of"
                  + " them",
              course.optimization().labelSmoothing()));
    }
  }

  /** The options that determine the result together with the images, by name. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trainedLayers", "ALL");
    facts.put("weights", body.weights() == null ? "random" : body.weights().md5());
    facts.put("pixelRange", body.pixelRange().toString());
    facts.put("size", Integer.toString(body.size()));
    facts.put("width", Double.toString(body.width()));
    facts.put("seed", Long.toString(course.seed()));
    facts.put("batch", Integer.toString(input.batch()));
    facts.put("learningRate", Double.toString(course.learningRate()));
    facts.putAll(course.optimization().facts());
    facts.put("trainFrom", body.trainFrom().toString());
    facts.put("frozenStatistics", Boolean.toString(body.frozenStatistics()));
    facts.put(
        "earlyStopping",
        course.earlyStopping() == null ? "none" : course.earlyStopping().toString());
    facts.put("dropoutKeep", Double.toString(body.dropoutKeep()));
    facts.put(SameTraining.ENGINE, processors.engineOf(body).toString());
    if (processors.precision() != Precision.FP32) {
      facts.put(SameTraining.PRECISION, processors.precision().toString());
    }
    facts.put("weightAverage", Double.toString(course.weightAverage()));
    facts.put("balanceClasses", input.balance().fact());
    facts.put(TrainingFacts.EPOCHS_ASKED, Integer.toString(course.epochs()));
    if (processors.devices() > 1) {
      facts.put("devices", Integer.toString(processors.devices()));
    }
    if (processors.ranks() > 1) {
      facts.put("ranks", Integer.toString(processors.ranks()));
    }
    if (targets != null) {
      facts.put("targets", targets.toString());
    }
    if (input.augmentation() != null) {
      facts.put("augmentation", input.augmentation().toString());
    }
    input.choices().forEach((name, value) -> facts.put("pipeline." + name, value));
    return facts;
  }
}
