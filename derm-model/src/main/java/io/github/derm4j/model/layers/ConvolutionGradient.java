package io.github.derm4j.model.layers;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes the gradients of a convolution with respect to its input and its kernel.
 *
 * <p>Arrays are channels last. On a GPU they are transposed to channels first and back, because
 * ND4J's operation passes only those to cuDNN; ND4J's own GPU code would transpose them too.
 */
final class ConvolutionGradient {

  private static final int CHANNELS_FIRST = 0;

  /** The index of the data format among the arguments of the operation. */
  private static final int ORDER = 9;

  private static final int[] TO_CHANNELS_FIRST = {0, 3, 1, 2};
  private static final int[] TO_CHANNELS_LAST = {0, 2, 3, 1};

  private final int[] arguments;
  private final LayerWorkspaceMgr workspaces;

  /**
   * Computes the gradients of one convolution.
   *
   * @param arguments the arguments of the operation, for channels last
   * @param workspaces the workspaces for temporary arrays
   */
  ConvolutionGradient(int[] arguments, LayerWorkspaceMgr workspaces) {
    this.arguments = arguments;
    this.workspaces = workspaces;
  }

  /** Returns whether the backend of this process needs arrays with channels first. */
  static boolean goesChannelsFirst() {
    return !Nd4j.getBackend().getEnvironment().isCPU();
  }

  /**
   * Computes the gradients with respect to the input and the kernel from the gradient at the
   * output.
   */
  void compute(
      INDArray in,
      INDArray kernel,
      INDArray atOutput,
      INDArray atInput,
      INDArray atKernel,
      boolean channelsFirst) {
    if (!channelsFirst) {
      run(arguments, in, kernel, atOutput, atInput, atKernel);
      return;
    }
    int[] changed = arguments.clone();
    changed[ORDER] = CHANNELS_FIRST;
    INDArray turned = uninitialized(in);
    run(changed, turned(in), kernel, turned(atOutput), turned, atKernel);
    atInput.assign(turned.permute(TO_CHANNELS_LAST));
  }

  private static void run(
      int[] arguments,
      INDArray in,
      INDArray kernel,
      INDArray atOutput,
      INDArray atInput,
      INDArray atKernel) {
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d_bp")
            .addInputs(in, kernel, atOutput)
            .addOutputs(atInput, atKernel)
            .addIntegerArguments(arguments)
            .build());
  }

  private INDArray turned(INDArray channelsLast) {
    return uninitialized(channelsLast).assign(channelsLast.permute(TO_CHANNELS_FIRST));
  }

  private INDArray uninitialized(INDArray channelsLast) {
    long[] shape = {
      channelsLast.size(0), channelsLast.size(3), channelsLast.size(1), channelsLast.size(2)
    };
    return workspaces.createUninitialized(
        ArrayType.BP_WORKING_MEM, channelsLast.dataType(), shape, 'c');
  }
}
