package io.github.derm4j.model.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * The fields of a {@code config.json} of timm: those of {@code pretrained_cfg}, or of the object
 * itself in files of earlier versions. They have the meaning of timm's transform for evaluation.
 */
final class TimmConfig {

  private static final String CONFIG = "pretrained_cfg";
  private static final String INPUT = "input_size";
  private static final String CROP = "crop_pct";
  private static final String CROP_MODE = "crop_mode";

  private TimmConfig() {}

  static boolean isOne(ObjectNode root) {
    return root.path(CONFIG).isObject() || (root.has("architecture") && root.has(INPUT));
  }

  static ObjectNode fields(ObjectNode root) {
    JsonNode config = root.path(CONFIG).isObject() ? root.get(CONFIG) : root;
    ObjectNode fields = root.objectNode();
    fields.put(BackboneFields.CHANNELS, ChannelOrder.RGB.name());
    fields.put(BackboneFields.RESCALE, 1 / 255.0);
    for (String same : List.of(BackboneFields.MEAN, BackboneFields.STD)) {
      if (config.hasNonNull(same)) {
        fields.set(same, config.get(same));
      }
    }
    String filter = config.path(BackboneFields.INTERPOLATION).asText("");
    if (!filter.isEmpty() && !filter.equals("random")) {
      fields.put(BackboneFields.INTERPOLATION, filter);
    }
    if (config.hasNonNull(INPUT)) {
      int size = size(config.get(INPUT));
      fields.put(BackboneFields.SIZE, size);
      if (config.hasNonNull(CROP)) {
        double share = config.get(CROP).asDouble();
        if (!(share > 0 && share <= 1)) {
          throw new IllegalArgumentException(
              CROP + " = " + config.get(CROP) + ": must be above 0 and at most 1");
        }
        fields.put(BackboneFields.RESIZE, rule(config));
        fields.put(BackboneFields.RESIZE_TO, (int) Math.floor(size / share));
      }
    }
    return fields;
  }

  private static int size(JsonNode input) {
    if (input.size() != 3 || input.get(0).asInt() != BackbonePreprocessing.COLOURS) {
      throw new IllegalArgumentException(
          INPUT + " = " + input + ": must be 3 colours, height and width");
    }
    if (input.get(1).asInt() != input.get(2).asInt()) {
      throw new IllegalArgumentException(
          INPUT + " = " + input + ": height and width must be the same");
    }
    return input.get(1).asInt();
  }

  private static String rule(JsonNode config) {
    String mode = config.path(CROP_MODE).asText("center");
    return switch (mode) {
      case "center" -> "shortest-edge";
      case "squash" -> "exact";
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s = '%s' is not supported; it must be center or squash",
                  CROP_MODE,
                  mode));
    };
  }
}
