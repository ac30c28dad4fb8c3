package io.github.derm4j.model.backbone;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.model.backbone.OnnxHeader.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The input of a backbone: its name, type and shape, and the tensor that images become.
 *
 * @param name the name in the model
 * @param type the type of the elements
 * @param batch the fixed number of images; 0 if any number is allowed
 * @param preprocessing how an image becomes values
 */
record BackboneInput(String name, Type type, int batch, BackbonePreprocessing preprocessing) {

  private static final int RANK = 4;
  private static final int COLOURS = BackbonePreprocessing.COLOURS;

  /** The supported types of elements, with their numbers in ONNX. */
  enum Type {
    FLOAT(1, Float.BYTES, OnnxJavaType.FLOAT),
    UINT8(2, 1, OnnxJavaType.UINT8),
    INT8(3, 1, OnnxJavaType.INT8),
    FLOAT16(10, Short.BYTES, OnnxJavaType.FLOAT16);

    private final int number;
    private final int bytes;
    private final OnnxJavaType java;

    Type(int number, int bytes, OnnxJavaType java) {
      this.number = number;
      this.bytes = bytes;
      this.java = java;
    }

    private boolean isWhole() {
      return this == UINT8 || this == INT8;
    }
  }

  /**
   * Combines what the model and the settings say.
   *
   * @throws IllegalArgumentException if they do not fit or something is missing
   */
  static BackboneInput of(OnnxHeader header, BackboneSettings settings) {
    if (header.inputs().size() != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it has %d inputs (%s); a backbone has one, the image",
              header.inputs().size(),
              header.inputs().stream().map(Value::name).collect(Collectors.joining(", "))));
    }
    Value input = header.inputs().get(0);
    Type type =
        Arrays.stream(Type.values())
            .filter(each -> each.number == input.type())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "its input "
                            + input.name()
                            + " has the ONNX type "
                            + input.type()
                            + "; supported are float32 (1), uint8 (2), int8 (3) and float16 (10)"));
    List<Long> shape = input.shape().orElse(List.of(-1L, -1L, -1L, -1L));
    if (shape.size() != RANK) {
      throw refused(input, "an image has four axes");
    }
    Optional<Layout> layout = layout(input, shape);
    BackbonePreprocessing preprocessing =
        settings.preprocessing(
            size(
                input,
                shape,
                layout.or(() -> settings.choice(BackboneFields.LAYOUT, Layout.values()))),
            layout);
    BackboneInput found =
        new BackboneInput(input.name(), type, (int) Math.max(0, shape.get(0)), preprocessing);
    found.requireWholeValues();
    return found;
  }

  private static Optional<Layout> layout(Value input, List<Long> shape) {
    boolean first = shape.get(1) == COLOURS;
    boolean last = shape.get(3) == COLOURS;
    if (first != last) {
      return Optional.of(first ? Layout.NCHW : Layout.NHWC);
    }
    if (!first && shape.get(1) > 0 && shape.get(3) > 0) {
      throw refused(input, "an image has three colours");
    }
    return Optional.empty();
  }

  private static OptionalInt size(Value input, List<Long> shape, Optional<Layout> layout) {
    if (layout.isEmpty()) {
      return OptionalInt.empty();
    }
    int first = layout.get() == Layout.NCHW ? 2 : 1;
    long height = shape.get(first);
    long width = shape.get(first + 1);
    if (height > 0 && width > 0 && height != width) {
      throw refused(input, "height and width must be the same");
    }
    long size = Math.max(height, width);
    return size > 0 ? OptionalInt.of(Math.toIntExact(size)) : OptionalInt.empty();
  }

  private static IllegalArgumentException refused(Value input, String reason) {
    return new IllegalArgumentException(
        "its input "
            + input.name()
            + " has the shape "
            + input.shape().orElse(List.of())
            + "; "
            + reason);
  }

  /** Refuses a preprocessing whose values are not those of the input's type. */
  private void requireWholeValues() {
    if (!type.isWhole()) {
      return;
    }
    int least = type == Type.INT8 ? Byte.MIN_VALUE : 0;
    for (int colour = 0; colour < COLOURS; colour++) {
      for (int pixel = 0; pixel <= 255; pixel++) {
        double value =
            (pixel * preprocessing.rescaleFactor() - preprocessing.mean().get(colour))
                / preprocessing.std().get(colour);
        if (Math.abs(value - Math.rint(value)) > 1e-3
            || Math.rint(value) < least
            || Math.rint(value) > least + 255) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "its input %s takes %s, and the preprocessing makes %.4f of the pixel value %d;"
                      + " set rescaleFactor, mean and std so that it gives whole numbers in the"
                      + " range of the type, such as 1, 0 and 1 for uint8",
                  name,
                  type.name().toLowerCase(Locale.ROOT),
                  value,
                  pixel));
        }
      }
    }
  }

  /**
   * Makes a tensor.
   *
   * @param pixels {@code [n, size, size, 3]}, RGB, in [0, 1]
   * @param from the index of the first image
   * @param images the number of images
   * @param padded the number of images of the tensor; the rest is zeros
   */
  OnnxTensor tensor(OrtEnvironment environment, float[] pixels, int from, int images, int padded)
      throws OrtException {
    int size = preprocessing.frame().size();
    int plane = size * size;
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(padded, COLOURS * plane * type.bytes))
            .order(ByteOrder.nativeOrder());
    boolean channelsFirst = preprocessing.layout() == Layout.NCHW;
    for (int colour = 0; colour < COLOURS; colour++) {
      float factor = preprocessing.factor(colour);
      float shift = preprocessing.shift(colour);
      int position = preprocessing.position(colour);
      int start = channelsFirst ? position * plane : position;
      int step = channelsFirst ? 1 : COLOURS;
      for (int image = 0; image < images; image++) {
        int source = (from + image) * COLOURS * plane + colour;
        int target = image * COLOURS * plane + start;
        for (int i = 0; i < plane; i++) {
          put(buffer, target + step * i, pixels[source + COLOURS * i] * factor + shift);
        }
      }
    }
    return OnnxTensor.createTensor(
        environment, buffer, preprocessing.layout().shape(padded, size), type.java);
  }

  private void put(ByteBuffer buffer, int index, float value) {
    switch (type) {
      case FLOAT -> buffer.putFloat(Float.BYTES * index, value);
      case FLOAT16 -> buffer.putShort(Short.BYTES * index, Fp16Conversions.floatToFp16(value));
      case UINT8, INT8 -> buffer.put(index, (byte) Math.round(value));
    }
  }
}
