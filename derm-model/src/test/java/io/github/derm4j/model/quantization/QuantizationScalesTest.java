package io.github.derm4j.model.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("The scales of a network in 8 bits")
class QuantizationScalesTest {

  private final ComputationGraph body = InceptionV3.of(75, 2).withWidth(0.0625).buildFoldedBody();

  @Test
  @DisplayName("cover every unit, are shared before a concatenation, and span the maximum")
  void calibration() {
    INDArray images = Nd4j.rand(DataType.FLOAT, 3, 75, 75, 3);
    ActivationCalibrator calibrator = ActivationCalibrator.of(body);
    calibrator.observe(images);
    calibrator.observe(images.mul(0.5));

    QuantizationScales scales = calibrator.scales(RangeEstimator.MIN_MAX);

    assertThat(scales.images()).isEqualTo(6);
    assertThat(scales.scales().keySet()).containsExactlyElementsOf(InceptionV3.unitNames());
    // The branches of mixed0, in Keras's numbers: 1 x 1, 5 x 5, 3 x 3 and behind the pooling.
    assertThat(scales.of("conv2d_6"))
        .isEqualTo(scales.of("conv2d_8"))
        .isEqualTo(scales.of("conv2d_11"))
        .isEqualTo(scales.of("conv2d_12"))
        .isNotEqualTo(scales.of("conv2d_7"));
    Map<String, INDArray> activations = body.feedForward(images, false);
    assertThat(255 * scales.of("conv2d_1"))
        .isCloseTo(activations.get("conv2d_1").maxNumber().floatValue(), within(1e-5f));
    assertThat(255 * scales.of("conv2d_6"))
        .isCloseTo(activations.get("mixed0").maxNumber().floatValue(), within(1e-5f));
  }

  @Test
  @DisplayName("need an image, positive numbers, and the units of the network")
  void refused() {
    ActivationCalibrator calibrator = ActivationCalibrator.of(body);
    QuantizationScales other =
        new QuantizationScales(RangeEstimator.ENTROPY, 1, Map.of("conv2d_1", 0.5f));

    assertThatThrownBy(() -> calibrator.scales(RangeEstimator.ENTROPY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no image was observed");
    assertThatThrownBy(() -> other.of("conv2d_2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the scales lack conv2d_2");
    assertThatThrownBy(
            () -> new QuantizationScales(RangeEstimator.ENTROPY, 1, Map.of("conv2d_1", 0f)))
        .hasMessageContaining("the scale of conv2d_1 is 0.0");
    assertThatThrownBy(() -> new QuantizationScales(RangeEstimator.ENTROPY, 0, Map.of()))
        .hasMessageContaining("images = 0");
    assertThatThrownBy(() -> RangeEstimator.of("median"))
        .hasMessageContaining("the calibrations are minmax, percentile, entropy");
  }

  @Test
  @DisplayName("of weights are those of each output channel")
  void weights() {
    INDArray kernel = body.getLayer("conv2d_4").getParam(ConvolutionUnit.KERNEL);
    kernel.assign(0.01);
    kernel.putScalar(new int[] {0, 0, 2, 0}, -2.54);
    kernel.putScalar(new int[] {0, 0, 1, 0}, 1.0);
    INDArray bias = body.getLayer("conv2d_4").getParam(ConvolutionUnit.BETA);
    bias.assign(0);
    bias.putScalar(0, 0.6);

    QuantizedUnit unit = QuantizedUnit.of(body.getLayer("conv2d_4"), 0.1f, 0);
    QuantizedUnit shifted = QuantizedUnit.of(body.getLayer("conv2d_4"), 0.1f, 1);

    int channels = unit.scales().length;
    assertThat(unit.shape()).containsExactly(1, 1, kernel.size(2), channels);
    assertThat(unit.scales()[0]).isEqualTo(0.02f); // 2.54 / 127
    assertThat(unit.scales()[1]).isCloseTo(0.01f / 127, within(1e-9f));
    assertThat(unit.kernel()[2 * channels]).isEqualTo((byte) -127);
    assertThat(unit.kernel()[channels]).isEqualTo((byte) 50);
    assertThat(unit.kernel()[1]).isEqualTo((byte) 127);
    assertThat(unit.bias()[0]).isEqualTo(300); // 0.6 / (0.1 * 0.02)
    assertThat(unit.bias()[1]).isZero();
    // 1 was added to the input: 10 steps of 0.1 for each weight.
    assertThat(shifted.bias()[1]).isEqualTo(-10 * 127 * (int) kernel.size(2));
  }

  @Test
  @DisplayName("are compared by the probabilities of both networks")
  void fidelity() {
    float[][] original = {{0.5f, 0.5f}, {0.9f, 0.1f}};
    float[][] quantized = {{0.25f, 0.75f}, {0.9f, 0.1f}};

    QuantizationFidelity fidelity = QuantizationFidelity.between(original, quantized);

    assertThat(fidelity.images()).isEqualTo(2);
    assertThat(fidelity.agreement()).isEqualTo(0.5);
    // The first: 0.5 ln 2 + 0.5 ln (2/3)
    assertThat(fidelity.divergence())
        .isCloseTo((0.5 * Math.log(2) + 0.5 * Math.log(2 / 3.0)) / 2, within(1e-9));
    assertThatThrownBy(() -> QuantizationFidelity.between(original, new float[1][2]))
        .hasMessageContaining("2 and 1 images");
    assertThatThrownBy(() -> QuantizationFidelity.between(original, new float[2][3]))
        .hasMessageContaining("2 and 3 classes");
  }
}
