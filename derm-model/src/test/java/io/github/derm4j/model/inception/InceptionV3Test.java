package io.github.derm4j.model.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.model.training.RmsPropMomentum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

@DisplayName("Inception v3")
class InceptionV3Test {

  /** What Keras's model.count_params() says of InceptionV3(include_top=False). */
  private static final long KERAS_BODY = 21_802_784;

  /** And with the ImageNet top of 1,000 classes. */
  private static final long KERAS_WITH_TOP = 23_851_784;

  @Test
  @DisplayName("has as many parameters as Keras's, with and without the top")
  void hasKerasParameterCounts() {
    ComputationGraph network = InceptionV3.of(75, 1000).build(updater(), 1);

    assertThat(network.numParams()).isEqualTo(KERAS_WITH_TOP);
    assertThat(network.numParams() - network.getLayer(InceptionV3.PREDICTIONS).numParams())
        .isEqualTo(KERAS_BODY);
    assertThat(InceptionV3.of(75, 1000).features()).isEqualTo(2048);
  }

  @ParameterizedTest
  @ValueSource(ints = {75, 96, 128, 139, 299})
  @DisplayName("takes images of 75 pixels and more")
  void takesSizes(int size) {
    ComputationGraph network = narrow(size).build(updater(), 1);

    INDArray out = network.outputSingle(Nd4j.rand(DataType.FLOAT, 2, size, size, 3));

    assertThat(out.shape()).containsExactly(2, 3);
    assertThat(out.sum(1).getDouble(0)).isBetween(1 - 1e-5, 1 + 1e-5);
  }

  @Test
  @DisplayName("refuses smaller images, and names the smallest size")
  void refusesSmallImages() {
    assertThatThrownBy(() -> InceptionV3.of(74, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size = 74")
        .hasMessageContaining("75");
  }

  @Test
  @DisplayName("is a configuration that Deeplearning4j writes and reads")
  void survivesJson() {
    ComputationGraph network = narrow(75).build(updater(), 1);

    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(network.getConfiguration().toJson());
    ComputationGraph copy = new ComputationGraph(read);
    copy.init();
    copy.setParams(network.params());

    INDArray images = Nd4j.rand(DataType.FLOAT, 2, 75, 75, 3);
    assertThat(bits(copy.outputSingle(images))).isEqualTo(bits(network.outputSingle(images)));
  }

  @Test
  @DisplayName("computes the same features when its normalisations are folded")
  void foldsItsNormalizations() {
    InceptionV3 architecture = narrow(75);
    ComputationGraph network = architecture.build(updater(), 1);
    Nd4j.getRandom().setSeed(2);
    INDArray images = Nd4j.rand(DataType.FLOAT, 8, 75, 75, 3);
    for (int step = 0; step < 3; step++) { // so that the moving statistics are not 0 and 1
      network.fit(
          new DataSet(
              images,
              Nd4j.eye(8)
                  .castTo(DataType.FLOAT)
                  .get(
                      org.nd4j.linalg.indexing.NDArrayIndex.all(),
                      org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 3))
                  .dup()));
    }

    INDArray folded = architecture.fold(network).outputSingle(images);
    INDArray unfolded = network.feedForward(images, false).get(InceptionV3.FEATURES);

    assertThat(folded.distance2(unfolded)).isLessThan(1e-4 * unfolded.norm2Number().doubleValue());
  }

  @Test
  @DisplayName("has the gradient of finite differences in every block, in double precision")
  void hasTheGradientOfFiniteDifferences() {
    InceptionV3 architecture = new InceptionV3(75, 0.0625, 3, 1, 0.9);
    ComputationGraph network = architecture.build(new NoOp(), 3, DataType.DOUBLE);
    Nd4j.getRandom().setSeed(4);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 6, 75, 75, 3);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, 6, 3);
    for (int row = 0; row < 6; row++) {
      labels.putScalar(row, row % 3, 1);
    }
    DataSet batch = new DataSet(images, labels);
    network.setInput(0, images);
    network.setLabel(0, labels);
    network.computeGradientAndScore();
    Map<String, INDArray> gradients = network.gradient().gradientForVariable();
    Map<String, INDArray> copies = new HashMap<>();
    gradients.forEach((name, gradient) -> copies.put(name, gradient.dup('c')));

    List<String> layers = new ArrayList<>(List.of(InceptionV3.PREDICTIONS));
    for (int unit = 1; unit <= InceptionV3.CONVOLUTION_UNITS; unit += 6) {
      layers.add(InceptionV3.unitName(unit));
    }
    double h = 1e-7;
    for (String layer : layers) {
      for (String name : List.of("W", "b")) {
        INDArray shaped = copies.get(layer + "_" + name);
        INDArray gradient = shaped.reshape(shaped.length());
        INDArray parameter = network.getLayer(layer).getParam(name);
        // The steepest direction: where a difference says most.
        int steepest = gradient.argMax().getInt(0);
        long[] at = Shape.ind2subC(parameter.shape(), steepest);
        double value = parameter.getDouble(at);
        parameter.putScalar(at, value + h);
        double above = network.score(batch, true);
        parameter.putScalar(at, value - h);
        double below = network.score(batch, true);
        parameter.putScalar(at, value);
        double difference = (above - below) / (2 * h);
        assertThat(gradient.getDouble(steepest) / 6)
            .as(layer + " " + name)
            .isCloseTo(difference, Offset.offset(1e-5 + 1e-2 * Math.abs(difference)));
      }
    }
  }

  @Test
  @DisplayName("has the same weights for the same seed")
  void isSeeded() {
    assertThat(bits(narrow(75).build(updater(), 4).params()))
        .isEqualTo(bits(narrow(75).build(updater(), 4).params()))
        .isNotEqualTo(bits(narrow(75).build(updater(), 5).params()));
  }

  /** The values themselves: two arrays of ND4J are equal when they are close. */
  private static float[] bits(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static InceptionV3 narrow(int size) {
    return InceptionV3.of(size, 3).withWidth(0.125);
  }

  private static RmsPropMomentum updater() {
    return RmsPropMomentum.withLearningRate(0.001);
  }
}
