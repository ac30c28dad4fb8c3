package io.github.derm4j.model.backbone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.ResizeAndCrop;
import java.util.List;
import java.util.Locale;

/**
 * How an image becomes the input of a backbone. A value of the input is {@code (pixel ·
 * rescaleFactor − mean)/std}, with pixels from 0 to 255.
 *
 * @param frame resize and crop
 * @param layout the order of the input's axes
 * @param channels the order of the colours
 * @param rescaleFactor the factor of a pixel's value
 * @param mean what is subtracted: for red, green and blue
 * @param std the divisors: for red, green and blue
 */
public record BackbonePreprocessing(
    ResizeAndCrop frame,
    Layout layout,
    ChannelOrder channels,
    double rescaleFactor,
    List<Double> mean,
    List<Double> std) {

  static final int COLOURS = 3;
  private static final double WHITE = 255;

  /**
   * Checks the numbers.
   *
   * @param frame resize and crop
   * @param layout the order of the input's axes
   * @param channels the order of the colours
   * @param rescaleFactor the factor of a pixel's value
   * @param mean what is subtracted
   * @param std the divisors
   * @throws IllegalArgumentException if there are not three means and divisors, or a number can't
   *     be used
   */
  public BackbonePreprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    require(rescaleFactor > 0 && Double.isFinite(rescaleFactor), "rescaleFactor", rescaleFactor);
    require(mean.size() == COLOURS && mean.stream().allMatch(Double::isFinite), "mean", mean);
    require(
        std.size() == COLOURS && std.stream().allMatch(each -> each > 0 && Double.isFinite(each)),
        "std",
        std);
  }

  private static void require(boolean valid, String name, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s = %s: must be %s",
              name,
              value,
              name.equals("rescaleFactor")
                  ? "a number above 0"
                  : name.equals("mean")
                      ? "three numbers, for red, green and blue"
                      : "three numbers above 0, for red, green and blue"));
    }
  }

  /** The factor of a colour's value in [0, 1]. */
  float factor(int colour) {
    return (float) (WHITE * rescaleFactor / std.get(colour));
  }

  /** The number that is added after the multiplication. */
  float shift(int colour) {
    return (float) (-mean.get(colour) / std.get(colour));
  }

  /** The position of red, green or blue in the input. */
  int position(int colour) {
    return channels == ChannelOrder.RGB ? colour : COLOURS - 1 - colour;
  }

  /** Writes the fields of a preprocessing file. */
  void writeTo(ObjectNode json) {
    json.put(BackboneFields.SIZE, frame.size());
    json.put(BackboneFields.LAYOUT, layout.name());
    json.put(BackboneFields.CHANNELS, channels.name());
    json.put(BackboneFields.RESCALE, rescaleFactor);
    numbers(json.putArray(BackboneFields.MEAN), mean);
    numbers(json.putArray(BackboneFields.STD), std);
    json.put(BackboneFields.RESIZE, BackboneFields.word(frame.rule()));
    json.put(BackboneFields.RESIZE_TO, frame.edge());
    json.put(BackboneFields.INTERPOLATION, BackboneFields.word(frame.filter()));
  }

  private static void numbers(ArrayNode array, List<Double> values) {
    values.forEach(array::add);
  }

  /** {@return the fields of a preprocessing file} */
  @Override
  public String toString() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    writeTo(json);
    return json.toString();
  }
}
