package io.github.derm4j.model.explain;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/** A map with a number for each pixel of a network's input: its support for a class. */
public final class Heatmap {

  /**
   * The quantile above which all values have the same colour, so that a single pixel does not hide
   * the others.
   */
  private static final double BRIGHTEST = 0.99;

  /** The colours from low to high: black, violet, red, orange, yellow. */
  private static final int[] COLOURS = {0x000004, 0x57106e, 0xbc3754, 0xf98e09, 0xfcffa4};

  private static final double OPACITY = 0.85;

  private final int size;
  private final float[] values;

  Heatmap(int size, float[] values) {
    if (values.length != size * size) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d values for %d x %2$d pixels", values.length, size));
    }
    this.size = size;
    this.values = values;
  }

  /** {@return the height and width in pixels, those of the network's input} */
  public int size() {
    return size;
  }

  /**
   * The value of one pixel.
   *
   * @param x the column, from 0 at the left
   * @param y the row, from 0 at the top
   * @return the value, in the unit of the method that made the map
   * @throws IndexOutOfBoundsException if the pixel is outside of the map
   */
  public float value(int x, int y) {
    return values[Objects.checkIndex(y, size) * size + Objects.checkIndex(x, size)];
  }

  /**
   * Draws the map over its image. Pixels with a value of 0 or less stay grey; the highest percent
   * has the brightest colour.
   *
   * @param input the network's input, of this map's size
   * @return a new image of the same size
   * @throws IllegalArgumentException if the image has another size
   */
  public BufferedImage over(BufferedImage input) {
    if (input.getWidth() != size || input.getHeight() != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %d x %d pixels under a map of %d x %3$d: crop and resize it like the"
                  + " network's input",
              input.getWidth(),
              input.getHeight(),
              size));
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double most = sorted[(int) (BRIGHTEST * (sorted.length - 1))];
    if (most <= 0) {
      most = Math.max(sorted[sorted.length - 1], Float.MIN_NORMAL);
    }
    BufferedImage out = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double heat = Math.min(1, Math.max(0, value(x, y) / most));
        out.setRGB(x, y, blend(grey(input.getRGB(x, y)), colour(heat), OPACITY * heat));
      }
    }
    return out;
  }

  /**
   * The colour of a value on {@link #over}, for a legend.
   *
   * @param heat the value as a share of the highest, in [0, 1]
   * @return red, green and blue, as {@link BufferedImage#setRGB} takes them
   */
  public static int colour(double heat) {
    double at = heat * (COLOURS.length - 1);
    int low = Math.min((int) at, COLOURS.length - 2);
    return blend(COLOURS[low], COLOURS[low + 1], at - low);
  }

  private static int grey(int rgb) {
    // The luma of ITU-R BT.601.
    int luma =
        (int)
            Math.round(
                0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff));
    return luma << 16 | luma << 8 | luma;
  }

  private static int blend(int from, int to, double share) {
    int blended = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double a = from >> shift & 0xff;
      double b = to >> shift & 0xff;
      blended |= (int) Math.round(a + share * (b - a)) << shift;
    }
    return blended;
  }
}
