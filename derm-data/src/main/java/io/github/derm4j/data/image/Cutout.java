package io.github.derm4j.data.image;

import java.util.random.RandomGenerator;

/**
 * Covers a random square with mid-grey after another transform (DeVries and Taylor 2017). The
 * square's centre may lie anywhere in the image, so part of the square may lie outside.
 *
 * @param base the preceding transform
 * @param fraction the side of the square as a fraction of the image's side, in [0, 1]
 */
public record Cutout(ImageTransform base, double fraction) implements ImageTransform {

  private static final int MIDDLE_GREY = 0x808080;

  /**
   * Checks the fraction.
   *
   * @param base the preceding transform
   * @param fraction the side of the square as a fraction of the image's side, in [0, 1]
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public Cutout {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("a fraction of " + fraction + " is not within [0, 1]");
    }
  }

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public LesionImage apply(LesionImage image, RandomGenerator random) {
    try (LesionImage square = base.apply(image, random)) {
      int side = (int) Math.round(fraction * size());
      int left = random.nextInt(size()) - side / 2;
      int top = random.nextInt(size()) - side / 2;
      byte[] bgr = square.bgrBytes();
      int[] rgb = new int[bgr.length / 3];
      for (int i = 0; i < rgb.length; i++) {
        int x = i % size() - left;
        int y = i / size() - top;
        boolean covered = x >= 0 && y >= 0 && x < side && y < side;
        rgb[i] =
            covered
                ? MIDDLE_GREY
                : (bgr[3 * i + 2] & 0xff) << 16
                    | (bgr[3 * i + 1] & 0xff) << 8
                    | (bgr[3 * i] & 0xff);
      }
      return LesionImage.of(size(), size(), rgb);
    }
  }

  @Override
  public double shrinkOf(int width, int height) {
    return base.shrinkOf(width, height);
  }
}
