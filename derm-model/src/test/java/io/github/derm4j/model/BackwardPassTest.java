package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.model.inception.InceptionV3;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("The gradient of a class")
class BackwardPassTest {

  private static final int SIZE = 75;
  private static final int CLASSES = 3;
  private static final int CLASS = 1;

  /** Small enough that few ReLUs and maxima change sides, large enough for double precision. */
  private static final double STEP = 1e-6;

  private static ComputationGraph body;
  private static SoftmaxHead head;
  private static INDArray image;

  @BeforeAll
  static void network() {
    InceptionV3 architecture = InceptionV3.of(SIZE, CLASSES).withWidth(0.0625);
    body = architecture.buildFoldedBody(DataType.DOUBLE);
    Nd4j.getRandom().setSeed(5);
    image = Nd4j.rand(DataType.DOUBLE, 1, SIZE, SIZE, 3).muli(2).subi(1);
    // So that the scores are of order 1 whatever the random body makes of the image.
    double largest = body.outputSingle(image).amaxNumber().doubleValue();
    head =
        new SoftmaxHead(
            Nd4j.randn(DataType.DOUBLE, architecture.features(), CLASSES).divi(largest),
            Nd4j.zeros(DataType.DOUBLE, 1, CLASSES));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("at the input equals finite differences in double precision")
  void input(ClassGradient.Of what) {
    INDArray gradient = new BackwardPass(body, head).gradient(image, CLASS, what).input();
    double scale = gradient.amaxNumber().doubleValue();
    assertThat(scale).isPositive();

    Random random = new Random(6);
    for (int i = 0; i < 20; i++) {
      long[] at = {0, random.nextInt(SIZE), random.nextInt(SIZE), random.nextInt(3)};
      double difference = (value(what, at, STEP) - value(what, at, -STEP)) / (2 * STEP);
      assertThat(gradient.getDouble(at)).isCloseTo(difference, within(1e-4 * scale));
    }
  }

  @Test
  @DisplayName("at the last block is the head's weight of the class, divided by the pooled pixels")
  void lastBlock() {
    ClassGradient gradient =
        new BackwardPass(body, head).gradient(image, CLASS, ClassGradient.Of.SCORE);
    long pixels = gradient.activations().size(1) * gradient.activations().size(2);

    assertThat(gradient.activationGradient().shape()).isEqualTo(gradient.activations().shape());
    for (int feature = 0; feature < head.weights().rows(); feature += 7) {
      assertThat(gradient.activationGradient().getDouble(0, 0, 0, feature) * pixels)
          .isCloseTo(head.weights().getDouble(feature, CLASS), within(1e-9));
    }
  }

  @Test
  @DisplayName("of several images at once is that of each")
  void batch() {
    INDArray two = Nd4j.concat(0, image, image.mul(0.5));

    ClassGradient both = new BackwardPass(body, head).gradient(two, CLASS, ClassGradient.Of.LOSS);
    ClassGradient first =
        new BackwardPass(body, head).gradient(image, CLASS, ClassGradient.Of.LOSS);

    INDArray ofFirst = both.input().tensorAlongDimension(0, 1, 2, 3).reshape(image.shape());
    double size = first.input().norm2Number().doubleValue();
    assertThat(size).isPositive();
    assertThat(ofFirst.distance2(first.input())).isLessThan(1e-9 * size);
    assertThat(both.probabilities().rows()).isEqualTo(2);
  }

  private static double value(ClassGradient.Of what, long[] at, double change) {
    INDArray changed = image.dup();
    changed.putScalar(at, image.getDouble(at) + change);
    INDArray features = body.outputSingle(changed);
    return switch (what) {
      case LOSS -> -Math.log(head.probabilities(features).getDouble(0, CLASS));
      case SCORE -> features.mmul(head.weights()).addRowVector(head.bias()).getDouble(0, CLASS);
    };
  }
}
