package io.github.derm4j.cli;

import io.github.derm4j.cli.serve.DevicePage;
import io.github.derm4j.cli.serve.OnnxRuntimeWeb;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.inception.OfficialWeights;
import io.github.derm4j.model.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm export}: writes a classifier as an ONNX model, or as a page that runs it. */
@Command(
    name = "export",
    description = {
      "Writes a classifier as an ONNX model, for ONNX Runtime on servers and phones.",
      "The model file contains the tree, training classes and preprocessing. 'derm"
          + " classify' can read it.",
      "With --web, writes a web page that classifies images in the visitor's browser."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;
  private static final double MEGABYTE = 1e6;
  private static final String VIEWS = "--views";

  /** The kind of export. */
  static final class Target {
    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE.onnx",
        description =
            "File to write the ONNX model to. With --int8 also FILE.zip: the classifier with the"
                + " scales for 8 bits, for --precision int8 of other commands.")
    private @Nullable Path out;

    @Option(
        names = "--web",
        required = true,
        paramLabel = "FOLDER",
        description =
            "Folder to write a page to, for any static web host. The page works offline"
                + " once it is loaded, and sends no image anywhere.")
    private @Nullable Path web;
  }

  @ParentCommand private Derm derm;
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE.zip",
      description = "The classifier.")
  private Path model;

  @ArgGroup(multiplicity = "1")
  private Target target = new Target();

  @Option(
      names = "--runtime",
      paramLabel = "FILE.tgz",
      description =
          "With --web: the npm package onnxruntime-web "
              + OnnxRuntimeWeb.VERSION
              + ". Default: downloaded once by npm (33 MB), and kept in the folder derm4j of"
              + " the user's cache.")
  private @Nullable Path runtime;

  @Option(
      names = "--force",
      description =
          "With --web: write into a folder that contains other files. Files with the"
              + " names of the page are replaced; all others are kept.")
  private boolean force;

  @ArgGroup(exclusive = false)
  private @Nullable EightBitOptions eightBits;

  @Option(
      names = "--float16",
      description =
          "Compute in half precision: half the size, and faster on graphics cards and phones.")
  private boolean half;

  @Option(
      names = VIEWS,
      converter = ViewsOption.Converter.class,
      paramLabel = "N",
      description =
          "With --out FILE.zip: store that the classifier averages its prediction over N views of"
              + " each image, 1, 4 or 8, unless a command says otherwise.")
  private @Nullable Integer views;

  @Mixin private FidelityOptions fidelity;

  @Override
  public Integer call() throws IOException {
    if (half && eightBits != null) {
      throw new ParameterException(
          spec.commandLine(), "--float16 and --int8 exclude each other: leave out one");
    }
    if (half && target.out != null && target.out.toString().endsWith(".zip")) {
      throw new ParameterException(
          spec.commandLine(), "--float16 is for an ONNX model: give --out FILE.onnx");
    }
    if (target.out == null || !target.out.toString().endsWith(".zip")) {
      Inapplicable.refuse(spec, "--out FILE.zip", List.of(VIEWS));
    }
    if (eightBits == null && !half) {
      Inapplicable.refuse(spec, "--int8 and --float16", List.of(FidelityOptions.VALIDATE));
    }
    if (eightBits == null && fidelity.images().isEmpty()) {
      Inapplicable.refuse(spec, "--calibrate and --validate", List.of(FidelityOptions.LIMIT));
    }
    if (target.web == null && (runtime != null || force)) {
      throw new ParameterException(spec.commandLine(), "--runtime and --force need --web");
    }
    if (target.out != null) {
      writeModel(target.out);
    }
    if (target.web != null) {
      try {
        writePage(target.web);
      } catch (InterruptedException stopped) {
        return INTERRUPTED;
      }
    }
    return 0;
  }

  private void writeModel(Path out) throws IOException {
    OutputFolder.requireFolder(out);
    LesionClassifier classifier = classifier();
    if ((eightBits != null || views != null) && out.toString().endsWith(".zip")) {
      withScales(withViews(classifier)).write(out);
    } else {
      write(classifier, out);
    }
    say("the model is in %s, %.1f MB", out, Files.size(out) / MEGABYTE);
  }

  private LesionClassifier withScales(LesionClassifier classifier) throws IOException {
    return eightBits == null
        ? classifier
        : classifier.withQuantization(eightBits.scales(classifier, fidelity, derm.terminal()));
  }

  private LesionClassifier withViews(LesionClassifier classifier) {
    if (views == null || views == classifier.views().count()) {
      return classifier;
    }
    say(
        "derm: the file has no recalibration and no prediction sets: those of %s are for another"
            + " number of views",
        model);
    return classifier.with(TestTimeAugmentation.of(views));
  }

  private LesionClassifier classifier() throws IOException {
    if (ModelFile.of(model).isOnnx()) {
      throw new IOException(
          model + ": is an ONNX model already; give the model.zip that it was exported from");
    }
    return LesionClassifier.load(model);
  }

  /** Writes the ONNX model in single or half precision or in 8 bits. */
  private void write(LesionClassifier classifier, Path file) throws IOException {
    int stored = classifier.views().count();
    if (stored > 1) {
      say("derm: the ONNX model does not store the %d views; give --views to its commands", stored);
    }
    if (eightBits != null && eightBits.isRequested()) {
      OnnxExport.write(classifier, eightBits.scales(classifier, fidelity, derm.terminal()), file);
      return;
    }
    if (!half) {
      OnnxExport.write(classifier, file);
      return;
    }
    OnnxExport.writeInHalfPrecision(classifier, file);
    if (fidelity.images().isPresent()) {
      Path images = fidelity.images().get();
      fidelity.compare(
          "float16",
          fidelity.probabilities(classifier, images, "classifying", derm.terminal()),
          file,
          images,
          derm.terminal());
    }
  }

  private void writePage(Path folder) throws IOException, InterruptedException {
    DevicePage.requireOurs(folder, force);
    LesionClassifier classifier = classifier();
    OnnxRuntimeWeb web = OnnxRuntimeWeb.read(runtime == null ? fetched() : runtime);
    byte[] network;
    Path file = Files.createTempFile("derm", ".onnx");
    try {
      write(classifier, file);
      network = Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
    DevicePage.write(classifier, String.valueOf(model.getFileName()), network, web, folder, force);
    say(
        "the page is in %s, with a model of %.1f MB; copy the folder to a web server, or try it"
            + " with: python3 -m http.server --bind 127.0.0.1 --directory %s",
        folder, network.length / MEGABYTE, folder);
  }

  private Path fetched() throws IOException, InterruptedException {
    Path cache = OfficialWeights.userCache();
    if (!Files.exists(cache.resolve(OnnxRuntimeWeb.FILE_NAME))) {
      say("fetching %s with npm (33 MB)", OnnxRuntimeWeb.FILE_NAME);
    }
    return OnnxRuntimeWeb.fetch(cache);
  }

  private void say(String format, Object... arguments) {
    derm.terminal().say(String.format(Locale.ROOT, format, arguments));
  }
}
