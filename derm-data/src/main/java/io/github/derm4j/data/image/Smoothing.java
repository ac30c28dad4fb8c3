package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_ISOLATED;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A filter of given variances along the image's rows and columns, in pixels squared: three taps
 * where they suffice, otherwise a Gaussian.
 */
record Smoothing(double alongX, double alongY) {

  /**
   * A filter with less variance is omitted: it would reduce the amplitude of the finest possible
   * detail by a tenth at most, and any other by less.
   */
  private static final double NEGLIGIBLE_VARIANCE = 0.06;

  /** Up to about this variance, three taps are close to a Gaussian; at 0.5 they are 1, 2, 1. */
  private static final double THREE_TAPS_VARIANCE = 0.52;

  /** The radius of the filter in pixels, along both axes. */
  int radius() {
    return Math.max(radius(alongX), radius(alongY));
  }

  /** Filters an image; returns the image itself if the filter changes nothing. */
  Mat apply(Mat source) {
    if (radius() == 0) {
      return source;
    }
    Mat smooth = new Mat();
    GaussianBlur(
        source,
        smooth,
        new Size(2 * radius(alongX) + 1, 2 * radius(alongY) + 1),
        deviation(alongX),
        deviation(alongY),
        BORDER_REPLICATE | BORDER_ISOLATED);
    return smooth;
  }

  private static int radius(double variance) {
    if (variance < NEGLIGIBLE_VARIANCE) {
      return 0;
    }
    return variance <= THREE_TAPS_VARIANCE ? 1 : (int) Math.ceil(3 * Math.sqrt(variance));
  }

  /** The standard deviation of a Gaussian whose taps have the given variance. */
  private static double deviation(double variance) {
    if (radius(variance) != 1) {
      return Math.sqrt(variance);
    }
    // Taps e, 1, e have the variance 2e/(1 + 2e), and e = exp(−1/(2σ²)).
    return Math.sqrt(-0.5 / Math.log(variance / (2 * (1 - variance))));
  }
}
