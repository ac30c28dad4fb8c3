package io.github.derm4j.cli;

import io.github.derm4j.data.ImageListing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.quantization.ActivationCalibrator;
import io.github.derm4j.model.quantization.QuantizationFidelity;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.quantization.RangeEstimator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a quantisation to 8 bits. */
final class EightBitOptions {

  private static final int BATCH = 8;
  private static final String BEST = "best";

  @Option(
      names = "--int8",
      required = true,
      description =
          "Compute the convolutions in 8 bits: a quarter of the size, and faster on processors"
              + " with instructions for 8 bits.")
  private boolean int8;

  @Option(
      names = "--calibrate",
      required = true,
      paramLabel = "ZIP_OR_FOLDER",
      description = "With --int8: images, of the training, to find the range of activations with.")
  private Path calibrate;

  @Option(
      names = "--calibration",
      defaultValue = BEST,
      paramLabel = "METHOD",
      description =
          "With --int8: the range of activations: minmax, percentile (99.99 %%), entropy, or best"
              + " (the one whose probabilities differ least from the original's). Default:"
              + " ${DEFAULT-VALUE}.")
  private String calibration;

  @Spec private CommandSpec command;

  @Option(
      names = "--validate",
      paramLabel = "ZIP_OR_FOLDER",
      description =
          "With --int8: images to compare the probabilities on. Default: those of --calibrate.")
  private @Nullable Path validate;

  @Option(
      names = "--calibration-images",
      defaultValue = "256",
      paramLabel = "N",
      description =
          "With --int8: the number of images to take from each of --calibrate and --validate,"
              + " evenly by name. Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1)
  private int limit;

  private final Set<String> leftOut = new HashSet<>();

  private record Candidate(QuantizationScales scales, QuantizationFidelity fidelity) {}

  boolean isRequested() {
    return int8;
  }

  /**
   * Calibrates a classifier, and says how closely its probabilities are kept.
   *
   * @throws ParameterException if there is no such method
   * @throws IOException if no image can be read
   */
  QuantizationScales scales(LesionClassifier classifier, Terminal terminal) throws IOException {
    List<RangeEstimator> estimators = estimators();
    ActivationCalibrator calibrator = ActivationCalibrator.of(classifier.extractor().body());
    List<float[]> original = new ArrayList<>();
    boolean same = validate == null;
    forEachBatch(
        calibrate,
        "calibrating",
        terminal,
        images -> {
          calibrator.observe(classifier.preprocessing().apply(images));
          if (same) {
            original.addAll(List.of(classifier.probabilities(images)));
          }
        });
    if (!same) {
      original.addAll(probabilities(classifier, "classifying", terminal));
    }
    Candidate best = null;
    for (RangeEstimator estimator : estimators) {
      QuantizationScales scales = calibrator.scales(estimator);
      Candidate next = new Candidate(scales, fidelity(classifier, scales, original, terminal));
      say(next, terminal);
      if (best == null || next.fidelity.divergence() < best.fidelity.divergence()) {
        best = next;
      }
    }
    if (best == null) {
      throw new IllegalStateException("no method");
    }
    terminal.say("8 bits by " + best.scales.estimator());
    return best.scales;
  }

  private List<RangeEstimator> estimators() {
    if (calibration.equals(BEST)) {
      return List.of(RangeEstimator.values());
    }
    try {
      return List.of(RangeEstimator.of(calibration));
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(command.commandLine(), unknown.getMessage() + ", best", unknown);
    }
  }

  private QuantizationFidelity fidelity(
      LesionClassifier classifier,
      QuantizationScales scales,
      List<float[]> original,
      Terminal terminal)
      throws IOException {
    Path file = Files.createTempFile("derm", ".onnx");
    try {
      OnnxExport.write(classifier, scales, file);
      try (OnnxLesionClassifier quantized =
          OnnxLesionClassifier.load(file, Runtime.getRuntime().availableProcessors())) {
        return QuantizationFidelity.between(
            original.toArray(float[][]::new),
            probabilities(quantized, scales.estimator().toString(), terminal)
                .toArray(float[][]::new));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private List<float[]> probabilities(ImageClassifier classifier, String task, Terminal terminal)
      throws IOException {
    List<float[]> rows = new ArrayList<>();
    forEachBatch(
        validate == null ? calibrate : validate,
        task,
        terminal,
        images -> rows.addAll(List.of(classifier.probabilities(images))));
    return rows;
  }

  private static void say(Candidate candidate, Terminal terminal) {
    terminal.say(
        String.format(
            Locale.ROOT,
            "%s: most probable class as in single precision for %.1f %% of %s, mean divergence"
                + " %.4f",
            candidate.scales.estimator(),
            100 * candidate.fidelity.agreement(),
            Format.count(candidate.fidelity.images(), "image"),
            candidate.fidelity.divergence()));
  }

  private void forEachBatch(
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
