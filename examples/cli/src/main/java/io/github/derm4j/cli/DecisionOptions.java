package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.model.evaluation.Evaluator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the thresholds, and whether test images must be new to the classifier. */
final class DecisionOptions {

  @Option(
      names = "--threshold",
      paramLabel = "SCORE",
      description =
          "Threshold of all tasks, from 0 to 1; a score at or above it is positive."
              + " Default: chosen on the validation lesions of the split; with --all, the"
              + " threshold in the classifier's file, or 0.5 if it has none.")
  @InRange(min = 0, max = 1)
  private @Nullable Double threshold;

  @Option(
      names = "--allow-overlap",
      description =
          "Evaluate even if some of the images, or other images of their lesions or"
              + " patients, were used for training or validation. The report shows a warning"
              + " in red.")
  private boolean allowOverlap;

  @Option(
      names = "--unrelated-ids",
      description =
          "The ids of images, lesions and patients have no relation to those of the"
              + " training data: look for overlap by the content of the files only.")
  private boolean unrelatedIds;

  /** The settings of the evaluation. */
  Calls<Evaluator> calls() {
    return Calls.<Evaluator>none()
        .withFirst(Evaluator::withThreshold, threshold, "given by --threshold")
        .when(allowOverlap, Evaluator::withOverlapAllowed)
        .when(unrelatedIds, Evaluator::withUnrelatedIds);
  }
}
