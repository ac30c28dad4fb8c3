package io.github.derm4j.cli;

import io.github.derm4j.model.TestTimeAugmentation;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of the number of views of an image to average over. */
final class ViewsOption {

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

  /** The views to average over. */
  TestTimeAugmentation views() {
    return switch (count) {
      case 1 -> TestTimeAugmentation.NONE;
      case 4 -> TestTimeAugmentation.FLIPS;
      default -> TestTimeAugmentation.FLIPS_AND_ROTATIONS;
    };
  }
}
