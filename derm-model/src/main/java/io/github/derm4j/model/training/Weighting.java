package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The weight of an image's loss if all images are fitted at once. */
@FunctionalInterface
interface Weighting {

  /** The weight of an image. */
  double weight(LesionRecord record, LabelledRecords labelled);

  default double[] weight(List<LesionRecord> records, LabelledRecords labelled) {
    return records.stream().mapToDouble(record -> weight(record, labelled)).toArray();
  }

  /** Weights by training class. */
  static Weighting byClass(ClassWeights rule, LabelledRecords train) {
    double[] weights = rule.weights(train.labels(train.records()), train.classes());
    return (record, labelled) -> weights[labelled.label(record)];
  }

  /**
   * Gives equal weights to the classes of the tree's first level; the mean over the images is 1.
   */
  static Weighting byFirstLevel(LabelledRecords train) {
    Map<DiseaseNode, Integer> sizes = new HashMap<>();
    train.records().forEach(record -> sizes.merge(train.superclass(record), 1, Integer::sum));
    double images = train.size();
    // A validation image of a first-level class without training images has the weight 1.
    return (record, labelled) -> {
      Integer size = sizes.get(labelled.superclass(record));
      return size == null ? 1 : images / (sizes.size() * size);
    };
  }
}
