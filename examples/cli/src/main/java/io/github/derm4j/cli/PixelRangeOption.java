package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The range of pixels for weights whose file does not state it. */
final class PixelRangeOption {

  private static final String UNIT = "0..1";
  private static final String SYMMETRIC = "-1..1";

  /** The ranges by their names. */
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
          "Range of pixel values that the weights were trained on: -1..1 or 0..1."
              + " Default: -1..1, as for Keras's own files.")
  private @Nullable Normalization range;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean isSet() {
    return range != null;
  }

  /**
   * Checks the option before any work.
   *
   * @param weights the file to which it applies, if there is one
   * @throws ParameterException if the file is missing, or the option was given without a file
   */
  void check(@Nullable Path weights) {
    if (weights == null) {
      Inapplicable.refuse(command, "pretrained --weights", List.of("--pixel-range"));
    }
    if (weights != null && !Files.isRegularFile(weights)) {
      throw new ParameterException(
          command.commandLine(),
          "--weights = "
              + weights
              + ": no such file; give a Keras Inception v3 .h5 file, such as derm weights"
              + " --download fetches");
    }
  }

  /** Reads weights, and reports unused parts of the file and assumptions about it. */
  Written<KerasWeights> read(Path file, Terminal terminal) throws IOException {
    Written<KerasWeights> written = Written.of(KerasWeights::read, file);
    KerasWeights weights = written.value();
    if (weights.topClasses() > 0) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: %s: the output layer for %s is not used",
              file.getFileName(),
              Counted.text(weights.topClasses(), "class")));
    }
    if (!weights.ignoredLayers().isEmpty()) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: %s: not used, because they are not layers of Inception v3's body: %s",
              file.getFileName(),
              String.join(", ", weights.ignoredLayers())));
    }
    if (range == null && !weights.isKnown()) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: %s is not one of Keras's files: assuming that it expects pixels from -1 to 1;"
                  + " otherwise set --pixel-range",
              file.getFileName()));
    }
    return written.with(Calls.<KerasWeights>none().with(KerasWeights::withNormalization, range));
  }
}
