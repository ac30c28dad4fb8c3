package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * Brings a picture of any size to the square that a network reads.
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
   * Transforms a picture, which stays as it is.
   *
   * @param image a picture of any size
   * @param random where every random choice comes from; a transform without any ignores it
   * @return a new picture of {@link #size()} × {@link #size()} pixels, which the caller closes
   */
  LesionImage apply(LesionImage image, RandomGenerator random);

  /**
   * How much larger than the result a picture is, at least, wherever the random choices lead: the
   * decoder may shrink the picture by up to this factor beforehand, and nothing is lost that the
   * result could show.
   *
   * @param width the picture's width in pixels
   * @param height the picture's height in pixels
   * @return source pixels per pixel of the result, along the axis where there are fewest; a
   *     transform that does not know answers 1
   */
  default double shrinkOf(int width, int height) {
    return 1;
  }
}
