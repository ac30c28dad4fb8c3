package io.github.derm4j.benchmarks.data;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYCOLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYDEPTH;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.loader.NativeImageLoader;
import org.datavec.image.transform.CropImageTransform;
import org.datavec.image.transform.FlipImageTransform;
import org.datavec.image.transform.PipelineImageTransform;
import org.datavec.image.transform.ResizeImageTransform;
import org.datavec.image.transform.RotateImageTransform;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;

/**
 * The augmentation by DataVec's loader and transforms, one image at a time. DataVec rotates an
 * image within its own frame, so the part of the inscribed rectangle outside of the frame is cut
 * off, and it resizes without antialiasing. Both are less work than in this library.
 *
 * <p>For one thread only, because DataVec's loader is not thread-safe. The file is decoded as by
 * the loader, which reads files and streams only into a finished array.
 */
final class DataVecPictures {

  private static final int VERTICALLY = 0;

  private final int side;
  private final NativeImageLoader loader;
  private final OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat();
  private final ImagePreProcessingScaler scaler = new ImagePreProcessingScaler(0, 1);

  DataVecPictures(int side) {
    this.side = side;
    this.loader = new NativeImageLoader(side, side, 3);
  }

  /** Decodes, rotates, crops, flips, resizes and normalises a file into an index of a batch. */
  void load(byte[] jpeg, int angle, boolean flip, INDArray place) {
    try (Mat encoded = new Mat(jpeg);
        Mat decoded = imdecode(encoded, IMREAD_ANYDEPTH | IMREAD_ANYCOLOR)) {
      int[] margins = margins(decoded.cols(), decoded.rows(), angle);
      PipelineImageTransform.Builder steps =
          new PipelineImageTransform.Builder()
              .addImageTransform(new RotateImageTransform(angle))
              .addImageTransform(
                  new CropImageTransform(margins[1], margins[0], margins[1], margins[0]));
      if (flip) {
        steps.addImageTransform(new FlipImageTransform(VERTICALLY));
      }
      steps.addImageTransform(new ResizeImageTransform(side, side));
      ImageWritable image = new ImageWritable(converter.convert(decoded));
      Frame done = steps.build().transform(image, null).getFrame();
      INDArray picture = loader.asMatrix(converter.convert(done));
      scaler.transform(picture);
      place.assign(picture);
      picture.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The margins to cut off at the left and right, and at the top and bottom. */
  private static int[] margins(int width, int height, int angle) {
    double sin = Math.abs(Math.sin(Math.toRadians(angle)));
    double cos = Math.abs(Math.cos(Math.toRadians(angle)));
    double longSide = Math.max(width, height);
    double shortSide = Math.min(width, height);
    double across;
    double down;
    if (shortSide <= 2 * sin * cos * longSide || Math.abs(sin - cos) < 1e-9) {
      double half = shortSide / 2;
      across = width >= height ? half / sin : half / cos;
      down = width >= height ? half / cos : half / sin;
    } else {
      double cos2 = cos * cos - sin * sin;
      across = (width * cos - height * sin) / cos2;
      down = (height * cos - width * sin) / cos2;
    }
    return new int[] {
      (int) Math.max(0, (width - across) / 2), (int) Math.max(0, (height - down) / 2)
    };
  }
}
