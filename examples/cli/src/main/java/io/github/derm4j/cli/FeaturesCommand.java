package io.github.derm4j.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm features}: writes the features of the last hidden layer. */
@Command(
    name = "features",
    description =
        "Writes the pooled features of each image as a table image,f0,f1,...; Inception v3 has"
            + " 2,048. With --weights, the whole image is resized without cropping; with --model,"
            + " it is prepared as for that classifier; with --backbone, as --preprocessing says.",
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {

  private static final int DEFAULT_SIZE = 299;

  @ParentCommand private Derm derm;
  @Mixin private PixelRangeOption pixels;
  @Mixin private EngineOption engine;
  @Mixin private ProviderOption provider;
  @Mixin SparkOption spark;

  /** The source of the network that computes the features. */
  static final class Network {
    @Option(
        names = "--weights",
        paramLabel = "FILE.h5",
        description = "Inception v3 weights in Keras's layout.")
    private @Nullable Path weights;

    @Option(
        names = "--model",
        paramLabel = "FILE",
        description = "The classifier: a model.zip, or a model.onnx from 'derm export'.")
    private @Nullable Path model;

    @Option(names = Backbones.MODEL, paramLabel = "FILE.onnx", description = Backbones.MODEL_HELP)
    private @Nullable Path backbone;
  }

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Network network = new Network();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.csv",
      description = "File to write the table to.")
  private Path out;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "With --weights: width and height of the network's input, 75 to 299. Default: 299.")
  @InRange(min = 75, max = 299)
  private @Nullable Integer size;

  @Option(
      names = Backbones.PREPROCESSING,
      paramLabel = "FILE.json",
      description = Backbones.PREPROCESSING_HELP)
  private @Nullable Path preprocessing;

  @Option(names = "--strict", description = "Fail on the first image that can't be read.")
  private boolean strict;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Image files, or folders of image files.")
  private List<Path> images;

  @Override
  public Integer call() throws IOException {
    OutputFolder.requireFolder(out);
    if (network.backbone != null) {
      Inapplicable.refuse(spec, "Inception v3", List.of("--engine", "--size", "--pixel-range"));
      try (OnnxBackbone backbone =
          Backbones.open(network.backbone, preprocessing, provider.options(), derm.terminal())) {
        write(image -> backbone.features(List.of(image))[0]);
      }
      return 0;
    }
    Inapplicable.refuse(spec, Backbones.MODEL, List.of(Backbones.PREPROCESSING));
    engine.select();
    if (network.model == null) {
      provider.refuse();
      pixels.check(network.weights);
      FeatureExtractor extractor =
          FeatureExtractor.of(
              pixels.read(Objects.requireNonNull(network.weights), derm.terminal()).value(),
              size == null ? DEFAULT_SIZE : size);
      write(image -> extractor.features(List.of(image)).toFloatMatrix()[0]);
      return 0;
    }
    if (size != null || pixels.isSet()) {
      throw new ParameterException(
          spec.commandLine(),
          (size == null ? "--pixel-range" : "--size")
              + " is for --weights; the classifier in --model has its own");
    }
    ModelFile model = provider.applyTo(ModelFile.of(network.model), derm.terminal());
    if (model.isOnnx()) {
      Inapplicable.refuse(spec, "a model.zip", List.of("--engine"));
    }
    try (ModelFile.Opened opened = model.open()) {
      write(image -> opened.classifier().features(List.of(image))[0]);
    }
    return 0;
  }

  private void write(Function<LesionImage, float[]> features) throws IOException {
    List<Path> files = ImageFiles.inFolders(images, derm.terminal());
    StringWriter text = new StringWriter();
    List<Path> done = new ArrayList<>();
    try (CsvWriter csv = CsvWriter.builder().build(text);
        Progress progress = derm.terminal().progress("features", files.size(), "images")) {
      ImageFiles.forEach(
          files,
          strict,
          derm.terminal(),
          (file, image) -> {
            float[] values = features.apply(image);
            if (done.isEmpty()) {
              csv.writeRecord(header(values.length));
            }
            csv.writeRecord(row(file, values));
            done.add(file);
            progress.at(done.size(), "");
          });
    }
    OutputFolder.writeAtomically(out, text.toString());
    derm.terminal().say("features of " + Format.count(done.size(), "image") + " are in " + out);
  }

  private static List<String> header(int length) {
    List<String> header = new ArrayList<>(length + 1);
    header.add("image");
    for (int i = 0; i < length; i++) {
      header.add("f" + i);
    }
    return header;
  }

  private static List<String> row(Path file, float[] features) {
    List<String> row = new ArrayList<>();
    row.add(String.valueOf(file.getFileName()));
    for (float feature : features) {
      row.add(Float.toString(feature));
    }
    return row;
  }
}
