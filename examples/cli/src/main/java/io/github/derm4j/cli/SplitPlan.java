package io.github.derm4j.cli;

import io.github.derm4j.data.split.QualityFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts that are held out from training.
 *
 * @param validationFraction the share of the lesions for validation
 * @param testFraction the share of the lesions for the test
 * @param quality the filter that excludes blurred and far-away images from validation and test;
 *     null for none
 */
record SplitPlan(double validationFraction, double testFraction, @Nullable QualityFilter quality) {

  /** The options for the report. */
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
