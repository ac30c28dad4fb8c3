package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.evaluation.Challenge;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.ReaderTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the report of a study has besides the figures that each report has. */
final class ReportOptions {

  private static final String NO_CLASSES = "none";

  @Option(
      names = "--recalibrate",
      paramLabel = "METHOD",
      description =
          "How to recalibrate probabilities on the validation images: none, temperature, platt,"
              + " isotonic or beta. The report shows the calibration before and after; scores and"
              + " thresholds stay those of the network. Default: the method in the classifier's file,"
              + " or else temperature.")
  private @Nullable RecalibrationMethod method;

  @Option(
      names = "--readers",
      paramLabel = "FILE.csv",
      description =
          "Table of readers to draw beside the curves: task, reader, sensitivity, specificity (or"
              + " the counts tp, fn, tn, fp).")
  private @Nullable Path readers;

  @Option(
      names = "--classes",
      paramLabel = "CHALLENGE",
      description =
          "Figures by the classes of a challenge too: isic-2018, isic-2019 or milk10k; or none."
              + " Can be repeated. Default: each of which all classes have training and test"
              + " images.")
  private List<String> classes = new ArrayList<>();

  /** The file of readers, if the option is set. */
  Optional<Path> readersFile() {
    return Optional.ofNullable(readers);
  }

  /** Reads the readers, if the option is set. */
  Optional<ReaderTable> readers() throws IOException {
    return readers == null ? Optional.empty() : Optional.of(ReaderTable.read(readers));
  }

  /**
   * The settings of the evaluation.
   *
   * @throws IllegalArgumentException if a challenge is not known
   */
  Calls<Evaluator> calls() {
    Calls<Evaluator> calls = Calls.<Evaluator>none().with(Evaluator::withRecalibration, method);
    if (classes.equals(List.of(NO_CLASSES))) {
      return calls.when(true, Evaluator::withoutClasses);
    }
    for (String challenge : classes) {
      calls = calls.with(Evaluator::withClasses, Challenge.named(challenge).name());
    }
    return calls;
  }

  /** The chosen method as a fact for the report; empty if none was chosen. */
  Map<String, String> facts() {
    RecalibrationMethod chosen = method;
    return chosen == null
        ? Map.of()
        : Map.of("recalibrate", chosen.name().toLowerCase(Locale.ROOT));
  }
}
