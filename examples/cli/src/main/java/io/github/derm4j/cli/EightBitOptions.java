package io.github.derm4j.cli;

import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.quantization.ActivationCalibrator;
import io.github.derm4j.model.quantization.QuantizationFidelity;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.quantization.RangeEstimator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a quantisation to 8 bits. */
final class EightBitOptions {

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
  QuantizationScales scales(LesionClassifier classifier, FidelityOptions images, Terminal terminal)
      throws IOException {
    List<RangeEstimator> estimators = estimators();
    ActivationCalibrator calibrator = ActivationCalibrator.of(classifier.extractor().body());
    List<float[]> original = new ArrayList<>();
    Optional<Path> validate = images.images();
    images.forEachBatch(
        calibrate,
        "calibrating",
        terminal,
        batch -> {
          calibrator.observe(classifier.preprocessing().apply(batch));
          if (validate.isEmpty()) {
            original.addAll(List.of(classifier.probabilities(batch)));
          }
        });
    if (validate.isPresent()) {
      original.addAll(images.probabilities(classifier, validate.get(), "classifying", terminal));
    }
    Candidate best = null;
    for (RangeEstimator estimator : estimators) {
      QuantizationScales scales = calibrator.scales(estimator);
      Candidate next =
          new Candidate(scales, fidelity(classifier, scales, original, images, terminal));
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
      FidelityOptions images,
      Terminal terminal)
      throws IOException {
    Path file = Files.createTempFile("derm", ".onnx");
    try {
      OnnxExport.write(classifier, scales, file);
      return images.compare(
          scales.estimator().toString(),
          original,
          file,
          images.images().orElse(calibrate),
          terminal);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
