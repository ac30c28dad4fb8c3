package io.github.derm4j.cli;

import io.github.derm4j.model.backbone.BackboneSettings;
import io.github.derm4j.model.backbone.OnnxBackbone;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the network of {@code --backbone} with the settings of {@code --preprocessing}. */
final class Backbones {

  static final String MODEL = "--backbone";
  static final String PREPROCESSING = "--preprocessing";

  static final String MODEL_HELP =
      "Any network as an ONNX file that takes one image, such as an exported foundation model; see"
          + " docs/task-backbone.md.";

  static final String PREPROCESSING_HELP =
      "With --backbone: how its images are prepared: a config.json of timm, a"
          + " preprocessor_config.json of Hugging Face, or a file with the fields in"
          + " docs/task-backbone.md.";

  private Backbones() {}

  /**
   * Opens a network, on all cores.
   *
   * @param preprocessing the file, or null if the option was not given
   * @throws IOException if a file can't be read, or something about the network is not known, which
   *     the message names
   */
  static OnnxBackbone open(Path model, @Nullable Path preprocessing) throws IOException {
    return OnnxBackbone.load(
        model,
        preprocessing == null ? BackboneSettings.NONE : BackboneSettings.read(preprocessing),
        Runtime.getRuntime().availableProcessors());
  }
}
