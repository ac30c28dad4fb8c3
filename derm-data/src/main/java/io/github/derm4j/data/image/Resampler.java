package io.github.derm4j.data.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_ISOLATED;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.WARP_INVERSE_MAP;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.nio.DoubleBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Bilinear resampling without aliasing when it shrinks.
 *
 * <p>Plain bilinear sampling reads 2 × 2 source pixels regardless of the distance between samples.
 * A resize with antialiasing, such as PIL's, widens the triangle to {@code s} pixels if the image
 * shrinks by {@code s}: a filter of variance {@code s²/6} instead of {@code 1/6}. {@link
 * Antialiasing} plans how to add the missing variance; this class does so, for only the part of the
 * source that the result shows.
 */
final class Resampler {

  /** The number of source bytes that are processed at once; they fit into the cache of a core. */
  private static final int TILE_BYTES = 1 << 20;

  private Resampler() {}

  /** Samples the source into a square by the map. */
  static LesionImage warp(Mat source, Affine map, int size) {
    Mat result = new Mat();
    OpenCv.scoped(() -> warp(source, map, size, result));
    return new LesionImage(result);
  }

  private static void warp(Mat source, Affine map, int size, Mat result) {
    Antialiasing plan = Antialiasing.of(map);
    boolean finer = plan.finerU() > 1 || plan.finerV() > 1;
    Mat samples = finer ? new Mat() : result;
    samples.create(size * plan.finerV(), size * plan.finerU(), source.type());
    sampleTiles(source, map.finer(plan.finerU(), plan.finerV()), plan, samples);
    if (finer) {
      halve(plan.fineSmoothing().apply(samples), size, result);
    }
  }

  /**
   * Shrinks both sides by halves down to a size. A sample halfway between two pixels is their mean;
   * OpenCV computes it three times as fast as the area average of two.
   */
  private static void halve(Mat samples, int size, Mat result) {
    Mat source = samples;
    while (source.cols() > size || source.rows() > size) {
      int width = Math.max(size, source.cols() / 2);
      int height = Math.max(size, source.rows() / 2);
      Mat half = width == size && height == size ? result : new Mat();
      resize(source, half, new Size(width, height), 0, 0, INTER_LINEAR);
      source = half;
    }
  }

  /**
   * Fills the samples tile by tile; a tile of the result corresponds to a rotated tile of the
   * source.
   */
  private static void sampleTiles(Mat source, Affine map, Antialiasing plan, Mat samples) {
    int width = samples.cols();
    int height = samples.rows();
    double bytes =
        (double) source.elemSize() * Region.of(source, map, width, height, plan).pixels();
    int tiles = (int) Math.ceil(Math.sqrt(bytes / TILE_BYTES));
    for (int row = 0; row < tiles; row++) {
      int top = height * row / tiles;
      int rows = height * (row + 1) / tiles - top;
      for (int column = 0; column < tiles; column++) {
        int left = width * column / tiles;
        int columns = width * (column + 1) / tiles - left;
        if (rows > 0 && columns > 0) {
          Rect part = new Rect(left, top, columns, rows);
          // A separate scope, so that the next tile gets the same memory, which is in the cache.
          OpenCv.scoped(
              () -> sampleTile(source, map.from(left, top), plan, new Mat(samples, part)));
        }
      }
    }
  }

  private static void sampleTile(Mat source, Affine map, Antialiasing plan, Mat tile) {
    Region region = Region.of(source, map, tile.cols(), tile.rows(), plan);
    Mat shrunk = shrink(region.cut(source), plan.box());
    Affine onto = map.onto(region.left(), region.top(), plan.box());
    sample(plan.smoothing().apply(shrunk), onto, tile);
  }

  /**
   * Resizes a rectangle of whole pixels of the source to a square, without reading pixels outside
   * of it.
   */
  static LesionImage resizeCrop(Mat source, int x, int y, int width, int height, int size) {
    Mat result = new Mat();
    OpenCv.scoped(
        () -> {
          Mat crop = new Mat(source, new Rect(x, y, width, height));
          Affine map = new Affine((double) width / size, 0, 0, 0, (double) height / size, 0);
          Antialiasing plan = Antialiasing.of(map);
          if (width == size && height == size) {
            crop.copyTo(result);
          } else if (plan.box() == 1) {
            resize(plan.smoothing().apply(crop), result, new Size(size, size), 0, 0, INTER_LINEAR);
          } else {
            warp(crop, map, size, result);
          }
        });
    return new LesionImage(result);
  }

  /** Averages squares of pixels by repeated halving, which is fast in OpenCV. */
  private static Mat shrink(Mat source, int box) {
    Mat shrunk = source;
    for (int left = box; left > 1; left /= 2) {
      Mat half = new Mat();
      resize(shrunk, half, new Size(shrunk.cols() / 2, shrunk.rows() / 2), 0, 0, INTER_AREA);
      shrunk = half;
    }
    return shrunk;
  }

  private static void sample(Mat source, Affine map, Mat result) {
    Mat matrix = new Mat(2, 3, CV_64F);
    // OpenCV counts from the centre of the first pixel, we from its corner.
    matrix
        .<DoubleBuffer>createBuffer()
        .put(
            new double[] {
              map.a(), map.b(), map.x(0.5, 0.5) - 0.5,
              map.d(), map.e(), map.y(0.5, 0.5) - 0.5
            });
    warpAffine(
        source,
        result,
        matrix,
        result.size(),
        INTER_LINEAR | WARP_INVERSE_MAP,
        BORDER_REPLICATE,
        new Scalar());
  }

  /**
   * The part of the source that a result depends on, in whole boxes; it may extend beyond the
   * source.
   */
  private record Region(int left, int top, int width, int height) {

    static Region of(Mat source, Affine map, int columns, int rows, Antialiasing plan) {
      double[] x = {map.x(0, 0), map.x(columns, 0), map.x(0, rows), map.x(columns, rows)};
      double[] y = {map.y(0, 0), map.y(columns, 0), map.y(0, rows), map.y(columns, rows)};
      int[] across = reach(x, source.cols(), plan);
      int[] down = reach(y, source.rows(), plan);
      return new Region(across[0], down[0], across[1] - across[0], down[1] - down[0]);
    }

    long pixels() {
      return (long) width * height;
    }

    /** The start and end along one axis. */
    private static int[] reach(double[] corners, int side, Antialiasing plan) {
      double least = side;
      double most = 0;
      for (double corner : corners) {
        least = Math.min(least, corner);
        most = Math.max(most, corner);
      }
      int box = plan.box();
      // One more box for the neighbour that bilinear sampling reads.
      int margin = box * (plan.smoothing().radius() + 1);
      int from = (int) Math.max(0, Math.floor(least) - margin) / box * box;
      int to = (int) Math.min(side, Math.ceil(most) + margin);
      return new int[] {from, from + Math.max(1, (to - from + box - 1) / box) * box};
    }

    /** Cuts out the pixels; beyond the source, its border pixels are repeated. */
    Mat cut(Mat source) {
      int right = Math.min(left + width, source.cols());
      int bottom = Math.min(top + height, source.rows());
      Mat inside = new Mat(source, new Rect(left, top, right - left, bottom - top));
      if (right - left == width && bottom - top == height) {
        return inside;
      }
      Mat padded = new Mat();
      int below = top + height - bottom;
      int beside = left + width - right;
      // Isolated, because a crop may be part of an image with pixels outside of it.
      int repeated = BORDER_REPLICATE | BORDER_ISOLATED;
      copyMakeBorder(inside, padded, 0, below, 0, beside, repeated, new Scalar());
      return padded;
    }
  }
}
