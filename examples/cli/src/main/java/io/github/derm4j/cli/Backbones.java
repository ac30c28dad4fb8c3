package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.model.backbone.BackboneSettings;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.runtime.OnnxOptions;
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
   * Opens a network, and prints where it is computed if that is not the CPU.
   *
   * @param preprocessing the file, or null if the option was not given
   * @throws IOException if a file can't be read, something about the network is not known, which
   *     the message names, or the provider is not usable
   */
  static OnnxBackbone open(
      Path model, @Nullable Path preprocessing, OnnxOptions options, Terminal terminal)
      throws IOException {
    OnnxBackbone backbone =
        OnnxBackbone.load(
            model,
            preprocessing == null ? BackboneSettings.NONE : BackboneSettings.read(preprocessing),
            options);
    OnnxRuntimeCode.notice(backbone.name(), backbone.placement()).ifPresent(terminal::say);
    return backbone;
  }

  /** Opens the same network, with the expression that does so in a program. */
  static Written<OnnxBackbone> written(
      Path model, @Nullable Path preprocessing, OnnxOptions options, Terminal terminal)
      throws IOException {
    Code settings =
        preprocessing == null
            ? Code.of("BackboneSettings.NONE", BackboneSettings.class)
            : Code.call(BackboneSettings.class, "read", Code.literal(preprocessing));
    return new Written<>(
            open(model, preprocessing, options, terminal),
            Code.call(
                OnnxBackbone.class,
                "load",
                Code.literal(model),
                settings,
                OnnxRuntimeCode.of(options)))
        .inVariable(OnnxBackbone.class, "backbone");
  }
}
