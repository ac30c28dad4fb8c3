package io.github.derm4j.model.internal.onednn;

/**
 * A convolution or pooling along the height or the width.
 *
 * @param outputs how many pixels come out
 * @param kernel how many pixels it sees at once
 * @param stride from one to the next
 * @param before pixels of padding at the start
 * @param after pixels of padding at the end
 */
record Axis(long outputs, long kernel, long stride, long before, long after) {

  /** With TensorFlow's "same" padding, whose odd pixel is at the end, or with none. */
  static Axis of(long inputs, long kernel, long stride, boolean same) {
    if (!same) {
      return new Axis((inputs - kernel) / stride + 1, kernel, stride, 0, 0);
    }
    long outputs = (inputs + stride - 1) / stride;
    long padding = Math.max(0, (outputs - 1) * stride + kernel - inputs);
    return new Axis(outputs, kernel, stride, padding / 2, padding - padding / 2);
  }
}
