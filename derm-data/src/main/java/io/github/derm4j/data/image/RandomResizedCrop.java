package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * The augmentation of GoogLeNet's authors (Szegedy et al. 2015): a random rectangle with a random
 * fraction of the area and an aspect ratio of 3:4 to 4:3, mirrored left to right with probability
 * one half, resized to {@code size × size}, all as one affine map.
 */
public final class RandomResizedCrop implements ImageTransform {

  private static final int ATTEMPTS = 10;

  private final int size;
  private final double minArea;

  /**
   * A random crop.
   *
   * @param size the side of the result in pixels
   * @param minArea the minimum fraction of the image's area, in (0, 1]; 0.08 is usual for
   *     photographs of objects, 0.5 or more keeps most of a lesion in view
   * @throws IllegalArgumentException if the size or the area is out of range
   */
  public RandomResizedCrop(int size, double minArea) {
    if (!(minArea > 0 && minArea <= 1)) {
      throw new IllegalArgumentException("area " + minArea + " is not within (0, 1]");
    }
    this.size = Sizes.require(size);
    this.minArea = minArea;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    double width = image.width();
    double height = image.height();
    double cropWidth = Math.min(width, height);
    double cropHeight = cropWidth;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = width * height * random.nextDouble(minArea, Math.nextUp(1.0));
      double aspect = Math.exp(random.nextDouble(-1, 1) * Math.log(4.0 / 3));
      if (Math.sqrt(area * aspect) <= width && Math.sqrt(area / aspect) <= height) {
        cropWidth = Math.sqrt(area * aspect);
        cropHeight = Math.sqrt(area / aspect);
        break;
      }
    }
    double left = random.nextDouble() * (width - cropWidth);
    double top = random.nextDouble() * (height - cropHeight);
    double scaleX = cropWidth / size;
    double scaleY = cropHeight / size;
    Affine map =
        random.nextBoolean()
            ? new Affine(-scaleX, 0, left + cropWidth, 0, scaleY, top)
            : new Affine(scaleX, 0, left, 0, scaleY, top);
    return Resampler.warp(image.bgr(), map, size);
  }

  @Override
  public double shrinkOf(int width, int height) {
    // The narrowest crop: the smallest area at the most extreme aspect.
    return Math.min(Math.min(width, height), Math.sqrt(minArea * width * height * 0.75)) / size;
  }

  @Override
  public String toString() {
    return "RandomResizedCrop[" + size + ", " + minArea + "]";
  }
}
