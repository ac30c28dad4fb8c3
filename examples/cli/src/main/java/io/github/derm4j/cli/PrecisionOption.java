package io.github.derm4j.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The numbers in which a classifier predicts. */
final class PrecisionOption {

  private static final String SINGLE = "fp32";
  private static final String EIGHT_BITS = "int8";

  @Option(
      names = "--precision",
      defaultValue = SINGLE,
      paramLabel = "NAME",
      description =
          "Numbers in the convolutions of a model.zip: fp32, or int8, which is faster on CPUs with"
              + " AVX512_VNNI, for a classifier with scales for 8 bits from 'derm export --int8"
              + " --out FILE.zip'. Default: ${DEFAULT-VALUE}.")
  private String precision;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The precision for the report; empty for single precision. */
  Map<String, String> facts() {
    return precision.equals(SINGLE) ? Map.of() : Map.of("precision", precision);
  }

  /**
   * Makes a classifier predict in this precision.
   *
   * @throws ParameterException if there is no such precision, or the classifier is an ONNX model
   */
  ModelFile applyTo(ModelFile file) {
    if (file.isOnnx() || file.isEnsemble()) {
      Inapplicable.refuse(command, "a model.zip of one network", List.of("--precision"));
    }
    return switch (precision) {
      case SINGLE -> file;
      case EIGHT_BITS -> file.inEightBits();
      default ->
          throw new ParameterException(
              command.commandLine(),
              "There is no precision '" + precision + "'; the precisions are fp32, int8");
    };
  }
}
