package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * Resizes the whole image to a square without cropping, regardless of its aspect ratio: bilinear,
 * with pixel centres at one half as in PIL and OpenCV, and with antialiasing if it shrinks. An
 * image that already has the size is returned bit for bit.
 */
public final class WholeImage implements ImageTransform {

  private final int size;

  /**
   * A plain resize.
   *
   * @param size the side of the result in pixels
   * @throws IllegalArgumentException if the size is below 1
   */
  public WholeImage(int size) {
    this.size = Sizes.require(size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    return Resampler.resizeCrop(image.bgr(), 0, 0, image.width(), image.height(), size);
  }

  @Override
  public double shrinkOf(int width, int height) {
    return (double) Math.min(width, height) / size;
  }

  @Override
  public String toString() {
    return "WholeImage[" + size + "]";
  }
}
