package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * The transform for evaluation: cuts out the central part of the image and resizes it bilinearly
 * (with antialiasing if it shrinks). The authors' code keeps the central 87.5 % of both sides.
 *
 * <p>The crop consists of whole pixels: {@code floor(side·(1 − fraction)/2)} are cut off on either
 * side.
 */
public final class CentralCrop implements ImageTransform {

  /** The fraction of each side that the authors' code keeps. */
  public static final double PAPER_FRACTION = 0.875;

  private final double fraction;
  private final int size;

  /**
   * A central crop.
   *
   * @param fraction the fraction of width and height that is kept, in (0, 1]
   * @param size the side of the result in pixels
   * @throws IllegalArgumentException if the fraction or the size is out of range
   */
  public CentralCrop(double fraction, int size) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "fraction " + fraction + " of the image is not within (0, 1]; the paper's is 0.875");
    }
    this.fraction = fraction;
    this.size = Sizes.require(size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    int left = margin(image.width());
    int top = margin(image.height());
    return Resampler.resizeCrop(
        image.bgr(), left, top, image.width() - 2 * left, image.height() - 2 * top, size);
  }

  @Override
  public double shrinkOf(int width, int height) {
    int side = Math.min(width - 2 * margin(width), height - 2 * margin(height));
    return (double) side / size;
  }

  private int margin(int side) {
    return Math.min((int) (side * (1 - fraction) / 2), (side - 1) / 2);
  }

  @Override
  public String toString() {
    return "CentralCrop[" + fraction + ", " + size + "]";
  }
}
