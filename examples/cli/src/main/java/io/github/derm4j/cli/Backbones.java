package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.model.backbone.BackboneSettings;
import io.github.derm4j.model.backbone.OnnxBackbone;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the network of {@code --backbone} with the settings of {@code --preprocessing}. */
final class Backbones {

  static final String MODEL = "--backbone";
  static final String PREPROCESSING = "--preprocessing";

  /** The variable of the network in a program. */
  static final String VARIABLE = "backbone";

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

  /** Opens the same network, with the expression that does so in a program. */
  static Written<OnnxBackbone> written(Path model, @Nullable Path preprocessing)
      throws IOException {
    Code settings =
        preprocessing == null
            ? Code.of("BackboneSettings.NONE", BackboneSettings.class)
            : Code.call(BackboneSettings.class, "read", Code.literal(preprocessing));
    return new Written<>(
            open(model, preprocessing),
            Code.call(
                OnnxBackbone.class,
                "load",
                Code.literal(model),
                settings,
                Code.of("Runtime.getRuntime().availableProcessors()")))
        .inVariable(OnnxBackbone.class, VARIABLE);
  }
}
