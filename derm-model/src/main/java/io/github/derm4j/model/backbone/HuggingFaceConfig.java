package io.github.derm4j.model.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fields of a {@code preprocessor_config.json} of Hugging Face Transformers, with the meaning
 * that its image processors give them. A step that is switched on and is not known here is refused
 * by its name.
 */
final class HuggingFaceConfig {

  private static final String TYPE = "image_processor_type";
  private static final String OLD_TYPE = "feature_extractor_type";
  private static final String NESTED = "image_processor";
  private static final String RESIZE = "do_resize";
  private static final String RESCALE = "do_rescale";
  private static final String NORMALIZE = "do_normalize";
  private static final String CROP = "do_center_crop";
  private static final String FLIP = "do_flip_channel_order";
  private static final String SIZE = "size";
  private static final String CROP_SIZE = "crop_size";
  private static final String SHORTEST = "shortest_edge";
  private static final String HEIGHT = "height";
  private static final String WIDTH = "width";
  private static final String FACTOR = "rescale_factor";
  private static final String OFFSET = "rescale_offset";
  private static final String MEAN = "image_mean";
  private static final String STD = "image_std";

  private static final Set<String> KNOWN_STEPS =
      Set.of(RESIZE, RESCALE, NORMALIZE, CROP, FLIP, "do_convert_rgb", "do_reduce_labels");

  /** PIL's numbers of the filters, by index. */
  private static final List<String> FILTERS = List.of("nearest", "lanczos", "bilinear", "bicubic");

  /** From this size on, ConvNeXt's processor does not crop. */
  private static final int CONVNEXT_WHOLE = 384;

  private final JsonNode config;
  private final ObjectNode fields;

  private HuggingFaceConfig(ObjectNode root) {
    this.config = root.path(NESTED).isObject() ? root.get(NESTED) : root;
    this.fields = root.objectNode();
  }

  static boolean isOne(ObjectNode root) {
    return root.path(NESTED).isObject()
        || root.has(TYPE)
        || root.has(OLD_TYPE)
        || root.has(MEAN)
        || root.has(RESIZE);
  }

  static ObjectNode fields(ObjectNode root) {
    HuggingFaceConfig read = new HuggingFaceConfig(root);
    read.refuseUnknownSteps();
    read.values();
    read.geometry();
    return read.fields;
  }

  private void refuseUnknownSteps() {
    config
        .properties()
        .forEach(
            field -> {
              if (field.getKey().startsWith("do_")
                  && field.getValue().asBoolean()
                  && !KNOWN_STEPS.contains(field.getKey())) {
                throw new IllegalArgumentException(
                    field.getKey() + " is not supported; prepare such images before");
              }
            });
  }

  private void values() {
    fields.put(
        BackboneFields.CHANNELS,
        (config.path(FLIP).asBoolean() ? ChannelOrder.BGR : ChannelOrder.RGB).name());
    // Transformers' processors rescale by 1/255 unless their file says otherwise.
    double factor =
        config.path(RESCALE).asBoolean(true) ? config.path(FACTOR).asDouble(1 / 255.0) : 1;
    fields.put(BackboneFields.RESCALE, factor);
    boolean normalize = config.path(NORMALIZE).asBoolean(config.hasNonNull(MEAN));
    double offset = config.path(OFFSET).asBoolean() ? 1 : 0;
    if (normalize && (!config.hasNonNull(MEAN) || !config.hasNonNull(STD))) {
      return; // The missing fields are named when the model is loaded.
    }
    ArrayNode mean = fields.putArray(BackboneFields.MEAN);
    ArrayNode std = fields.putArray(BackboneFields.STD);
    for (int i = 0; i < BackbonePreprocessing.COLOURS; i++) {
      mean.add(offset + (normalize ? colour(config.get(MEAN), i) : 0));
      std.add(normalize ? colour(config.get(STD), i) : 1);
    }
  }

  /** The number for a colour; a single number is for all. */
  private static double colour(JsonNode numbers, int colour) {
    JsonNode value = numbers.isArray() ? numbers.path(colour) : numbers;
    if (!value.isNumber()
        || (numbers.isArray() && numbers.size() != BackbonePreprocessing.COLOURS)) {
      throw new IllegalArgumentException(
          MEAN + " or " + STD + " is " + numbers + ": must be three numbers");
    }
    return value.doubleValue();
  }

  private void geometry() {
    JsonNode filter = config.path("resample");
    if (filter.isInt()) {
      if (filter.intValue() < 0 || filter.intValue() >= FILTERS.size()) {
        throw new IllegalArgumentException(
            "resample = " + filter + " is not supported; it must be 0, 1, 2 or 3");
      }
      fields.put(BackboneFields.INTERPOLATION, FILTERS.get(filter.intValue()));
    }
    if (!config.path(RESIZE).asBoolean(true)) {
      return; // Images of any size must be resized: the fields are named when the model is loaded.
    }
    JsonNode size = config.path(SIZE);
    int edge = edge(size);
    if (edge == 0) {
      return;
    }
    boolean exact = isExact(size);
    if (!config.hasNonNull(CROP) && config.hasNonNull(CROP_SIZE)) {
      throw new IllegalArgumentException(
          CROP_SIZE + " is given without " + CROP + "; add " + CROP + ": true or false");
    }
    if (exact && !config.path(CROP).asBoolean()) {
      put("exact", edge, edge);
    } else if (config.path(CROP).asBoolean() && config.hasNonNull(CROP_SIZE)) {
      put(exact ? "exact" : "shortest-edge", edge, square(config.get(CROP_SIZE), CROP_SIZE));
    } else if (type().startsWith("ConvNext")) {
      convNext(edge);
    } // Otherwise, images would keep their aspect ratio, and the input has none.
  }

  private void convNext(int edge) {
    if (edge >= CONVNEXT_WHOLE) {
      put("exact", edge, edge);
    } else if (config.hasNonNull("crop_pct")) {
      put("shortest-edge", (int) (edge / config.get("crop_pct").asDouble()), edge);
    }
  }

  private void put(String rule, int edge, int size) {
    fields.put(BackboneFields.RESIZE, rule);
    fields.put(BackboneFields.RESIZE_TO, edge);
    fields.put(BackboneFields.SIZE, size);
  }

  /** The length to which an image is resized; 0 if it is not known. */
  private static int edge(JsonNode size) {
    if (size.isInt()) {
      return size.intValue();
    }
    if (size.hasNonNull("longest_edge") || size.hasNonNull("max_height")) {
      throw new IllegalArgumentException(
          SIZE
              + " = "
              + size
              + " gives no square; it must have shortest_edge, or height and width");
    }
    if (size.hasNonNull(SHORTEST)) {
      return size.get(SHORTEST).asInt();
    }
    return size.hasNonNull(HEIGHT) ? square(size, SIZE) : 0;
  }

  private boolean isExact(JsonNode size) {
    if (!size.isInt()) {
      return size.has(HEIGHT);
    }
    // Old files have one number, whose meaning depends on the class that reads it.
    if (config.path("default_to_square").isBoolean()) {
      return config.get("default_to_square").booleanValue();
    }
    String type = type();
    if (type.startsWith("ViT") || type.startsWith("DeiT") || type.startsWith("Beit")) {
      return true;
    }
    if (type.startsWith("CLIP") || type.startsWith("ConvNext") || type.startsWith("Bit")) {
      return false;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "size = %s can mean the shortest edge or both sides; write {\"shortest_edge\": %1$s} or"
                + " {\"height\": %1$s, \"width\": %1$s}",
            size));
  }

  private static int square(JsonNode size, String name) {
    if (size.isInt()) {
      return size.intValue();
    }
    int height = size.path(HEIGHT).asInt();
    if (height < 1 || height != size.path(WIDTH).asInt()) {
      throw new IllegalArgumentException(
          name + " = " + size + ": height and width must be the same number of pixels");
    }
    return height;
  }

  private String type() {
    return config.path(TYPE).asText(config.path(OLD_TYPE).asText(""));
  }
}
