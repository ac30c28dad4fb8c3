package io.github.derm4j.model.backend;

import java.time.Duration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures the speed of convolutions in this process: the third convolution of Inception v3 (3×3,
 * 32 to 64 channels, on 8 images of 147×147, channels last), in single precision. The result is a
 * measurement, not a claim of the backend.
 */
public final class ConvolutionRate {

  private static final int IMAGES = 8;
  private static final int SIZE = 147;
  private static final int IN = 32;
  private static final int OUT = 64;
  private static final int KERNEL = 3;

  /** The number of floating-point operations of one run: a multiplication and an addition each. */
  private static final double OPERATIONS = 2.0 * IMAGES * SIZE * SIZE * KERNEL * KERNEL * IN * OUT;

  private ConvolutionRate() {}

  /**
   * Measures the rate on the loaded backend.
   *
   * @param atLeast the minimum duration of the measurement, after one warm-up run
   * @return the rate in 10⁹ floating-point operations per second
   */
  public static double gigaflops(Duration atLeast) {
    INDArray in = Nd4j.ones(DataType.FLOAT, IMAGES, SIZE, SIZE, IN);
    INDArray kernel = Nd4j.ones(DataType.FLOAT, KERNEL, KERNEL, IN, OUT);
    INDArray out = Nd4j.create(DataType.FLOAT, IMAGES, SIZE, SIZE, OUT);
    DynamicCustomOp convolution =
        DynamicCustomOp.builder("conv2d")
            .addInputs(in, kernel)
            .addOutputs(out)
            // Kernel, stride, no padding, no dilation, "same", channels last, kernel [h, w, in,
            // out].
            .addIntegerArguments(KERNEL, KERNEL, 1, 1, 0, 0, 1, 1, 1, 1, 0)
            .build();
    run(convolution);
    long start = System.nanoTime();
    int runs = 0;
    long elapsed;
    do {
      run(convolution);
      runs++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < atLeast.toNanos());
    return runs * OPERATIONS / elapsed;
  }

  private static void run(DynamicCustomOp convolution) {
    Nd4j.exec(convolution);
    Nd4j.getExecutioner().commit(); // On a GPU, operations are only queued up to this point.
  }
}
