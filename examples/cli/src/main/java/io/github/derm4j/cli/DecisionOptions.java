package io.github.derm4j.cli;

import io.github.derm4j.model.evaluation.Evaluator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How test images are decided. */
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

  /** Sets what was asked for. */
  Evaluator on(Evaluator evaluator) {
    return threshold == null
        ? evaluator
        : evaluator.withThreshold(threshold, "given by --threshold");
  }
}
