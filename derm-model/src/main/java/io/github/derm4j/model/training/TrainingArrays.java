package io.github.derm4j.model.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arrays that a step changes in place.
 *
 * @param parameters the network's parameters, including moving statistics
 * @param updater the optimiser's state
 * @param average the moving average of the parameters
 */
record TrainingArrays(INDArray parameters, INDArray updater, INDArray average) {

  /** The number of bytes of the numbers in a checkpoint. */
  long bytes() {
    return Float.BYTES * byName().values().stream().mapToLong(INDArray::length).sum();
  }

  /** The arrays by their names in a checkpoint, in its order. */
  Map<String, INDArray> byName() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("parameters", parameters);
    arrays.put("updater", updater);
    arrays.put("average", average);
    return arrays;
  }
}
