package io.github.derm4j.model.backbone;

import io.github.derm4j.data.image.Layout;
import java.util.List;
import java.util.Locale;

/** The names of the fields of a preprocessing file, and the words of its values. */
final class BackboneFields {

  static final String SIZE = "size";
  static final String LAYOUT = "layout";
  static final String CHANNELS = "channels";
  static final String RESCALE = "rescaleFactor";
  static final String MEAN = "mean";
  static final String STD = "std";
  static final String RESIZE = "resize";
  static final String RESIZE_TO = "resizeTo";
  static final String INTERPOLATION = "interpolation";
  static final String OUTPUT = "output";
  static final String POOLING = "pooling";
  static final String PREFIX = "prefixTokens";
  static final String OUTPUT_LAYOUT = "outputLayout";

  static final List<String> ALL =
      List.of(
          SIZE,
          LAYOUT,
          CHANNELS,
          RESCALE,
          MEAN,
          STD,
          RESIZE,
          RESIZE_TO,
          INTERPOLATION,
          OUTPUT,
          POOLING,
          PREFIX,
          OUTPUT_LAYOUT);

  private BackboneFields() {}

  /** The word of a constant in a file. */
  static String word(Enum<?> constant) {
    return constant instanceof Layout || constant instanceof ChannelOrder
        ? constant.name()
        : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
