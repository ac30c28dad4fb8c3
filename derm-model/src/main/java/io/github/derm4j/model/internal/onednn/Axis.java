package io.github.derm4j.model.internal.onednn;

/**
 * The parameters of a convolution or pooling along the height or the width.
 *
 * @param outputs the number of output pixels
 * @param kernel the size of the window in pixels
 * @param stride the distance between windows
 * @param before pixels of padding at the start
 * @param after pixels of padding at the end
 */
record Axis(long outputs, long kernel, long stride, long before, long after) {

  /**
   * Makes an axis with TensorFlow's "same" padding, whose odd pixel is at the end, or without
   * padding.
   */
  static Axis of(long inputs, long kernel, long stride, boolean same) {
    if (!same) {
      return new Axis((inputs - kernel) / stride + 1, kernel, stride, 0, 0);
    }
    long outputs = (inputs + stride - 1) / stride;
    long padding = Math.max(0, (outputs - 1) * stride + kernel - inputs);
    return new Axis(outputs, kernel, stride, padding / 2, padding - padding / 2);
  }
}
