package io.github.derm4j.data.image;

/** The order of a batch's axes. */
public enum Layout {
  /** Channels before pixels: {@code [n, 3, height, width]}. */
  NCHW,
  /** Channels last: {@code [n, height, width, 3]}. */
  NHWC;

  /**
   * The shape of a batch of square images.
   *
   * @param images the number of images
   * @param size the side of the images in pixels
   * @return four lengths
   */
  public long[] shape(long images, long size) {
    return switch (this) {
      case NCHW -> new long[] {images, 3, size, size};
      case NHWC -> new long[] {images, size, size, 3};
    };
  }
}
