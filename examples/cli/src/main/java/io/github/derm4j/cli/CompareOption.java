package io.github.derm4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A second classifier to compare with. */
final class CompareOption {

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description =
          "A second classifier, a model.zip or model.onnx, to compare on the same test images."
              + " Writes comparison.csv. The test images must be new to it, too.")
  private @Nullable Path other;

  /** The file, if the option is set. */
  Optional<ModelFile> file() throws IOException {
    return other == null ? Optional.empty() : Optional.of(ModelFile.of(other));
  }

  /** The name of a classifier in the report. */
  static String name(ModelFile file) {
    return String.valueOf(file.path().getFileName());
  }
}
