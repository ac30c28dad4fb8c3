package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * Maps an image of any size to the square input of a network.
 *
 * <p>A transform has no state: all random choices come from the generator that is passed in, so the
 * same generator gives the same pixels on any thread and in any order.
 */
public interface ImageTransform {

  /**
   * The side of the result.
   *
   * @return pixels, at least 1
   */
  int size();

  /**
   * Transforms an image, which is not changed.
   *
   * @param image an image of any size
   * @param random the source of all random choices; ignored by a deterministic transform
   * @return a new image of {@link #size()} × {@link #size()} pixels, which the caller closes
   */
  LesionImage apply(LesionImage image, RandomGenerator random);

  /**
   * The factor by which the decoder may shrink the image beforehand without losing detail of the
   * result, for any random choice.
   *
   * @param width the image's width in pixels
   * @param height the image's height in pixels
   * @return source pixels per pixel of the result, along the axis with the fewest; 1 if the factor
   *     is unknown
   */
  default double shrinkOf(int width, int height) {
    return 1;
  }
}
