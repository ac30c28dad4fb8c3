package io.github.derm4j.cli;

import io.github.derm4j.model.TestTimeAugmentation;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
      paramLabel = "N",
      description =
          "Average the prediction over N views of each image: 1, 4 (with mirror images)"
              + " or 8 (with quarter turns too). Takes N times as long. Default: the number"
              + " that is stored with the classifier, otherwise 1.")
  private @Nullable Integer count; // The enum would load the engine when arguments are read.

  /** Whether the option is set. */
  boolean isSet() {
    return count != null;
  }

  /** The views to average over; null for those of the classifier. */
  @Nullable TestTimeAugmentation views() {
    return count == null ? null : TestTimeAugmentation.of(count);
  }
}
