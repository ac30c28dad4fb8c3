package io.github.derm4j.model.training;

import io.github.derm4j.data.LesionRecord;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Features, with the image and the weight of each row. */
@SuppressWarnings("ArrayRecordComponent") // Passed once, never compared.
record FeatureExamples(
    INDArray features, LabelledRecords labelled, List<LesionRecord> read, double[] weights) {

  int[] labels() {
    return labelled.labels(read);
  }
}
