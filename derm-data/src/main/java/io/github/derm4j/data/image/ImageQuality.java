package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.CV_32S;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.meanStdDev;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.Laplacian;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_BINARY_INV;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_OTSU;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStats;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The sharpness of an image and the share of the lesion in it: the two criteria by which the paper
 * excludes images from validation and test.
 *
 * <p>Both are measured on grey values, of the image reduced (by averaging) so that its longer side
 * is {@value #SIDE} pixels; a smaller one is not changed. Images of one scene in two resolutions
 * therefore have about the same values.
 *
 * @param laplacianVariance the variance of the Laplacian (Pech-Pacheco et al., ICPR 2000; kernel 0
 *     1 0, 1 −4 1, 0 1 0), at least 0: small for a blurred image. It also grows with contrast and
 *     hair, so a limit must be chosen on the user's own data
 * @param lesionShare the share of the image that the lesion covers, in [0, 1]: small for an image
 *     taken from a distance. The lesion is the largest connected region that is darker than Otsu's
 *     threshold (1979, after a Gaussian of 5 × 5); regions that contain a corner of the image but
 *     not its centre are background or vignette
 */
public record ImageQuality(double laplacianVariance, double lesionShare) {

  /** The longer side of the measured image in pixels. */
  public static final int SIDE = 256;

  /**
   * Measures an image.
   *
   * @param image an image of any size
   * @return its quality
   */
  public static ImageQuality of(LesionImage image) {
    double[] measured = new double[2];
    OpenCv.scoped(
        () -> {
          Mat grey = new Mat();
          cvtColor(image.bgr(), grey, COLOR_BGR2GRAY);
          double shrink = (double) SIDE / Math.max(image.width(), image.height());
          if (shrink < 1) {
            Mat small = new Mat();
            int width = Math.max(1, (int) Math.round(image.width() * shrink));
            int height = Math.max(1, (int) Math.round(image.height() * shrink));
            resize(grey, small, new Size(width, height), 0, 0, INTER_AREA);
            grey = small;
          }
          measured[0] = laplacianVariance(grey);
          measured[1] = lesionShare(grey);
        });
    return new ImageQuality(measured[0], measured[1]);
  }

  private static double laplacianVariance(Mat grey) {
    Mat laplacian = new Mat();
    Laplacian(grey, laplacian, CV_64F);
    Mat mean = new Mat();
    Mat deviation = new Mat();
    meanStdDev(laplacian, mean, deviation);
    try (DoubleIndexer value = deviation.createIndexer()) {
      return value.get(0) * value.get(0);
    }
  }

  private static double lesionShare(Mat grey) {
    Mat smooth = new Mat();
    GaussianBlur(grey, smooth, new Size(5, 5), 0);
    Mat dark = new Mat();
    threshold(smooth, dark, 0, 255, THRESH_BINARY_INV | THRESH_OTSU);
    Mat labels = new Mat();
    Mat statistics = new Mat();
    int regions = connectedComponentsWithStats(dark, labels, statistics, new Mat(), 8, CV_32S);
    int right = grey.cols() - 1;
    int bottom = grey.rows() - 1;
    int largest = 0;
    try (IntIndexer label = labels.createIndexer();
        IntIndexer statistic = statistics.createIndexer()) {
      int centre = label.get(grey.rows() / 2, grey.cols() / 2);
      boolean[] background = new boolean[regions];
      for (int[] corner : new int[][] {{0, 0}, {0, right}, {bottom, 0}, {bottom, right}}) {
        int region = label.get(corner[0], corner[1]);
        background[region] = region != centre;
      }
      for (int region = 1; region < regions; region++) {
        if (!background[region]) {
          largest = Math.max(largest, statistic.get(region, CC_STAT_AREA));
        }
      }
    }
    return (double) largest / ((double) grey.cols() * grey.rows());
  }
}
