package io.github.derm4j.model.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ClassGradient;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.TestClassifiers;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

@DisplayName("An explainer")
class ExplainerTest {

  private static final int CLASS = 1;

  private static LesionClassifier classifier;
  private static Explainer explainer;
  private static LesionImage image;
  private static INDArray input;

  @BeforeAll
  static void classifier() {
    classifier = TestClassifiers.random(96, 0.0625, 3);
    explainer = Explainer.of(classifier);
    BufferedImage drawn = new BufferedImage(120, 110, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setColor(new Color(220, 180, 160));
    graphics.fillRect(0, 0, 120, 110);
    graphics.setColor(new Color(90, 40, 30));
    graphics.fillOval(30, 40, 50, 30);
    graphics.dispose();
    image = LesionImage.of(drawn);
    input = classifier.preprocessing().apply(List.of(image));
  }

  @AfterAll
  static void close() {
    image.close();
  }

  @Test
  @DisplayName("maps saliency as the gradient's L1 norm over the three colours")
  void saliency() {
    INDArray gradient = classifier.gradient(input, CLASS, ClassGradient.Of.LOSS).input();

    Heatmap map = explainer.saliency(image, CLASS);

    assertThat(map.size()).isEqualTo(96);
    float most = 0;
    for (int y = 0; y < 96; y += 5) {
      for (int x = 0; x < 96; x += 5) {
        double sum = 0;
        for (int channel = 0; channel < 3; channel++) {
          sum += Math.abs(gradient.getDouble(0, y, x, channel));
        }
        assertThat((double) map.value(x, y)).isCloseTo(sum, within(1e-6 * Math.max(1, sum)));
        most = Math.max(most, map.value(x, y));
      }
    }
    assertThat(most).isPositive();
  }

  @Test
  @DisplayName("smooths over noise of a seed, and without noise gives the saliency itself")
  void smoothGrad() {
    Heatmap saliency = explainer.saliency(image, CLASS);
    Heatmap still = explainer.smoothGrad(image, CLASS, 3, 0, 1);
    Heatmap smooth = explainer.smoothGrad(image, CLASS, 10, 0.1, 1);
    Heatmap again = explainer.smoothGrad(image, CLASS, 10, 0.1, 1);
    Heatmap other = explainer.smoothGrad(image, CLASS, 10, 0.1, 2);

    boolean differs = false;
    for (int i = 0; i < 96; i++) {
      float expected = saliency.value(i, i);
      assertThat(still.value(i, i)).isCloseTo(expected, within(1e-5f * Math.max(1, expected)));
      assertThat(smooth.value(i, i)).isEqualTo(again.value(i, i));
      differs |= smooth.value(i, i) != other.value(i, i);
    }
    assertThat(differs).isTrue();
  }

  @Test
  @DisplayName("maps Grad-CAM as the head's weights times the last activations, enlarged")
  void gradCam() {
    ClassGradient gradient = classifier.gradient(input, CLASS, ClassGradient.Of.SCORE);
    INDArray activations = gradient.activations();
    assertThat(activations.shape()).startsWith(1, 1, 1); // 96 pixels leave one of the last block

    Heatmap map = explainer.gradCam(image, CLASS);

    double score = 0;
    for (int feature = 0; feature < activations.size(3); feature++) {
      score +=
          activations.getDouble(0, 0, 0, feature)
              * gradient.activationGradient().getDouble(0, 0, 0, feature);
    }
    assertThat((double) map.value(0, 0))
        .isCloseTo(Math.max(0, score), within(1e-4 * Math.max(1, Math.abs(score))));
    assertThat(map.value(95, 95)).isEqualTo(map.value(0, 0));
  }

  @Test
  @DisplayName("maps occlusion as the probability that a covered square takes away")
  void occlusion() {
    double whole = classifier.probabilities(input).getDouble(0, CLASS);
    INDArray covered = input.dup();
    INDArray mean = input.mean(0, 1, 2);
    for (int y = 32; y < 64; y++) {
      for (int x = 64; x < 96; x++) {
        for (int channel = 0; channel < 3; channel++) {
          covered.putScalar(new long[] {0, y, x, channel}, mean.getFloat(channel));
        }
      }
    }
    double left = classifier.probabilities(covered).getDouble(0, CLASS);

    Heatmap map = explainer.occlusion(image, CLASS, 32, 32);

    assertThat((double) map.value(70, 40)).isCloseTo(whole - left, within(1e-5));
    assertThat(map.value(95, 63)).isEqualTo(map.value(64, 32));
  }

  @Test
  @DisplayName("covers the last pixels too where the stride does not divide the image")
  void occlusionAtTheBorder() {
    Heatmap map = explainer.occlusion(image, CLASS, 40, 30);

    assertThat(map.value(95, 95)).isFinite();
    assertThat(map.value(0, 95)).isFinite();
  }

  @Test
  @DisplayName("refuses invalid values, and names the valid ones")
  void refuses() {
    assertThatThrownBy(() -> explainer.saliency(image, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> explainer.smoothGrad(image, CLASS, 0, 0.1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples = 0: must be at least 1");
    assertThatThrownBy(() -> explainer.occlusion(image, CLASS, 97, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1 to the input's 96 pixels");
    assertThatThrownBy(() -> explainer.occlusion(image, CLASS, 16, 17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stride = 17: must be from 1 to the patch's 16 pixels");
  }
}
