package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.flip;

import java.util.random.RandomGenerator;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Exchanges left and right with probability ½ after another transform.
 *
 * @param base the preceding transform
 */
public record HorizontalFlip(ImageTransform base) implements ImageTransform {

  private static final int LEFT_AND_RIGHT = 1;

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    LesionImage square = base.apply(image, random);
    if (!random.nextBoolean()) {
      return square;
    }
    try (square) {
      Mat flipped = new Mat();
      flip(square.bgr(), flipped, LEFT_AND_RIGHT);
      return new LesionImage(flipped);
    }
  }

  @Override
  public double shrinkOf(int width, int height) {
    return base.shrinkOf(width, height);
  }
}
