package io.github.derm4j.model.backbone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.ResamplingFilter;
import io.github.derm4j.data.image.ResizeAndCrop;
import io.github.derm4j.taxonomy.internal.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a file says about the preprocessing and the output of a backbone. The rest is in the model
 * itself; {@link OnnxBackbone#load} names what neither says.
 *
 * <p>Three kinds of JSON files are read: a {@code config.json} of timm, a {@code
 * preprocessor_config.json} of Hugging Face Transformers, and a file with the fields of this class
 * alone. These fields except {@code size} can also be added to the other two, and win over theirs:
 *
 * <ul>
 *   <li>{@code size}: the height and width of the input in pixels; not needed if the model's input
 *       has a fixed size;
 *   <li>{@code layout}: {@code NCHW} or {@code NHWC}; not needed if the shape of the model's input
 *       shows it;
 *   <li>{@code channels}: {@code RGB} or {@code BGR};
 *   <li>{@code rescaleFactor}, {@code mean}, {@code std}: an input value is {@code (pixel ·
 *       rescaleFactor − mean)/std}, with pixels from 0 to 255 and three means and divisors, for
 *       red, green and blue;
 *   <li>{@code resize}: {@code shortest-edge} or {@code exact}, before the centre is cut out;
 *   <li>{@code resizeTo}: the length in pixels that it sets;
 *   <li>{@code interpolation}: {@code nearest}, {@code bilinear}, {@code bicubic} or {@code
 *       lanczos};
 *   <li>{@code output}: the name of the output; not needed if the model has one;
 *   <li>{@code pooling}: see {@link Pooling}; not needed if the output is {@code [n, features]};
 *   <li>{@code prefixTokens}: for {@code mean-of-tokens}, the number of tokens at the beginning
 *       that are left out, such as class and register tokens;
 *   <li>{@code outputLayout}: for {@code mean-of-positions}, {@code NCHW} or {@code NHWC}; not
 *       needed if the shape shows it.
 * </ul>
 */
public final class BackboneSettings {

  private static final long MAX_BYTES = 1 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Settings without any field. */
  public static final BackboneSettings NONE = new BackboneSettings("", JSON.createObjectNode());

  private final String name;
  private final ObjectNode fields;

  private BackboneSettings(String name, ObjectNode fields) {
    this.name = name;
    this.fields = fields;
  }

  /**
   * Reads a file.
   *
   * @param file a JSON file of one of the three kinds
   * @return the settings
   * @throws IOException if it can't be read, is no such file, or asks for a step that is not
   *     supported, which the message names
   */
  public static BackboneSettings read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such preprocessing file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + ": too large for a preprocessing file");
    }
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Reads JSON of one of the three kinds.
   *
   * @param json an object
   * @param name the name of its file, for messages
   * @return the settings
   * @throws IllegalArgumentException if it is not such an object, or asks for a step that is not
   *     supported, which the message names
   */
  public static BackboneSettings parse(String json, String name) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          name + ": not readable as JSON (" + Digits.ascii(e.getOriginalMessage()) + ")", e);
    }
    if (!(root instanceof ObjectNode object)) {
      throw new IllegalArgumentException(name + ": not a JSON object");
    }
    try {
      return new BackboneSettings(name, ours(object));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static ObjectNode ours(ObjectNode root) {
    ObjectNode known;
    if (TimmConfig.isOne(root)) {
      known = TimmConfig.fields(root);
    } else if (HuggingFaceConfig.isOne(root)) {
      known = HuggingFaceConfig.fields(root);
    } else {
      if (root.has("model_type") || root.has("hidden_size") || root.has("architectures")) {
        throw new IllegalArgumentException(
            "this describes a network, not its preprocessing; give the file"
                + " preprocessor_config.json beside it");
      }
      root.fieldNames()
          .forEachRemaining(
              field -> {
                if (!BackboneFields.ALL.contains(field)) {
                  throw new IllegalArgumentException(
                      "unknown field "
                          + field
                          + "; the fields are "
                          + String.join(", ", BackboneFields.ALL));
                }
              });
      return root;
    }
    for (String field : BackboneFields.ALL) {
      if (!field.equals(BackboneFields.SIZE) && root.has(field)) { // Their size is another one.
        known.set(field, root.get(field));
      }
    }
    return known;
  }

  /** The preprocessing, as far as the model's input shape completes it. */
  BackbonePreprocessing preprocessing(OptionalInt modelSize, Optional<Layout> modelLayout) {
    Optional<Layout> layout = modelLayout.or(() -> choice(BackboneFields.LAYOUT, Layout.values()));
    OptionalInt size = modelSize.isPresent() ? modelSize : integer(BackboneFields.SIZE);
    Optional<ResizeAndCrop.Rule> rule = choice(BackboneFields.RESIZE, ResizeAndCrop.Rule.values());
    Optional<ResamplingFilter> filter =
        choice(BackboneFields.INTERPOLATION, ResamplingFilter.values());
    Optional<ChannelOrder> channels = choice(BackboneFields.CHANNELS, ChannelOrder.values());
    OptionalInt edge = integer(BackboneFields.RESIZE_TO);
    List<String> missing = new ArrayList<>();
    note(missing, size.isEmpty(), BackboneFields.SIZE);
    note(missing, layout.isEmpty(), BackboneFields.LAYOUT);
    note(missing, channels.isEmpty(), BackboneFields.CHANNELS);
    note(missing, !fields.hasNonNull(BackboneFields.RESCALE), BackboneFields.RESCALE);
    note(missing, !fields.hasNonNull(BackboneFields.MEAN), BackboneFields.MEAN);
    note(missing, !fields.hasNonNull(BackboneFields.STD), BackboneFields.STD);
    note(missing, rule.isEmpty(), BackboneFields.RESIZE);
    note(missing, edge.isEmpty(), BackboneFields.RESIZE_TO);
    note(missing, filter.isEmpty(), BackboneFields.INTERPOLATION);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(missing(missing));
    }
    OptionalInt stated = integer(BackboneFields.SIZE);
    if (stated.isPresent() && stated.getAsInt() != size.getAsInt()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model takes images of %d pixels, and %s says %d",
              size.getAsInt(),
              name,
              stated.getAsInt()));
    }
    Optional<Layout> said = choice(BackboneFields.LAYOUT, Layout.values());
    if (said.isPresent() && !said.equals(layout)) {
      throw new IllegalArgumentException(
          "the model's input is " + layout.get() + ", and " + name + " says " + said.get());
    }
    return new BackbonePreprocessing(
        new ResizeAndCrop(rule.get(), edge.getAsInt(), filter.get(), size.getAsInt()),
        layout.get(),
        channels.get(),
        number(fields.get(BackboneFields.RESCALE), BackboneFields.RESCALE),
        numbers(BackboneFields.MEAN),
        numbers(BackboneFields.STD));
  }

  /** A sentence that names the fields that must be added. */
  String missing(List<String> names) {
    String joined = String.join(", ", names);
    return this == NONE
        ? "the model does not say " + joined + "; give a preprocessing file with these fields"
        : name + " lacks " + joined + ", which the model does not say either; add these fields";
  }

  private static void note(List<String> missing, boolean absent, String field) {
    if (absent) {
      missing.add(field);
    }
  }

  Optional<String> text(String field) {
    JsonNode value = fields.get(field);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + ": " + field + " = " + value + ": must be a text");
    }
    return Optional.of(value.textValue());
  }

  OptionalInt integer(String field) {
    JsonNode value = fields.get(field);
    if (value == null || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
      throw new IllegalArgumentException(
          name + ": " + field + " = " + value + ": must be a whole number, 0 or more");
    }
    return OptionalInt.of(value.intValue());
  }

  <E extends Enum<E>> Optional<E> choice(String field, E[] values) {
    Optional<String> text = text(field);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (E each : values) {
      if (BackboneFields.word(each).equalsIgnoreCase(text.get())) {
        return Optional.of(each);
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s: %s = '%s': must be one of %s",
            name,
            field,
            text.get(),
            String.join(", ", Arrays.stream(values).map(BackboneFields::word).toList())));
  }

  private List<Double> numbers(String field) {
    List<Double> numbers = new ArrayList<>();
    JsonNode array = fields.get(field);
    if (!array.isArray()) {
      throw new IllegalArgumentException(
          name + ": " + field + " = " + array + ": must be an array of three numbers");
    }
    array.forEach(each -> numbers.add(number(each, field)));
    return numbers;
  }

  private double number(JsonNode value, String field) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException(
          name + ": " + field + " has " + value + ", which is not a number");
    }
    return value.doubleValue();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
