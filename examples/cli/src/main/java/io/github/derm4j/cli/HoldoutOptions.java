package io.github.derm4j.cli;

import io.github.derm4j.data.split.QualityFilter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the parts that are held out from training. */
final class HoldoutOptions {

  @Option(
      names = "--test-fraction",
      defaultValue = "0.2",
      paramLabel = "SHARE",
      description = "Share of the lesions held out for the test. Default: ${DEFAULT-VALUE}.")
  @InRange(above = 0, below = 1)
  private double testFraction;

  @Option(
      names = "--validation-fraction",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description =
          "Share of the lesions used for validation: to choose epochs and thresholds."
              + " Default: ${DEFAULT-VALUE}.")
  @InRange(above = 0, below = 1)
  private double validationFraction;

  @Option(
      names = "--min-sharpness",
      defaultValue = "0",
      paramLabel = "VARIANCE",
      description =
          "Exclude blurred images from validation and test: those with a smaller"
              + " variance of the Laplacian (see derm audit --quality). Default:"
              + " ${DEFAULT-VALUE}, all images.")
  @InRange(min = 0)
  private double minSharpness;

  @Option(
      names = "--min-lesion-share",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Exclude images from validation and test if the lesion covers a smaller share"
              + " of them. Default: ${DEFAULT-VALUE}, all images.")
  @InRange(min = 0, max = 1)
  private double minLesionShare;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Makes the plan of the split.
   *
   * @throws ParameterException if nothing is left to train on
   */
  SplitPlan split() {
    if (testFraction + validationFraction >= 1) {
      throw new ParameterException(
          command.commandLine(),
          "--test-fraction = "
              + testFraction
              + " and --validation-fraction = "
              + validationFraction
              + " leave nothing to train on; their sum must be below 1");
    }
    return new SplitPlan(
        validationFraction,
        testFraction,
        minSharpness == 0 && minLesionShare == 0
            ? null
            : new QualityFilter(minSharpness, minLesionShare));
  }
}
