package io.github.derm4j.model.backend;

import java.time.Duration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How fast this process convolves: the third convolution of Inception v3 (3×3, 32 to 64 channels,
 * on 8 images of 147×147, channels last), in single precision. This is a measurement, not what the
 * backend reports about itself.
 */
public final class ConvolutionRate {

  private static final int IMAGES = 8;
  private static final int SIZE = 147;
  private static final int IN = 32;
  private static final int OUT = 64;
  private static final int KERNEL = 3;

  /** Floating-point operations of one run: a multiplication and an addition each. */
  private static final double OPERATIONS = 2.0 * IMAGES * SIZE * SIZE * KERNEL * KERNEL * IN * OUT;

  private ConvolutionRate() {}

  /**
   * Measures the rate on the loaded backend.
   *
   * @param atLeast how long to measure, after one run that is not counted
   * @return 10⁹ floating-point operations a second
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
    Nd4j.getExecutioner().commit(); // On a card, operations are only queued until this.
  }
}
