package io.github.derm4j.cli;

import io.github.derm4j.data.ImageListing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.quantization.QuantizationFidelity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The images on which an exported classifier is compared with the original. */
final class FidelityOptions {

  static final String VALIDATE = "--validate";
  static final String LIMIT = "--calibration-images";

  private static final int BATCH = 8;

  @Option(
      names = VALIDATE,
      paramLabel = "ZIP_OR_FOLDER",
      description =
          "With --int8 and --float16: images to compare the probabilities on. Default with --int8:"
              + " those of --calibrate.")
  private @Nullable Path validate;

  @Option(
      names = LIMIT,
      defaultValue = "256",
      paramLabel = "N",
      description =
          "The number of images to take from each of --calibrate and --validate, evenly by name."
              + " Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int limit;

  private final Set<String> leftOut = new HashSet<>();

  /** The images of {@code --validate}. */
  Optional<Path> images() {
    return Optional.ofNullable(validate);
  }

  /** The probabilities of a classifier for images of a zip or folder. */
  List<float[]> probabilities(
      ImageClassifier classifier, Path zipOrFolder, String task, Terminal terminal)
      throws IOException {
    List<float[]> rows = new ArrayList<>();
    forEachBatch(
        zipOrFolder,
        task,
        terminal,
        images -> rows.addAll(List.of(classifier.probabilities(images))));
    return rows;
  }

  /**
   * Compares an exported classifier with the original, and says the result.
   *
   * @param name the name of its numbers
   * @param original the original's probabilities for the same images
   */
  QuantizationFidelity compare(
      String name, List<float[]> original, Path exported, Path zipOrFolder, Terminal terminal)
      throws IOException {
    QuantizationFidelity fidelity;
    try (OnnxLesionClassifier classifier =
        OnnxLesionClassifier.load(exported, Runtime.getRuntime().availableProcessors())) {
      fidelity =
          QuantizationFidelity.between(
              original.toArray(float[][]::new),
              probabilities(classifier, zipOrFolder, name, terminal).toArray(float[][]::new));
    }
    terminal.say(
        String.format(
            Locale.ROOT,
            "%s: most probable class as in single precision for %.1f %% of %s, mean divergence"
                + " %.4f",
            name,
            100 * fidelity.agreement(),
            Format.count(fidelity.images(), "image"),
            fidelity.divergence()));
    return fidelity;
  }

  /** Decodes images of a zip or folder in batches. */
  void forEachBatch(
      Path zipOrFolder, String task, Terminal terminal, Consumer<List<LesionImage>> consumer)
      throws IOException {
    try (ImageSource source = ImageSource.open(zipOrFolder)) {
      List<String> names = sample(source, zipOrFolder);
      try (Progress progress = terminal.progress(task, names.size(), "images")) {
        for (int from = 0; from < names.size(); from += BATCH) {
          List<LesionImage> images = new ArrayList<>();
          try {
            for (String name : names.subList(from, Math.min(names.size(), from + BATCH))) {
              read(source, name, terminal).ifPresent(images::add);
            }
            if (!images.isEmpty()) {
              consumer.accept(images);
            }
          } finally {
            images.forEach(LesionImage::close);
          }
          progress.at(Math.min(names.size(), from + BATCH), "");
        }
      }
    }
  }

  private Optional<LesionImage> read(ImageSource source, String name, Terminal terminal) {
    try {
      return Optional.of(ImageDecoder.decode(source.read(name), name));
    } catch (IOException unreadable) {
      if (leftOut.add(source.location() + name)) {
        terminal.say("derm: left out " + name + ": " + unreadable.getMessage());
      }
      return Optional.empty();
    }
  }

  private List<String> sample(ImageSource source, Path zipOrFolder) throws IOException {
    ImageListing listing = ImageListing.of(source);
    List<String> all = List.copyOf(listing.images());
    if (all.isEmpty()) {
      throw new IOException(listing.whyNoImage(zipOrFolder.toString()));
    }
    List<String> some = new ArrayList<>();
    int count = Math.min(limit, all.size());
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }
}
