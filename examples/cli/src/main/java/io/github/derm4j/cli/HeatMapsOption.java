package io.github.derm4j.cli;

import io.github.derm4j.cli.answer.HeatmapMethod;
import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.evaluation.Evaluator;
import picocli.CommandLine.Option;

/** Whether to draw heat maps of errors. */
final class HeatMapsOption {

  @Option(
      names = "--heat-maps",
      description =
          "Draw a heat map beside each of the most confident errors of the report: Grad-CAM, or"
              + " saliency for networks with a small input; occlusion for a model.onnx, which"
              + " takes 225 predictions for each of at most eight images.")
  private boolean wanted;

  /**
   * Refuses to draw heat maps for a classifier that has none.
   *
   * @throws IllegalArgumentException if it is an ensemble of networks with different inputs
   */
  void check(ImageClassifier classifier) {
    if (wanted && HeatmapMethod.fitting(classifier).isEmpty()) {
      throw new IllegalArgumentException("--heat-maps: " + HeatmapMethod.NONE_FITS);
    }
  }

  /** The settings of the evaluation. */
  Calls<Evaluator> calls() {
    return Calls.<Evaluator>none().when(wanted, Evaluator::withHeatMaps);
  }
}
