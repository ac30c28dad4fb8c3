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
 * @param chosen what the training chose, by name
 * @param features the features of the training and validation images by id, if training used them;
 *     otherwise none
 */
record TrainedNetwork(
    FeatureExtractor extractor,
    SoftmaxHead head,
    @Nullable Epoch reached,
    Map<String, String> chosen,
    Map<String, float[]> features) {

  /** The prefix of the reached figures in the provenance of a classifier. */
  static final String REACHED = "reached.";

  TrainedNetwork(FeatureExtractor extractor, SoftmaxHead head, @Nullable Epoch reached) {
    this(extractor, head, reached, Map.of(), Map.of());
  }

  TrainedNetwork reaching(Epoch epoch) {
    return new TrainedNetwork(extractor, head, epoch, chosen, features);
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
    chosen.forEach((name, value) -> figures.put(REACHED + name, value));
    return figures;
  }
}
