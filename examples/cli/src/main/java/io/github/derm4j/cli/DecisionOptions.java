package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.model.evaluation.Evaluator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How test images are decided, and whether they must be new to the classifier. */
final class DecisionOptions {

  @Option(
      names = "--threshold",
      paramLabel = "SCORE",
      description =
          "Threshold of all tasks, from 0 to 1: a score at or above it is positive. Default: chosen"
              + " on the validation lesions of the split; with --all the one in the classifier's"
              + " file, and 0.5 if it has none.")
  @InRange(min = 0, max = 1)
  private @Nullable Double threshold;

  @Option(
      names = "--allow-overlap",
      description =
          "Evaluate even if the classifier was trained or chosen with some of the images, or with"
              + " others of their lesions or patients; the report says so in red.")
  private boolean allowOverlap;

  @Option(
      names = "--unrelated-ids",
      description =
          "The data set numbers its images, lesions and patients independently of the training"
              + " data: compare only the contents of the files with those of the training images.")
  private boolean unrelatedIds;

  /** What was asked for. */
  Calls<Evaluator> calls() {
    return Calls.<Evaluator>none()
        .withFirst(Evaluator::withThreshold, threshold, "given by --threshold")
        .when(allowOverlap, Evaluator::withOverlapAllowed)
        .when(unrelatedIds, Evaluator::withUnrelatedIds);
  }
}
