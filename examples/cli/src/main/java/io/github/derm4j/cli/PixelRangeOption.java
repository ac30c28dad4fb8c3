package io.github.derm4j.cli;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.inception.KerasWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the pixels must look like that go into weights whose file does not tell. */
final class PixelRangeOption {

  private static final String UNIT = "0..1";
  private static final String SYMMETRIC = "-1..1";

  /** From the way a range is written to what it means. */
  static final class Converter implements ITypeConverter<Normalization> {
    @Override
    public Normalization convert(String text) {
      return switch (text) {
        case UNIT -> Normalization.ZERO_TO_ONE;
        case SYMMETRIC -> Normalization.MINUS_ONE_TO_ONE;
        default -> throw new TypeConversionException("expected -1..1 or 0..1, not '" + text + "'");
      };
    }
  }

  @Option(
      names = "--pixel-range",
      paramLabel = "RANGE",
      converter = Converter.class,
      description =
          "Range of the pixels that the weights were trained on: -1..1 or 0..1. Default: what is"
              + " known of the file; -1..1, as Keras's own have it, of other files.")
  private @Nullable Normalization range;

  boolean isSet() {
    return range != null;
  }

  /** Reads weights, and says what of the file is not used or only supposed. */
  KerasWeights read(Path file, Terminal terminal) throws IOException {
    KerasWeights weights = KerasWeights.read(file);
    if (weights.topClasses() > 0) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: %s: its top of %d classes is not used, only the body below it",
              file.getFileName(),
              weights.topClasses()));
    }
    if (range != null) {
      return weights.withNormalization(range);
    }
    if (!weights.isKnown()) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: %s is not one of the known files: pixels are made to range from -1 to 1;"
                  + " --pixel-range says otherwise",
              file.getFileName()));
    }
    return weights;
  }
}
