package io.github.derm4j.model.backbone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.model.backbone.OnnxHeader.Value;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The output of a backbone, and how it becomes a vector of features.
 *
 * @param name the name in the model
 * @param pooling the rule
 * @param prefix the number of tokens that the mean leaves out
 * @param layout the order of the axes of a map
 */
record BackboneOutput(String name, Pooling pooling, int prefix, Layout layout) {

  /** The number of axes of an output for each rule. */
  private static int rank(Pooling pooling) {
    return switch (pooling) {
      case VECTOR -> 2;
      case FIRST_TOKEN, MEAN_OF_TOKENS -> 3;
      case MEAN_OF_POSITIONS -> 4;
    };
  }

  /**
   * The name of the output.
   *
   * @throws IllegalArgumentException if there are several and the settings name none, or no such
   *     output
   */
  static String name(OnnxHeader header, BackboneSettings settings) {
    Optional<String> stated = settings.text(BackboneFields.OUTPUT);
    List<String> names = header.outputs().stream().map(Value::name).toList();
    if (stated.isPresent() && !names.contains(stated.get())) {
      throw new IllegalArgumentException(
          "it has no output " + stated.get() + "; its outputs are " + described(header));
    }
    if (stated.isEmpty() && names.size() != 1) {
      throw new IllegalArgumentException(
          settings.missing(List.of(BackboneFields.OUTPUT))
              + "; the outputs are "
              + described(header));
    }
    return stated.orElseGet(() -> names.get(0));
  }

  private static String described(OnnxHeader header) {
    return header.outputs().stream()
        .map(
            each ->
                each.name()
                    + each.shape()
                        .map(
                            shape ->
                                shape.stream()
                                    .map(length -> length < 0 ? "?" : Long.toString(length))
                                    .collect(Collectors.joining(", ", " [", "]")))
                        .orElse(""))
        .collect(Collectors.joining(", "));
  }

  /**
   * Determines the rule from the shape of a computed output.
   *
   * @param shape the shape, with the number of images first
   * @throws IllegalArgumentException if the settings do not fit the shape or something is missing
   */
  static BackboneOutput of(String name, long[] shape, BackboneSettings settings) {
    Optional<Pooling> stated = settings.choice(BackboneFields.POOLING, Pooling.values());
    if (stated.isEmpty() && shape.length == rank(Pooling.VECTOR)) {
      stated = Optional.of(Pooling.VECTOR);
    }
    List<Pooling> fitting =
        Arrays.stream(Pooling.values()).filter(each -> rank(each) == shape.length).toList();
    if (fitting.isEmpty() || (stated.isPresent() && !fitting.contains(stated.get()))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its output %s has the shape %s, which is no %s",
              name,
              Arrays.toString(shape),
              stated.map(Pooling::toString).orElse("vector, list of tokens or map")));
    }
    if (stated.isEmpty()) {
      throw new IllegalArgumentException(
          settings.missing(List.of(BackboneFields.POOLING))
              + ": "
              + fitting.stream().map(Pooling::toString).collect(Collectors.joining(" or "))
              + " of the output "
              + name
              + " "
              + Arrays.toString(shape));
    }
    Pooling pooling = stated.get();
    OptionalInt prefix = settings.integer(BackboneFields.PREFIX);
    if (pooling == Pooling.MEAN_OF_TOKENS && prefix.isEmpty()) {
      throw new IllegalArgumentException(
          settings.missing(List.of(BackboneFields.PREFIX))
              + ": the number of tokens before those of the image; 0 for a mean of all");
    }
    if (pooling != Pooling.MEAN_OF_TOKENS && prefix.isPresent()) {
      throw new IllegalArgumentException(
          "prefixTokens is for mean-of-tokens, and has no effect on " + pooling);
    }
    if (prefix.isPresent() && prefix.getAsInt() >= shape[1]) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "prefixTokens = %d: its output %s has %d tokens",
              prefix.getAsInt(),
              name,
              shape[1]));
    }
    return new BackboneOutput(
        name,
        pooling,
        prefix.orElse(0),
        pooling == Pooling.MEAN_OF_POSITIONS ? layout(name, shape, settings) : Layout.NHWC);
  }

  /** A map is square: the third axis of the same length as another one is a side. */
  private static Layout layout(String name, long[] shape, BackboneSettings settings) {
    Optional<Layout> stated = settings.choice(BackboneFields.OUTPUT_LAYOUT, Layout.values());
    List<Layout> possible = new ArrayList<>();
    if (shape[2] == shape[3]) {
      possible.add(Layout.NCHW);
    }
    if (shape[1] == shape[2]) {
      possible.add(Layout.NHWC);
    }
    if (stated.isPresent()) {
      return stated.get();
    }
    if (possible.size() != 1) {
      throw new IllegalArgumentException(
          settings.missing(List.of(BackboneFields.OUTPUT_LAYOUT))
              + ": NCHW or NHWC of the output "
              + name
              + " "
              + Arrays.toString(shape));
    }
    return possible.get(0);
  }

  /** The number of features. */
  int length(long[] shape) {
    return Math.toIntExact(
        pooling == Pooling.MEAN_OF_POSITIONS && layout == Layout.NCHW
            ? shape[1]
            : shape[shape.length - 1]);
  }

  /** Pools the output of one image, which begins at an index. */
  float[] features(FloatBuffer values, int start, long[] shape) {
    float[] features = new float[length(shape)];
    int positions = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      positions = Math.multiplyExact(positions, Math.toIntExact(shape[axis]));
    }
    positions /= features.length;
    boolean channelsFirst = pooling == Pooling.MEAN_OF_POSITIONS && layout == Layout.NCHW;
    int first = pooling == Pooling.MEAN_OF_TOKENS ? prefix : 0;
    int end = pooling == Pooling.FIRST_TOKEN ? 1 : positions;
    for (int i = 0; i < features.length; i++) {
      double sum = 0;
      for (int position = first; position < end; position++) {
        sum +=
            values.get(
                start
                    + (channelsFirst ? i * positions + position : position * features.length + i));
      }
      features[i] = (float) (sum / (end - first));
    }
    return features;
  }

  /** Writes the fields of a preprocessing file. */
  void writeTo(ObjectNode json) {
    json.put(BackboneFields.OUTPUT, name);
    json.put(BackboneFields.POOLING, pooling.toString());
    if (pooling == Pooling.MEAN_OF_TOKENS) {
      json.put(BackboneFields.PREFIX, prefix);
    }
    if (pooling == Pooling.MEAN_OF_POSITIONS) {
      json.put(BackboneFields.OUTPUT_LAYOUT, layout.name());
    }
  }
}
