package io.github.derm4j.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;

/** What a {@link FineTuner} was asked for; see its builder for what each option means. */
record FineTunerOptions(
    TrainedLayers trainedLayers,
    @Nullable KerasWeights weights,
    int size,
    double width,
    int epochs,
    int batch,
    double learningRate,
    double dropoutKeep,
    double headRegularization,
    double weightAverage,
    boolean balanceClasses,
    long seed,
    @Nullable Path featureCache,
    boolean strict) {

  IUpdater optimizer() {
    return RmsPropMomentum.withLearningRate(learningRate);
  }
}
