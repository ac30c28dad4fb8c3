package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_ISOLATED;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.WARP_INVERSE_MAP;
import static org.bytedeco.opencv.global.opencv_imgproc.filter2D;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Bilinear resampling that does not alias when it shrinks.
 *
 * <p>Plain bilinear sampling looks at 2 × 2 source pixels however far apart the samples lie. A
 * resize with antialiasing, as PIL's, widens the triangle to {@code s} pixels where the picture
 * shrinks by {@code s}: a filter of variance {@code s²/6} instead of {@code 1/6}. Here the
 * difference of the variances is made up for beforehand: whole factors by averaging, the rest by a
 * small kernel whose second moments are exactly those that are wanting, in the directions of the
 * result's axes.
 */
final class Resampler {

  /**
   * Averaging whole pixels is a box, of less variance than the triangle; this is how much more
   * shrink than the box itself takes must be at hand for the two to come out alike.
   */
  private static final double BOX_MARGIN = 1.2;

  /** A filter of less variance than this changes no value by a visible amount. */
  private static final double NEGLIGIBLE_VARIANCE = 0.02;

  /** Up to here three taps hold the variance with positive weights at the centre. */
  private static final double THREE_TAPS_VARIANCE = 0.45;

  private Resampler() {}

  /** Samples the source where the map says, into a square. */
  static LesionImage warp(Mat source, Affine map, int size) {
    Mat result = new Mat();
    OpenCv.scoped(
        () -> {
          Prepared prepared = prepare(source, map);
          Affine m = prepared.map;
          Mat matrix = new Mat(2, 3, CV_64F);
          // OpenCV counts from the centre of the first pixel, we from its corner.
          matrix
              .<DoubleBuffer>createBuffer()
              .put(
                  new double[] {
                    m.a(), m.b(), m.x(0.5, 0.5) - 0.5,
                    m.d(), m.e(), m.y(0.5, 0.5) - 0.5
                  });
          warpAffine(
              prepared.source,
              result,
              matrix,
              new Size(size, size),
              INTER_LINEAR | WARP_INVERSE_MAP,
              BORDER_REPLICATE,
              new Scalar());
        });
    return new LesionImage(result);
  }

  /** Resizes a rectangle of whole pixels of the source to a square. */
  static LesionImage resizeCrop(Mat source, int x, int y, int width, int height, int size) {
    Mat result = new Mat();
    OpenCv.scoped(
        () -> {
          Mat crop = new Mat(source, new Rect(x, y, width, height));
          if (width == size && height == size) {
            crop.copyTo(result);
          } else {
            Affine map = new Affine((double) width / size, 0, 0, 0, (double) height / size, 0);
            resize(prepare(crop, map).source, result, new Size(size, size), 0, 0, INTER_LINEAR);
          }
        });
    return new LesionImage(result);
  }

  /** A source that plain bilinear sampling reads without aliasing, and the map onto it. */
  private record Prepared(Mat source, Affine map) {}

  private static Prepared prepare(Mat source, Affine map) {
    int factor = (int) (Math.min(map.scaleU(), map.scaleV()) / BOX_MARGIN);
    Mat input = source;
    Affine onto = map;
    double box = 0;
    if (factor >= 2) {
      int width = Math.max(1, Math.round((float) source.cols() / factor));
      int height = Math.max(1, Math.round((float) source.rows() / factor));
      input = new Mat();
      resize(source, input, new Size(width, height), 0, 0, INTER_AREA);
      onto = map.onto((double) width / source.cols(), (double) height / source.rows());
      box = (1 - 1.0 / (factor * factor)) / 12;
    }
    double alongU = wanting(onto.scaleU(), box);
    double alongV = wanting(onto.scaleV(), box);
    if (Math.max(alongU, alongV) < NEGLIGIBLE_VARIANCE) {
      return new Prepared(input, onto);
    }
    Mat kernel = kernel(onto, alongU, alongV);
    Mat smooth = new Mat();
    filter2D(input, smooth, -1, kernel, new Point(-1, -1), 0, BORDER_REPLICATE | BORDER_ISOLATED);
    return new Prepared(smooth, onto);
  }

  /** The variance, in source pixels squared, that bilinear sampling and the box leave wanting. */
  private static double wanting(double scale, double box) {
    return Math.max(0, (scale * scale - 1) / 6 - box);
  }

  /** A kernel of the given variances along the result's axes, as they lie in the source. */
  private static Mat kernel(Affine map, double alongU, double alongV) {
    double ux = map.a() / map.scaleU();
    double uy = map.d() / map.scaleU();
    double vx = map.b() / map.scaleV();
    double vy = map.e() / map.scaleV();
    double xx = alongU * ux * ux + alongV * vx * vx;
    double yy = alongU * uy * uy + alongV * vy * vy;
    double xy = alongU * ux * uy + alongV * vx * vy;
    float[] weights =
        Math.max(xx, yy) <= THREE_TAPS_VARIANCE ? threeTaps(xx, yy, xy) : gaussian(xx, yy, xy);
    int side = (int) Math.round(Math.sqrt(weights.length));
    Mat kernel = new Mat(side, side, CV_32F);
    kernel.<FloatBuffer>createBuffer().put(weights);
    return kernel;
  }

  private static float[] threeTaps(double xx, double yy, double xy) {
    double[] x = {xx / 2, 1 - xx, xx / 2};
    double[] y = {yy / 2, 1 - yy, yy / 2};
    float[] weights = new float[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        weights[3 * row + column] =
            (float) (y[row] * x[column] + (row - 1) * (column - 1) * xy / 4);
      }
    }
    return weights;
  }

  private static float[] gaussian(double xx, double yy, double xy) {
    // A little is added to both so that a filter along one axis alone can be inverted.
    double a = xx + NEGLIGIBLE_VARIANCE;
    double b = yy + NEGLIGIBLE_VARIANCE;
    double determinant = a * b - xy * xy;
    int radius = (int) Math.ceil(3 * Math.sqrt(Math.max(a, b)));
    int side = 2 * radius + 1;
    double[] raw = new double[side * side];
    double sum = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double x = column - radius;
        double y = row - radius;
        double distance = (b * x * x - 2 * xy * x * y + a * y * y) / determinant;
        raw[side * row + column] = Math.exp(-distance / 2);
        sum += raw[side * row + column];
      }
    }
    float[] weights = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      weights[i] = (float) (raw[i] / sum);
    }
    return weights;
  }
}
