package io.github.derm4j.model.quantization;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.layers.ConvolutionUnit;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A folded convolution unit in 8 bits: symmetric weights with a scale for each output channel, and
 * a bias of 32 bits in the scale of the products. A sum of products q·w + bias, in integers, times
 * {@code inputScale · scales[channel]} is the unit's output before its ReLU.
 */
public final class QuantizedUnit {

  private static final int LARGEST = 127;

  /** Leaves a bias room below the 2^31 of the sums. */
  private static final double LARGEST_BIAS = 1 << 30;

  private final byte[] kernel;
  private final long[] shape;
  private final float[] scales;
  private final int[] bias;

  private QuantizedUnit(byte[] kernel, long[] shape, float[] scales, int[] bias) {
    this.kernel = kernel;
    this.shape = shape;
    this.scales = scales;
    this.bias = bias;
  }

  /**
   * Quantises a unit.
   *
   * @param unit a unit without normalisation
   * @param inputScale the scale of its input, which has 8 bits without a sign
   * @param inputOffset the value that was added to the input so that it is not negative; not 0 only
   *     in a unit without padding
   * @return the unit in 8 bits
   */
  public static QuantizedUnit of(Layer unit, float inputScale, float inputOffset) {
    INDArray weights = unit.getParam(ConvolutionUnit.KERNEL);
    float[] values = weights.dup('c').data().asFloat();
    float[] biases = unit.getParam(ConvolutionUnit.BETA).dup('c').data().asFloat();
    int channels = biases.length;
    double[] largest = new double[channels];
    for (int i = 0; i < values.length; i++) {
      largest[i % channels] = Math.max(largest[i % channels], Math.abs(values[i]));
    }
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      scales[c] =
          (float)
              Math.max(
                  Float.MIN_NORMAL,
                  Math.max(largest[c] / LARGEST, Math.abs(biases[c]) / inputScale / LARGEST_BIAS));
    }
    byte[] kernel = new byte[values.length];
    long[] sums = new long[channels];
    for (int i = 0; i < values.length; i++) {
      int c = i % channels;
      long q = Math.round((double) values[i] / scales[c]);
      kernel[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, q));
      sums[c] += kernel[i];
    }
    int[] bias = new int[channels];
    for (int c = 0; c < channels; c++) {
      bias[c] =
          (int)
              Math.round(
                  biases[c] / ((double) inputScale * scales[c])
                      - sums[c] * (double) inputOffset / inputScale);
    }
    return new QuantizedUnit(kernel, weights.shape().clone(), scales, bias);
  }

  /**
   * Returns the scale of 8-bit pixels in the range of a network's input.
   *
   * @param normalization the range
   * @return the value of one step
   */
  public static float pixelScale(Normalization normalization) {
    return switch (normalization) {
      case ZERO_TO_ONE -> 1 / 255f;
      case MINUS_ONE_TO_ONE -> 1 / 127.5f;
    };
  }

  /**
   * Returns the value that makes a network's input not negative.
   *
   * @param normalization the range of the input
   * @return the value to add
   */
  public static float offset(Normalization normalization) {
    return normalization == Normalization.MINUS_ONE_TO_ONE ? 1 : 0;
  }

  /** {@return the weights, {@code [height, width, in, out]} by rows, from -127 to 127} */
  public byte[] kernel() {
    return kernel.clone();
  }

  /** {@return height, width, channels in, channels out} */
  public long[] shape() {
    return shape.clone();
  }

  /** {@return the scale of each output channel's weights} */
  public float[] scales() {
    return scales.clone();
  }

  /** {@return the bias of each output channel} */
  public int[] bias() {
    return bias.clone();
  }
}
