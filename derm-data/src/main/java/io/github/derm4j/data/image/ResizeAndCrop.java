package io.github.derm4j.data.image;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Resizes an image and cuts out the centre, as torchvision, timm and Transformers prepare images
 * for pretrained networks. The pixels are those of PIL: both passes of its filters, with the same
 * rounding.
 *
 * <p>The crop begins at {@code (side − size)/2}; a half is rounded to the even number, as in
 * torchvision. The image is decoded in full size, because PIL's pixels depend on every pixel of the
 * image.
 *
 * @param rule the meaning of {@code edge}
 * @param edge the length in pixels that the rule sets, at least {@code size}
 * @param filter the interpolation
 * @param size the side of the result in pixels
 */
public record ResizeAndCrop(Rule rule, int edge, ResamplingFilter filter, int size)
    implements ImageTransform {

  /** The size of the image before the crop. */
  public enum Rule {
    /** The shorter side gets the length; the aspect ratio is kept. */
    SHORTEST_EDGE,
    /** Both sides get the length; the aspect ratio is lost. */
    EXACT
  }

  /**
   * Checks the numbers.
   *
   * @param rule the meaning of {@code edge}
   * @param edge the length in pixels that the rule sets
   * @param filter the interpolation
   * @param size the side of the result in pixels
   * @throws IllegalArgumentException if the size is below 1, or the edge is shorter than the size
   */
  public ResizeAndCrop {
    Sizes.require(size);
    if (edge < size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "edge = %d: must be at least the size, %d, because the image is cropped and not"
                  + " padded",
              edge,
              size));
    }
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    int width = edge;
    int height = edge;
    if (rule == Rule.SHORTEST_EDGE) {
      // The longer side is rounded down, as in torchvision and Transformers.
      width = (int) Math.max(edge, (long) edge * image.width() / image.height());
      height = (int) Math.max(edge, (long) edge * image.height() / image.width());
    }
    return FilteredResize.of(image, width, height, filter)
        .window(
            (int) Math.rint((width - size) / 2.0), (int) Math.rint((height - size) / 2.0), size);
  }
}
