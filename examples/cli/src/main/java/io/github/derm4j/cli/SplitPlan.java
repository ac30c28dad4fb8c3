package io.github.derm4j.cli;

import io.github.derm4j.data.split.QualityFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is held out of training.
 *
 * @param validationFraction share of the lesions that choices are made on
 * @param testFraction share of the lesions that figures are reported on
 * @param quality what leaves blurred and far-away images out of validation and test; null for none
 */
record SplitPlan(double validationFraction, double testFraction, @Nullable QualityFilter quality) {

  /** What a reader of the report wants to know. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("validation fraction", Double.toString(validationFraction));
    facts.put("test fraction", Double.toString(testFraction));
    if (quality != null) {
      facts.put("least variance of the Laplacian", Double.toString(quality.minLaplacianVariance()));
      facts.put("least share of the lesion", Double.toString(quality.minLesionShare()));
    }
    return facts;
  }
}
