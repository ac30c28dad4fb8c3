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

  /** The name of the second classifier in the report, with its folder if the names are equal. */
  static String name(ModelFile second, String first) {
    Path path = second.path().toAbsolutePath().normalize();
    boolean same = String.valueOf(path.getFileName()).equals(first);
    return same && path.getNameCount() > 1
        ? path.getName(path.getNameCount() - 2) + "/" + path.getFileName()
        : String.valueOf(path.getFileName());
  }
}
