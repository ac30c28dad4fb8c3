package io.github.derm4j.model.training;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.ProvenanceKeys;
import io.github.derm4j.model.TrainedLayers;
import io.github.derm4j.model.inception.InceptionBlocks;
import io.github.derm4j.model.inception.KerasWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link FineTuner} was asked for; see its builder for what each option means. */
record FineTunerOptions(
    TrainedLayers trainedLayers,
    @Nullable KerasWeights weights,
    int size,
    double width,
    int epochs,
    int batch,
    double learningRate,
    Optimization optimization,
    @Nullable String trainFrom,
    boolean frozenStatistics,
    @Nullable EarlyStopping earlyStopping,
    double dropoutKeep,
    double headRegularization,
    double weightAverage,
    boolean balanceClasses,
    int devices,
    long seed,
    @Nullable Path featureCache,
    @Nullable Checkpoints checkpoints,
    boolean strict) {

  /** What decides the outcome besides the images, by name; not how long training goes on. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(ProvenanceKeys.TRAINED_LAYERS, trainedLayers.toString());
    facts.put(ProvenanceKeys.WEIGHTS, weights == null ? "random" : weights.md5());
    facts.put("pixelRange", pixelRange().toString());
    facts.put("size", Integer.toString(size));
    facts.put("width", Double.toString(width));
    facts.put("seed", Long.toString(seed));
    if (trainedLayers == TrainedLayers.HEAD) {
      facts.put("headRegularization", Double.toString(headRegularization));
    } else {
      facts.put("batch", Integer.toString(batch));
      facts.put("learningRate", Double.toString(learningRate));
      facts.putAll(optimization.facts());
      facts.put("trainFrom", trainFrom == null ? InceptionBlocks.STEM : trainFrom);
      facts.put("frozenStatistics", Boolean.toString(frozenStatistics));
      facts.put("earlyStopping", earlyStopping == null ? "none" : earlyStopping.toString());
      facts.put("dropoutKeep", Double.toString(dropoutKeep));
      facts.put("weightAverage", Double.toString(weightAverage));
      facts.put("balanceClasses", Boolean.toString(balanceClasses));
      if (devices > 1) {
        facts.put("devices", Integer.toString(devices));
      }
    }
    return facts;
  }

  /** The range of the pixels that the network reads. */
  Normalization pixelRange() {
    return weights == null ? Normalization.MINUS_ONE_TO_ONE : weights.normalization();
  }

  RmsPropMomentum optimizer() {
    return RmsPropMomentum.withLearningRate(learningRate);
  }
}
