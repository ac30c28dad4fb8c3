package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.evaluation.Evaluator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The method to recalibrate probabilities. */
final class RecalibrateOption {

  @Option(
      names = "--recalibrate",
      paramLabel = "METHOD",
      description =
          "How to recalibrate probabilities on the validation images: none, temperature, platt,"
              + " isotonic or beta. The report shows the calibration before and after; scores and"
              + " thresholds stay those of the network. Default: the method in the classifier's file,"
              + " or else temperature.")
  private @Nullable RecalibrationMethod method;

  Calls<Evaluator> calls() {
    return Calls.<Evaluator>none().with(Evaluator::withRecalibration, method);
  }

  /** The chosen method as a fact for the report; empty if none was chosen. */
  Map<String, String> facts() {
    RecalibrationMethod chosen = method;
    return chosen == null
        ? Map.of()
        : Map.of("recalibrate", chosen.name().toLowerCase(Locale.ROOT));
  }
}
