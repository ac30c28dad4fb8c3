package io.github.derm4j.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.derm4j.data.image.CentralCrop;
import io.github.derm4j.data.image.ImageBatch;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.ResizeAndCrop;
import io.github.derm4j.data.image.WholeImage;
import io.github.derm4j.model.inception.InceptionV3;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The preprocessing of an image for a network. It belongs to the weights, and is saved with them.
 *
 * @param size the height and width of the network's input in pixels
 * @param centralFraction the share of the height and width that is kept around the centre, in (0,
 *     1]; the authors' code keeps 0.875
 * @param normalization the range of the pixel values
 * @param frame resize and crop of an ONNX network, instead of the central fraction; empty for
 *     Inception v3
 */
@JsonIgnoreProperties("frame") // The file of an ONNX network has its own, see ClassifierBundle.
public record Preprocessing(
    int size, double centralFraction, Normalization normalization, Optional<ResizeAndCrop> frame) {

  /** The crop of the paper's code at evaluation. */
  public static final double PAPER_CENTRAL_FRACTION = CentralCrop.PAPER_FRACTION;

  /**
   * Checks the values.
   *
   * @param size the height and width of the network's input in pixels
   * @param centralFraction the share of the height and width that is kept around the centre
   * @param normalization the range of the pixel values
   * @param frame resize and crop of an ONNX network
   */
  public Preprocessing {
    frame = frame == null ? Optional.empty() : frame;
    if (frame.isEmpty() && size < InceptionV3.MINIMUM_SIZE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "size = %d: Inception v3 takes images of %d pixels or more",
              size,
              InceptionV3.MINIMUM_SIZE));
    }
    if (!(centralFraction > 0 && centralFraction <= 1)) {
      throw new IllegalArgumentException(
          "centralFraction = " + centralFraction + ": must be in (0, 1]");
    }
  }

  /**
   * The preprocessing for Inception v3.
   *
   * @param size the height and width of the network's input in pixels
   * @param centralFraction the share of the height and width that is kept around the centre
   * @param normalization the range of the pixel values
   */
  public Preprocessing(int size, double centralFraction, Normalization normalization) {
    this(size, centralFraction, normalization, Optional.empty());
  }

  /**
   * The preprocessing for an ONNX network, which itself turns values in [0, 1] into its input.
   *
   * @param frame resize and crop
   * @return the preprocessing
   */
  static Preprocessing of(ResizeAndCrop frame) {
    return new Preprocessing(frame.size(), 1, Normalization.ZERO_TO_ONE, Optional.of(frame));
  }

  /**
   * Whole images, resized without cropping.
   *
   * @param size the height and width of the network's input in pixels
   * @param normalization the range of the pixel values
   * @return the preprocessing
   */
  public static Preprocessing wholeImage(int size, Normalization normalization) {
    return new Preprocessing(size, 1, normalization);
  }

  /** {@return the geometric part: crop and resize} */
  public ImageTransform transform() {
    if (frame.isPresent()) {
      return frame.get();
    }
    return centralFraction == 1 ? new WholeImage(size) : new CentralCrop(centralFraction, size);
  }

  /**
   * Computes the number of images from the values of the network's input.
   *
   * @param pixels {@code [n, size, size, 3]}
   * @return n, at least 1
   * @throws IllegalArgumentException if the number of values is not that of whole images
   */
  public int images(float[] pixels) {
    int image = size * size * 3;
    if (pixels.length == 0 || pixels.length % image != 0) {
      throw new IllegalArgumentException(
          "pixels has "
              + pixels.length
              + " values: must be those of one or more images of "
              + size
              + " x "
              + size
              + " pixels in 3 colours");
    }
    return pixels.length / image;
  }

  /**
   * Makes the network's input.
   *
   * @param images decoded images of any size, at least one
   * @return {@code [n, size, size, 3]}, RGB
   */
  public INDArray apply(List<LesionImage> images) {
    return ImageBatch.stack(images, transform(), Layout.NHWC, normalization);
  }
}
