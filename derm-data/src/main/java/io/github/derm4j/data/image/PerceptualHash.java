package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.dct;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A 128-bit hash of an image's appearance. Few bits change if the image is resized, recompressed or
 * slightly cropped; about half of the bits differ between unrelated images.
 *
 * <p>The image is reduced to 32 × 32 grey values. The 128 coefficients of lowest frequency of their
 * cosine transform (without the mean) are compared with their median, in the order of the
 * anti-diagonals. For an image of a single colour, all bits are 0, and the hash {@linkplain
 * #hasContent() has no content}.
 *
 * @param high the coefficients of lowest frequency
 * @param low the others
 */
public record PerceptualHash(long high, long low) {

  /** The number of bits. */
  public static final int BITS = 128;

  private static final int SIDE = 32;

  /**
   * The minimum standard deviation of the grey values (0 to 255) of an image with content. Sensor
   * and compression noise, averaged over a cell of the grid, is below it.
   */
  private static final double LEAST_CONTRAST = 1;

  private static final int[] ROW = new int[BITS];
  private static final int[] COLUMN = new int[BITS];

  static {
    int at = 0;
    for (int diagonal = 1; at < BITS; diagonal++) {
      for (int row = 0; row <= diagonal && at < BITS; row++) {
        ROW[at] = row;
        COLUMN[at++] = diagonal - row;
      }
    }
  }

  /**
   * Computes the hash of an image.
   *
   * @param image an image of any size
   * @return its hash
   */
  public static PerceptualHash of(LesionImage image) {
    return hash(spectrum(image), 0);
  }

  /**
   * Computes the hashes of an image in its eight poses: rotated by multiples of 90 degrees, and
   * mirrored. One transform gives all of them, because mirroring an axis only changes the sign of
   * every other coefficient.
   *
   * @param image an image of any size
   * @return eight hashes, beginning with that of the image itself
   */
  public static PerceptualHash[] ofAllPoses(LesionImage image) {
    float[] spectrum = spectrum(image);
    PerceptualHash[] poses = new PerceptualHash[8];
    for (int pose = 0; pose < poses.length; pose++) {
      poses[pose] = hash(spectrum, pose);
    }
    return poses;
  }

  /**
   * Returns whether the image has content. A frame of a single colour has none, and its hash must
   * not be compared with others.
   *
   * @return false for an image of one colour
   */
  public boolean hasContent() {
    return (high | low) != 0;
  }

  /**
   * Counts the bits in which two hashes differ.
   *
   * @param other another hash
   * @return from 0, for the same image, to 128; about 64 for unrelated images
   */
  public int distance(PerceptualHash other) {
    return Long.bitCount(high ^ other.high) + Long.bitCount(low ^ other.low);
  }

  private static float[] spectrum(LesionImage image) {
    float[] coefficients = new float[SIDE * SIDE];
    OpenCv.scoped(
        () -> {
          Mat grey = new Mat();
          cvtColor(image.bgr(), grey, COLOR_BGR2GRAY);
          Mat small = new Mat();
          resize(grey, small, new Size(SIDE, SIDE), 0, 0, INTER_AREA);
          Mat values = new Mat();
          small.convertTo(values, CV_32F);
          Mat transformed = new Mat();
          dct(values, transformed);
          transformed.<FloatBuffer>createBuffer().get(coefficients);
        });
    return coefficients;
  }

  /**
   * Uses that the transform preserves sums of squares and that its first coefficient is the mean.
   */
  private static boolean hasContrast(float[] spectrum) {
    double squares = 0;
    for (int i = 1; i < spectrum.length; i++) {
      squares += (double) spectrum[i] * spectrum[i];
    }
    return squares >= LEAST_CONTRAST * LEAST_CONTRAST * SIDE * SIDE;
  }

  /** Bit 0 of the pose mirrors left and right, bit 1 top and bottom, bit 2 exchanges the axes. */
  private static PerceptualHash hash(float[] spectrum, int pose) {
    if (!hasContrast(spectrum)) {
      return new PerceptualHash(0, 0);
    }
    float[] values = new float[BITS];
    for (int i = 0; i < BITS; i++) {
      boolean exchanged = (pose & 4) != 0;
      int row = exchanged ? COLUMN[i] : ROW[i];
      int column = exchanged ? ROW[i] : COLUMN[i];
      // Mirroring an axis changes the sign of the coefficients that are odd along it.
      int odd = ((pose & 1) & column) ^ (((pose >> 1) & 1) & row);
      float value = spectrum[row * SIDE + column];
      values[i] = odd == 1 ? -value : value;
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float median = (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
    long high = 0;
    long low = 0;
    for (int i = 0; i < 64; i++) {
      high = (high << 1) | (values[i] > median ? 1 : 0);
      low = (low << 1) | (values[64 + i] > median ? 1 : 0);
    }
    return new PerceptualHash(high, low);
  }
}
