package io.github.derm4j.cli;

import io.github.derm4j.data.split.QualityFilter;
import picocli.CommandLine.Option;

/** What is held out of one training. */
final class HoldoutOptions {

  @Option(
      names = "--test-fraction",
      defaultValue = "0.2",
      paramLabel = "SHARE",
      description = "Share of the lesions held out for the test. Default: ${DEFAULT-VALUE}.")
  private double testFraction;

  @Option(
      names = "--validation-fraction",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "Share of the lesions that choices are made on. Default: ${DEFAULT-VALUE}.")
  private double validationFraction;

  @Option(
      names = "--min-sharpness",
      defaultValue = "0",
      paramLabel = "VARIANCE",
      description =
          "Exclude blurred images from validation and test: those whose Laplacian varies less (derm"
              + " audit --quality measures it). Default: ${DEFAULT-VALUE}, all images.")
  private double minSharpness;

  @Option(
      names = "--min-lesion-share",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Exclude images from validation and test if the lesion covers less than this share."
              + " Default: ${DEFAULT-VALUE}, all images.")
  private double minLesionShare;

  /** What is held out. */
  SplitPlan split() {
    return new SplitPlan(
        validationFraction,
        testFraction,
        minSharpness == 0 && minLesionShare == 0
            ? null
            : new QualityFilter(minSharpness, minLesionShare));
  }
}
