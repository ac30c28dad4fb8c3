package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@DisplayName("The protected output layer")
final class ProtectedOutputLayerTest {

  private static final int FEATURES = 7;
  private static final int CLASSES = 3;

  @ParameterizedTest(name = "{0} images")
  @ValueSource(ints = {1, 4})
  @DisplayName("has the outputs, loss and gradients of Deeplearning4j's, bit for bit")
  void bits(int images) {
    ComputationGraph original = network();
    ComputationGraph protectedToo = network();
    ProtectedOutputLayer.replaceIn(protectedToo);
    original.initGradientsView();
    protectedToo.initGradientsView();
    assertThat(protectedToo.getOutputLayer(0)).isInstanceOf(ProtectedOutputLayer.class);
    assertThat(protectedToo.getLayer(0)).isSameAs(protectedToo.getOutputLayer(0));
    Nd4j.getRandom().setSeed(5);
    INDArray features = Nd4j.rand(DataType.FLOAT, images, FEATURES);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, images, CLASSES);
    labels.putScalar(0, 1, 1);

    assertThat(protectedToo.outputSingle(features)).isEqualTo(original.outputSingle(features));
    for (int batch = 0; batch < 2; batch++) {
      pass(original, features, labels);
      pass(protectedToo, features, labels);
      assertThat(protectedToo.score()).isEqualTo(original.score());
      assertThat(bits(protectedToo.getGradientsViewArray()))
          .isEqualTo(bits(original.getGradientsViewArray()));
    }
  }

  private static float[] bits(INDArray array) {
    return array.dup().data().asFloat();
  }

  private static void pass(ComputationGraph network, INDArray features, INDArray labels) {
    Nd4j.getRandom().setSeed(9); // The dropout's.
    network.setInput(0, features);
    network.setLabel(0, labels);
    network.computeGradientAndScore();
  }

  private static ComputationGraph network() {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.FLOAT)
                .graphBuilder()
                .addInputs("features")
                .addLayer(
                    "head",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .dropOut(0.6)
                        .nOut(CLASSES)
                        .build(),
                    "features")
                .setOutputs("head")
                .setInputTypes(InputType.feedForward(FEATURES))
                .build());
    network.init();
    network.getLayer(0).getParam("b").assign(Nd4j.createFromArray(0.3f, -0.2f, 0.1f));
    return network;
  }
}
