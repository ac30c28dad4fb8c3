package io.github.derm4j.model.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("The gradient of a convolution")
class ConvolutionGradientTest {

  private static final DataType TYPE = DataType.DOUBLE;
  private static final int SIZE = 9;

  @ParameterizedTest(name = "{0} x {1}, stride {2}, same padding {3}")
  @CsvSource({"3, 3, 1, true", "3, 3, 2, false", "1, 7, 1, true", "7, 1, 1, true", "1, 1, 2, true"})
  @DisplayName("is the same by way of channels first, which a card takes, as by channels last")
  void byBothWays(int height, int width, int stride, boolean same) {
    Nd4j.getRandom().setSeed(5);
    INDArray in = Nd4j.randn(TYPE, 2, SIZE, SIZE, 3);
    INDArray kernel = Nd4j.randn(TYPE, height, width, 3, 4);
    long rows = outputSize(height, stride, same);
    long columns = outputSize(width, stride, same);
    INDArray atOutput = Nd4j.randn(TYPE, 2, rows, columns, 4);
    int[] arguments = {height, width, stride, stride, 0, 0, 1, 1, same ? 1 : 0, 1, 0};
    ConvolutionGradient gradient =
        new ConvolutionGradient(arguments, LayerWorkspaceMgr.noWorkspaces());
    INDArray[] last = {in.like(), kernel.like()};
    INDArray[] first = {in.like(), kernel.like()};

    gradient.compute(in, kernel, atOutput, last[0], last[1], false);
    gradient.compute(in, kernel, atOutput, first[0], first[1], true);

    for (int i = 0; i < 2; i++) {
      assertThat(last[i].norm2Number().doubleValue()).isGreaterThan(1);
      assertThat(first[i].distance2(last[i])).isLessThan(1e-10);
    }
  }

  private static long outputSize(int kernel, int stride, boolean same) {
    return same ? (SIZE + stride - 1) / stride : (SIZE - kernel) / stride + 1;
  }
}
