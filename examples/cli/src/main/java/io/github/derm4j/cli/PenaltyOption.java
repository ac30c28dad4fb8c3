package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.model.training.HeadTrainer;
import io.github.derm4j.model.training.PenaltySearch;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of the L2 penalty of a head. */
final class PenaltyOption {

  static final String NAME = "--l2";

  /** The name of the penalty in the report. */
  static final String FACT = "L2 penalty";

  private static final String AUTO = "auto";

  /**
   * A penalty.
   *
   * @param lambda the value; empty if it is to be chosen by cross-validation
   */
  record Penalty(Optional<Double> lambda) {}

  /** Accepts a number or a word. */
  static final class Converter implements ITypeConverter<Penalty> {
    @Override
    public Penalty convert(String text) {
      if (text.equals(AUTO)) {
        return new Penalty(Optional.empty());
      }
      try {
        double lambda = Double.parseDouble(text);
        if (lambda >= 0 && lambda < Double.POSITIVE_INFINITY) {
          return new Penalty(Optional.of(lambda));
        }
      } catch (NumberFormatException noNumber) {
        // Refused below.
      }
      throw new TypeConversionException(
          "expected 'auto' or a finite number that is 0 or more, not '" + text + "'");
    }
  }

  @Option(
      names = NAME,
      converter = Converter.class,
      paramLabel = "LAMBDA",
      description =
          "With --train head: L2 penalty on the weights, or auto: choose it from 20 values between"
              + " 10 and 0.001 by cross-validation in five folds of the training lesions, which"
              + " takes minutes. Default: 0.3.")
  private @Nullable Penalty penalty;

  /** The settings of the trainer. */
  Calls<HeadTrainer.Builder> calls(long seed) {
    Calls<HeadTrainer.Builder> none = Calls.none();
    if (penalty == null) {
      return none;
    }
    return penalty.lambda().isPresent()
        ? none.with(HeadTrainer.Builder::regularization, penalty.lambda().get())
        : none.withMade(
            HeadTrainer.Builder::regularizationBy, Written.of(PenaltySearch::withSeed, seed));
  }

  /** The penalty for the report, if it was set. */
  Map<String, String> facts() {
    return penalty == null
        ? Map.of()
        : Map.of(FACT, penalty.lambda().map(String::valueOf).orElse("chosen by cross-validation"));
  }
}
