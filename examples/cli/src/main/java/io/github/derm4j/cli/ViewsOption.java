package io.github.derm4j.cli;

import io.github.derm4j.model.TestTimeAugmentation;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The option of the number of views of an image to average over. */
final class ViewsOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Accepts the possible numbers of views. */
  static final class Converter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!List.of("1", "4", "8").contains(text)) {
        throw new TypeConversionException("expected 1, 4 or 8, not '" + text + "'");
      }
      return Integer.valueOf(text);
    }
  }

  @Option(
      names = "--views",
      converter = Converter.class,
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Average the prediction over N views of each image: 1, 4 (with mirror images)"
              + " or 8 (with quarter turns too). Takes N times as long. Default:"
              + " ${DEFAULT-VALUE}.")
  private int count; // A number instead of the enum, because reading the arguments must not load

  // the engine.

  /** The requested number of views. */
  int count() {
    return count;
  }

  /**
   * Makes the views for a classifier.
   *
   * @throws ParameterException if it supports only one view
   */
  TestTimeAugmentation views(ModelFile model) {
    if (model.isOnnx() && count > 1) {
      throw new ParameterException(
          command.commandLine(),
          "--views is for a model.zip; " + model.path() + " is an ONNX model, which sees one view");
    }
    return switch (count) {
      case 1 -> TestTimeAugmentation.NONE;
      case 4 -> TestTimeAugmentation.FLIPS;
      default -> TestTimeAugmentation.FLIPS_AND_ROTATIONS;
    };
  }
}
