package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.model.evaluation.Evaluator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the thresholds, and whether test images must be new to the classifier. */
final class DecisionOptions {

  private static final String NONE = "none";

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

  @Option(
      names = "--heat-maps",
      description =
          "Draw a heat map beside each of the most confident errors of the report: Grad-CAM, or"
              + " saliency for networks with a small input. Needs gradients, so not for a"
              + " model.onnx.")
  private boolean heatMaps;

  /** Whether to draw heat maps. */
  boolean heatMaps() {
    return heatMaps;
  }

  @Option(
      names = "--classes",
      paramLabel = "CHALLENGE",
      description =
          "Figures by the classes of a challenge too: isic-2018, isic-2019 or milk10k; or none."
              + " Can be repeated. Default: each of which all classes have training and test"
              + " images.")
  private List<String> classes = new ArrayList<>();

  /** The options for the report. */
  Calls<Evaluator> calls() {
    Calls<Evaluator> calls =
        Calls.<Evaluator>none()
            .withFirst(Evaluator::withThreshold, threshold, "given by --threshold")
            .when(allowOverlap, Evaluator::withOverlapAllowed)
            .when(unrelatedIds, Evaluator::withUnrelatedIds)
            .when(heatMaps, Evaluator::withHeatMaps);
    if (classes.equals(List.of(NONE))) {
      return calls.when(true, Evaluator::withoutClasses);
    }
    for (String challenge : classes) {
      calls = calls.with(Evaluator::withClasses, challenge);
    }
    return calls;
  }
}
