package io.github.derm4j.model.internal.onednn;

import org.bytedeco.dnnl.dnnl_pooling_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * What a pooling sees at once.
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

  dnnl_pooling_desc_t operation(Memory x, Memory y) {
    dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t();
    OneDnn.check(
        dnnl.dnnl_pooling_forward_desc_init(
            operation,
            dnnl.dnnl_forward_inference,
            algorithm,
            x.layout(),
            y.layout(),
            new long[] {vertical.stride(), horizontal.stride()},
            new long[] {vertical.kernel(), horizontal.kernel()},
            new long[] {vertical.before(), horizontal.before()},
            new long[] {vertical.after(), horizontal.after()}),
        "a pooling");
    return operation;
  }
}
