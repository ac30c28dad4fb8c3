package io.github.derm4j.model.internal.onednn;

import org.bytedeco.dnnl.dnnl_pooling_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * The parameters of a pooling.
 *
 * @param algorithm oneDNN's maximum or average; the padding is not counted
 * @param vertical kernel, stride and padding along the height
 * @param horizontal kernel, stride and padding along the width
 */
record Window(int algorithm, Axis vertical, Axis horizontal) {

  static Window of(SubsamplingLayer layer, Memory x) {
    boolean same = layer.getConvolutionMode() == ConvolutionMode.Same;
    int[] kernel = layer.getKernelSize();
    int[] stride = layer.getStride();
    return new Window(
        layer.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.MAX
            ? dnnl.dnnl_pooling_max
            : dnnl.dnnl_pooling_avg_exclude_padding,
        Axis.of(x.height(), kernel[0], stride[0], same),
        Axis.of(x.width(), kernel[1], stride[1], same));
  }

  /** The average of all pixels. */
  static Window whole(Memory x) {
    return new Window(
        dnnl.dnnl_pooling_avg_exclude_padding,
        Axis.of(x.height(), x.height(), 1, false),
        Axis.of(x.width(), x.width(), 1, false));
  }

  /**
   * The operation on an array.
   *
   * @param kind inference, or training, where the positions of maxima are kept for the backward
   *     pass
   */
  dnnl_pooling_desc_t operation(int kind, Memory x, Memory y) {
    dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t();
    OneDnn.check(
        dnnl.dnnl_pooling_forward_desc_init(
            operation,
            kind,
            algorithm,
            x.layout(),
            y.layout(),
            strides(),
            kernel(),
            before(),
            after()),
        "a pooling");
    return operation;
  }

  /** The backward pass, which computes the gradient at the input from that at the output. */
  dnnl_pooling_desc_t backward(Memory atInput, Memory atOutput) {
    dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t();
    OneDnn.check(
        dnnl.dnnl_pooling_backward_desc_init(
            operation,
            algorithm,
            atInput.layout(),
            atOutput.layout(),
            strides(),
            kernel(),
            before(),
            after()),
        "the gradient of a pooling");
    return operation;
  }

  private long[] strides() {
    return new long[] {vertical.stride(), horizontal.stride()};
  }

  private long[] kernel() {
    return new long[] {vertical.kernel(), horizontal.kernel()};
  }

  private long[] before() {
    return new long[] {vertical.before(), horizontal.before()};
  }

  private long[] after() {
    return new long[] {vertical.after(), horizontal.after()};
  }
}
