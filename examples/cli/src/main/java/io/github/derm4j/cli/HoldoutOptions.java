package io.github.derm4j.cli;

import io.github.derm4j.data.split.QualityFilter;
import io.github.derm4j.model.training.Checkpoints;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is held out of one training, and how that training is saved. */
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
          "Validate and test on no picture whose Laplacian varies less (derm audit --quality"
              + " measures it). Default: ${DEFAULT-VALUE}, all pictures.")
  private double minSharpness;

  @Option(
      names = "--min-lesion-share",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Validate and test on no picture of which the lesion covers less. Default:"
              + " ${DEFAULT-VALUE}, all pictures.")
  private double minLesionShare;

  @Option(
      names = "--checkpoints",
      paramLabel = "FOLDER",
      description =
          "Where a training of all layers saves what it needs to go on; deleted when it is over."
              + " Default: a folder in --out.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--keep-checkpoints",
      description =
          "Don't delete the checkpoints when training is over, so that --resume with more --epochs"
              + " can go on from there.")
  private boolean keepCheckpoints;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      paramLabel = "N",
      description = "A checkpoint after every N steps too, not only after every epoch.")
  private int checkpointSteps;

  @Option(
      names = "--resume",
      description =
          "Go on from the latest checkpoint, if there is one, of a training of the same options and"
              + " images.")
  private boolean resume;

  double testFraction() {
    return testFraction;
  }

  double validationFraction() {
    return validationFraction;
  }

  boolean keepCheckpoints() {
    return keepCheckpoints;
  }

  /** What leaves blurred and far-away pictures out of validation and test, or null. */
  @Nullable QualityFilter quality() {
    return minSharpness == 0 && minLesionShare == 0
        ? null
        : new QualityFilter(minSharpness, minLesionShare);
  }

  /** Where the training is saved. */
  Checkpoints checkpoints(Path out) {
    Checkpoints plan =
        Checkpoints.in(checkpoints == null ? out.resolve("checkpoints") : checkpoints)
            .everySteps(checkpointSteps);
    return resume ? plan.resuming() : plan;
  }
}
