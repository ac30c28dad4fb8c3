package io.github.derm4j.cli;

import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm export}: a classifier as an ONNX model. */
@Command(
    name = "export",
    description = {
      "Writes a classifier as an ONNX model, for ONNX Runtime on servers and phones.",
      "The model carries tree, training classes and preprocessing; 'derm classify' takes it too."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  private static final double MEGABYTE = 1e6;

  @ParentCommand private Derm derm;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE.zip",
      description = "The classifier.")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.onnx",
      description = "Where the ONNX model goes.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    OutputFolder.requireFolder(out);
    OnnxExport.write(LesionClassifier.load(model), out);
    derm.terminal()
        .say(
            String.format(
                Locale.ROOT, "the model is in %s, %.1f MB", out, Files.size(out) / MEGABYTE));
    return 0;
  }
}
