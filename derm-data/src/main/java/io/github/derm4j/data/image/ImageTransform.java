package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * Maps an image of any size to the square input of a network.
 *
 * <p>A transform holds no state: whatever is drawn at random comes from the generator that is
 * passed in, so the same generator gives the same pixels on any thread and in any order.
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
   * How much larger than the result an image is, at least, wherever the random choices lead: the
   * decoder may shrink the image by up to this factor beforehand, and nothing is lost that the
   * result could show.
   *
   * @param width the image's width in pixels
   * @param height the image's height in pixels
   * @return source pixels per pixel of the result, along the axis where there are fewest; a
   *     transform that does not know answers 1
   */
  default double shrinkOf(int width, int height) {
    return 1;
  }
}
