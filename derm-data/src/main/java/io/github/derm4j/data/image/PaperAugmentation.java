package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * The augmentation of the paper (Methods, "training algorithm"), a factor of 720: rotate by a
 * random integer angle of 0 to 359 degrees, cut the largest upright rectangle inscribed in the
 * rotated image, flip vertically with probability one half, resize to {@code size × size}.
 *
 * <p>All steps are one affine map, so each pixel is interpolated once, and the border of the
 * rotated image is never visible. For an image of {@code w ≥ h} pixels rotated by {@code α}, the
 * inscribed rectangle is, with {@code s = |sin α|} and {@code c = |cos α|},
 *
 * <ul>
 *   <li>{@code h/(2s) × h/(2c)} where {@code h ≤ 2·s·c·w}: two corners touch the long sides;
 *   <li>{@code (w·c − h·s)/(c² − s²) × (h·c − w·s)/(c² − s²)} otherwise: all four corners touch.
 * </ul>
 *
 * <p>The resize is bilinear, with antialiasing if the image shrinks.
 */
public final class PaperAugmentation implements ImageTransform {

  private static final int ANGLES = 360;

  private final int size;

  /**
   * An augmentation for one input size.
   *
   * @param size the side of the result in pixels; the paper's is 299
   * @throws IllegalArgumentException if the size is below 1
   */
  public PaperAugmentation(int size) {
    this.size = Sizes.require(size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    int angle = random.nextInt(ANGLES);
    boolean flip = random.nextBoolean();
    return apply(image, angle, flip);
  }

  /**
   * Transforms an image with given choices, for instance to average predictions over them.
   *
   * @param image an image of any size
   * @param angle degrees, counter-clockwise; any integer
   * @param flip whether top and bottom are exchanged after the rotation
   * @return a new image of {@link #size()} × {@link #size()} pixels
   */
  public LesionImage apply(LesionImage image, int angle, boolean flip) {
    return Resampler.warp(image.bgr(), map(image.width(), image.height(), angle, flip), size);
  }

  @Override
  public double shrinkOf(int width, int height) {
    double least = Double.POSITIVE_INFINITY;
    for (int angle = 0; angle <= 90; angle++) {
      InscribedRectangle inscribed = InscribedRectangle.of(width, height, angle);
      least = Math.min(least, Math.min(inscribed.width(), inscribed.height()) / size);
    }
    return least;
  }

  /** The map from the pixels of the result to the image. */
  Affine map(int width, int height, int angle, boolean flip) {
    InscribedRectangle inscribed = InscribedRectangle.of(width, height, angle);
    double cos = InscribedRectangle.cos(angle);
    double sin = InscribedRectangle.sin(angle);
    double scaleU = inscribed.width() / size;
    double scaleV = (flip ? -1 : 1) * inscribed.height() / size;
    double half = size / 2.0;
    // With the vertical axis downwards, this rotates the image to the left by the angle.
    double a = cos * scaleU;
    double b = -sin * scaleV;
    double d = sin * scaleU;
    double e = cos * scaleV;
    return new Affine(a, b, width / 2.0 - (a + b) * half, d, e, height / 2.0 - (d + e) * half);
  }

  @Override
  public String toString() {
    return "PaperAugmentation[" + size + "]";
  }
}
