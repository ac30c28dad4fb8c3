package io.github.derm4j.model.training;

import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.SoftmaxHead;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body and the layer on top of it.
 *
 * @param reached the measurements; null before the evaluation
 */
record TrainedNetwork(FeatureExtractor extractor, SoftmaxHead head, @Nullable Epoch reached) {

  /** The prefix of the reached figures in the provenance of a classifier. */
  static final String REACHED = "reached.";

  TrainedNetwork reaching(Epoch epoch) {
    return new TrainedNetwork(extractor, head, epoch);
  }

  /** The reached figures by name. Times are left out, so that equal trainings have equal facts. */
  Map<String, String> figures() {
    Map<String, String> figures = new LinkedHashMap<>();
    if (reached != null) {
      figures.put(REACHED + "epoch", Integer.toString(reached.number()));
      figures.put(REACHED + "trainingLoss", Double.toString(reached.loss()));
      figures.put(REACHED + "validationLoss", Double.toString(reached.validationLoss()));
      figures.put(REACHED + "validationAccuracy", Double.toString(reached.validationAccuracy()));
    }
    return figures;
  }
}
