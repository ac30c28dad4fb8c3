package io.github.derm4j.model.internal.onednn;

import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A convolution in training: the forward pass, and the gradients with respect to its kernel and its
 * input. Each of the three uses Winograd's algorithm if it is requested and available for the
 * shape.
 */
final class Convolution {

  private static final dnnl_memory_desc_t NO_BIAS = new dnnl_memory_desc_t((Pointer) null);

  private final Arena arena;
  private final String name;
  private final boolean winograd;
  private final dnnl_memory_desc_t kernel;
  private final dnnl_memory_desc_t gradientOfKernel;
  private final dnnl_memory_desc_t to;
  private final long[] strides;
  private final long[] before;
  private final long[] after;
  private final Primitive forward;

  /**
   * Compiles the forward pass.
   *
   * @param from the layout of the input, which the library may choose
   * @param to the layout of the output, whose number type is also that of the kernel
   * @param kernelShape height, width, channels in, channels out
   */
  Convolution(
      Arena arena,
      String name,
      boolean winograd,
      dnnl_memory_desc_t from,
      dnnl_memory_desc_t to,
      long[] kernelShape,
      Axis vertical,
      Axis horizontal) {
    this.arena = arena;
    this.name = name;
    this.winograd = winograd;
    this.to = to;
    this.kernel = anyLayout(to.data_type(), kernelShape);
    this.gradientOfKernel = anyLayout(dnnl.dnnl_f32, kernelShape);
    this.strides = new long[] {vertical.stride(), horizontal.stride()};
    this.before = new long[] {vertical.before(), horizontal.before()};
    this.after = new long[] {vertical.after(), horizontal.after()};
    this.forward =
        compiled(
            algorithm -> {
              dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
              OneDnn.check(
                  dnnl.dnnl_convolution_forward_desc_init(
                      operation,
                      dnnl.dnnl_forward_training,
                      algorithm,
                      from,
                      kernel,
                      NO_BIAS,
                      to,
                      strides,
                      before,
                      after),
                  name);
              return Primitive.of(arena, name, operation, false);
            });
  }

  private static dnnl_memory_desc_t anyLayout(int type, long[] shape) {
    return Memory.layoutOf(type, dnnl.dnnl_format_tag_any, shape[3], shape[2], shape[0], shape[1]);
  }

  private Primitive compiled(Function<Integer, @Nullable Primitive> byAlgorithm) {
    return fastest(name, winograd, byAlgorithm);
  }

  /**
   * Compiles an operation of a convolution.
   *
   * @param winograd whether to use Winograd's algorithm, which needs fewer multiplications, if the
   *     library has it for the shape
   * @param byAlgorithm the operation; null if the library has none
   */
  static Primitive fastest(
      String name, boolean winograd, Function<Integer, @Nullable Primitive> byAlgorithm) {
    if (winograd) {
      Primitive fast = byAlgorithm.apply(dnnl.dnnl_convolution_winograd);
      if (fast != null) {
        return fast;
      }
    }
    Primitive direct = byAlgorithm.apply(dnnl.dnnl_convolution_direct);
    if (direct == null) {
      throw new IllegalStateException(name + ": oneDNN has no convolution of this shape");
    }
    return direct;
  }

  Primitive forward() {
    return forward;
  }

  dnnl_memory_desc_t inputLayout() {
    return forward.layout(dnnl.dnnl_query_src_md);
  }

  /**
   * The gradient with respect to the kernel, in single precision; the library chooses the layout.
   */
  Primitive atKernel() {
    return compiled(
        algorithm -> {
          dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
          OneDnn.check(
              dnnl.dnnl_convolution_backward_weights_desc_init(
                  operation,
                  algorithm,
                  inputLayout(),
                  gradientOfKernel,
                  NO_BIAS,
                  to,
                  strides,
                  before,
                  after),
              name);
          return Primitive.backward(arena, name, operation, forward);
        });
  }

  /** The gradient with respect to the input, in the layout of the input. */
  Primitive atInput() {
    return compiled(
        algorithm -> {
          dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
          OneDnn.check(
              dnnl.dnnl_convolution_backward_data_desc_init(
                  operation, algorithm, inputLayout(), kernel, to, strides, before, after),
              name);
          return Primitive.backward(arena, name, operation, forward);
        });
  }
}
