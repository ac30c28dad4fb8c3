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
   * Transforms an image, which stays as it is.
   *
   * @param image an image of any size
   * @param random where every random choice comes from; a transform without any ignores it
   * @return a new image of {@link #size()} × {@link #size()} pixels, which the caller closes
   */
  LesionImage apply(LesionImage image, RandomGenerator random);

  /**
   * The factor by which the decoder may shrink the image beforehand without losing detail of the
   * result, for any random choice.
   *
   * @param width the image's width in pixels
   * @param height the image's height in pixels
   * @return source pixels per pixel of the result, along the axis where there are fewest; a
   *     transform that can't tell returns 1
   */
  default double shrinkOf(int width, int height) {
    return 1;
  }
}
