package io.github.derm4j.model.explain;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ClassGradient;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes maps of the regions of an image that support a classifier's probability of one training
 * class. A map does not prove that the network uses the right features.
 *
 * <p>Research software, not a medical device.
 */
public final class Explainer {

  /**
   * The minimum input size for Grad-CAM; below it, the last block has only one or two cells on a
   * side.
   */
  public static final int LEAST_GRAD_CAM_SIZE = 139;

  /** The number of squares along a side of the image. */
  private static final int OCCLUDED = 8;

  private static final int BATCH = 8;
  private static final int CHANNELS = 3;

  private final ImageClassifier classifier;
  private final int size;

  private Explainer(ImageClassifier classifier) {
    this.classifier = classifier;
    this.size = classifier.preprocessing().size();
  }

  /**
   * Explains a classifier. Only a {@link LesionClassifier} has gradients; {@link #occlusion} also
   * works with any other classifier, such as an exported ONNX model.
   *
   * @param classifier the classifier to explain
   * @return the explainer
   */
  public static Explainer of(ImageClassifier classifier) {
    return new Explainer(classifier);
  }

  /**
   * Computes the paper's saliency map (Extended Data Fig. 2): the gradient of the loss of a class
   * with respect to the input, reduced to its L1 norm over the three colours. It takes one backward
   * pass.
   *
   * @param image a decoded image of any size
   * @param trainingClass the index of the class in the partition, from 0
   * @return the rate of change of the loss with each pixel, 0 or more
   * @throws IllegalStateException if the classifier has no gradients
   */
  public Heatmap saliency(LesionImage image, int trainingClass) {
    INDArray gradient =
        differentiable().gradient(input(image), trainingClass, ClassGradient.Of.LOSS).input();
    return new Heatmap(size, normOverColours(values(gradient)));
  }

  /**
   * Computes SmoothGrad (Smilkov et al. 2017): the saliency of the mean gradient over noisy copies
   * of the image, which removes local fluctuations of the function.
   *
   * @param image a decoded image of any size
   * @param trainingClass the index of the class in the partition, from 0
   * @param samples the number of noisy copies, at least 1; the authors use 50
   * @param noise the standard deviation of the noise as a share of the range of the image's values,
   *     0 or more; the authors use 0.1 to 0.2
   * @param seed the seed of the noise
   * @return the rate of change of the loss with each pixel, 0 or more
   * @throws IllegalStateException if the classifier has no gradients
   */
  public Heatmap smoothGrad(
      LesionImage image, int trainingClass, int samples, double noise, long seed) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples = " + samples + ": must be at least 1");
    }
    if (!(noise >= 0)) {
      throw new IllegalArgumentException("noise = " + noise + ": must be 0 or more");
    }
    float[] clean = values(input(image));
    SplittableRandom random = new SplittableRandom(seed);
    double deviation = noise * range(clean);
    float[] sum = new float[clean.length];
    for (int done = 0; done < samples; done += BATCH) {
      int count = Math.min(BATCH, samples - done);
      float[] noisy = new float[count * clean.length];
      for (int i = 0; i < noisy.length; i++) {
        noisy[i] = (float) (clean[i % clean.length] + deviation * random.nextGaussian());
      }
      float[] gradients =
          values(
              differentiable()
                  .gradient(array(noisy, count), trainingClass, ClassGradient.Of.LOSS)
                  .input());
      for (int i = 0; i < gradients.length; i++) {
        sum[i % sum.length] += gradients[i] / samples;
      }
    }
    return new Heatmap(size, normOverColours(sum));
  }

  /**
   * Computes Grad-CAM (Selvaraju et al. 2017): the activations of the last convolutional block
   * ({@code mixed10}, 8×8 for an input of 299 pixels), weighted by the mean gradient of the class's
   * score for each feature and summed; negative sums are set to 0, and the map is interpolated to
   * the input's size.
   *
   * @param image a decoded image of any size
   * @param trainingClass the index of the class in the partition, from 0
   * @return the support of each pixel for the class, 0 or more
   * @throws IllegalStateException if the classifier has no gradients
   */
  public Heatmap gradCam(LesionImage image, int trainingClass) {
    ClassGradient gradient =
        differentiable().gradient(input(image), trainingClass, ClassGradient.Of.SCORE);
    INDArray weights = gradient.activationGradient().mean(1, 2);
    int height = (int) gradient.activations().size(1);
    int width = (int) gradient.activations().size(2);
    INDArray rows =
        gradient.activations().dup('c').reshape((long) height * width, weights.length());
    float[] map = rows.mmul(weights.reshape(weights.length(), 1)).dup('c').data().asFloat();
    for (int i = 0; i < map.length; i++) {
      map[i] = Math.max(0, map[i]);
    }
    return new Heatmap(size, Interpolation.bilinear(map, height, width, size));
  }

  /**
   * Computes occlusion with squares of an eighth of the image's side, each overlapping the next by
   * half: 225 classifications.
   *
   * @param image a decoded image of any size
   * @param trainingClass the index of the class in the partition, from 0
   * @return the mean loss of probability over the squares that cover a pixel, in [-1, 1]
   * @see #occlusion(LesionImage, int, int, int)
   */
  public Heatmap occlusion(LesionImage image, int trainingClass) {
    int patch = size / OCCLUDED;
    return occlusion(image, trainingClass, patch, patch / 2);
  }

  /**
   * Computes occlusion (Zeiler and Fergus 2014): the loss of the class's probability if a square
   * around a pixel is covered by the image's mean colour. It needs no gradients but {@code ((size -
   * patch) / stride + 1)²} classifications.
   *
   * @param image a decoded image of any size
   * @param trainingClass the index of the class in the partition, from 0
   * @param patch the side of the covered square in pixels of the input
   * @param stride the distance from one square to the next in pixels, at most {@code patch}
   * @return the mean loss of probability over the squares that cover a pixel, in [-1, 1]
   */
  public Heatmap occlusion(LesionImage image, int trainingClass, int patch, int stride) {
    if (patch < 1 || patch > size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "patch = %d: must be from 1 to the input's %d pixels", patch, size));
    }
    if (stride < 1 || stride > patch) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "stride = %d: must be from 1 to the patch's %d pixels", stride, patch));
    }
    float[] clean = values(input(image));
    float[] mean = meanColour(clean);
    double whole = probabilities(clean, 1, trainingClass)[0];
    int[] starts = starts(patch, stride);
    float[] lost = new float[size * size];
    int[] covered = new int[size * size];
    int squares = starts.length * starts.length;
    for (int done = 0; done < squares; done += BATCH) {
      int count = Math.min(BATCH, squares - done);
      float[] occluded = new float[count * clean.length];
      for (int i = 0; i < count; i++) {
        System.arraycopy(clean, 0, occluded, i * clean.length, clean.length);
        int top = starts[(done + i) / starts.length];
        int left = starts[(done + i) % starts.length];
        cover(occluded, i * clean.length, top, left, patch, mean);
      }
      double[] left = probabilities(occluded, count, trainingClass);
      for (int i = 0; i < count; i++) {
        int top = starts[(done + i) / starts.length];
        int start = starts[(done + i) % starts.length];
        for (int y = top; y < top + patch; y++) {
          for (int x = start; x < start + patch; x++) {
            lost[y * size + x] += (float) (whole - left[i]);
            covered[y * size + x]++;
          }
        }
      }
    }
    for (int i = 0; i < lost.length; i++) {
      lost[i] /= covered[i];
    }
    return new Heatmap(size, lost);
  }

  /** The positions of the squares: one at every stride, and one that ends with the image. */
  private int[] starts(int patch, int stride) {
    int last = size - patch;
    int[] starts = new int[(last + stride - 1) / stride + 1];
    Arrays.setAll(starts, i -> Math.min(i * stride, last));
    return starts;
  }

  private void cover(float[] images, int offset, int top, int left, int patch, float[] colour) {
    for (int y = top; y < top + patch; y++) {
      for (int x = left; x < left + patch; x++) {
        System.arraycopy(colour, 0, images, offset + (y * size + x) * CHANNELS, CHANNELS);
      }
    }
  }

  private double[] probabilities(float[] images, int count, int trainingClass) {
    float[][] probabilities = classifier.probabilities(images);
    double[] ofClass = new double[count];
    Arrays.setAll(ofClass, i -> probabilities[i][trainingClass]);
    return ofClass;
  }

  private LesionClassifier differentiable() {
    if (classifier instanceof LesionClassifier lesionClassifier) {
      return lesionClassifier;
    }
    throw new IllegalStateException(
        classifier + " has no gradients; use occlusion, or explain the LesionClassifier");
  }

  private INDArray input(LesionImage image) {
    return classifier.preprocessing().apply(List.of(image));
  }

  private INDArray array(float[] values, int count) {
    return Nd4j.create(values, new long[] {count, size, size, CHANNELS}, 'c')
        .castTo(DataType.FLOAT);
  }

  private static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static float[] normOverColours(float[] gradient) {
    float[] norm = new float[gradient.length / CHANNELS];
    for (int i = 0; i < gradient.length; i++) {
      norm[i / CHANNELS] += Math.abs(gradient[i]);
    }
    return norm;
  }

  private static float[] meanColour(float[] image) {
    double[] sums = new double[CHANNELS];
    for (int i = 0; i < image.length; i++) {
      sums[i % CHANNELS] += image[i];
    }
    float[] mean = new float[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      mean[channel] = (float) (sums[channel] * CHANNELS / image.length);
    }
    return mean;
  }

  private static double range(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return most - least;
  }
}
