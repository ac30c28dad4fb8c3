package io.github.derm4j.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code derm features}: the last hidden layer's numbers. */
@Command(
    name = "features",
    description =
        "Writes the 2,048 pooled features of whole pictures, resized without cropping, as a table"
            + " image,f0,...,f2047.",
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {

  @ParentCommand private Derm derm;
  @Mixin private PixelRangeOption pixels;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE.h5",
      description = "Inception v3 weights in Keras's layout.")
  private Path weights;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.csv",
      description = "Where the table goes.")
  private Path out;

  @Option(
      names = "--size",
      defaultValue = "299",
      paramLabel = "PIXELS",
      description = "Side of the network's input, 75 to 299. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(names = "--strict", description = "Fail on the first picture that can't be read.")
  private boolean strict;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "JPEG or PNG files.")
  private List<Path> images;

  @Override
  public Integer call() throws IOException {
    OutputFolder.requireFolder(out);
    FeatureExtractor extractor = FeatureExtractor.of(pixels.read(weights, derm.terminal()), size);
    StringWriter text = new StringWriter();
    List<Path> done = new ArrayList<>();
    try (CsvWriter csv = CsvWriter.builder().build(text);
        Progress progress = derm.terminal().progress("features", images.size(), "images")) {
      csv.writeRecord(header(extractor.length()));
      ImageFiles.forEach(
          images,
          strict,
          derm.terminal(),
          (file, image) -> {
            csv.writeRecord(row(file, image, extractor));
            done.add(file);
            progress.at(done.size(), "");
          });
    }
    OutputFolder.writeAtomically(out, text.toString());
    derm.terminal().say("features of " + Format.count(done.size(), "image") + " are in " + out);
    return 0;
  }

  private static List<String> header(int length) {
    List<String> header = new ArrayList<>(length + 1);
    header.add("image");
    for (int i = 0; i < length; i++) {
      header.add("f" + i);
    }
    return header;
  }

  private static List<String> row(Path file, LesionImage image, FeatureExtractor extractor) {
    List<String> row = new ArrayList<>();
    row.add(String.valueOf(file.getFileName()));
    for (float feature : extractor.features(List.of(image)).toFloatMatrix()[0]) {
      row.add(Float.toString(feature));
    }
    return row;
  }
}
