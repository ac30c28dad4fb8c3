package io.github.derm4j.model.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.ConfusionMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The guide to the playground")
class PlaygroundGuideTest {

  @TempDir Path folder;

  @Tag("slow")
  @Test
  @DisplayName("trains on lesions")
  void lesions() throws IOException {
    // tag::lesions
    PlaygroundSettings settings =
        PlaygroundSettings.defaults()
            .withData(PlaygroundData.LESIONS)
            .withFeatures(InputFeature.X1, InputFeature.X2)
            .withHiddenLayers(4, 2)
            .withSeed(3);
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    PlaygroundFigures figures = network.train(StopRule.afterEpochs(200).orAtLoss(0.01));

    ConfusionMatrix test = figures.test().orElseThrow();
    System.out.println(test.table());
    System.out.println(Auc.of(network.testScores().orElseThrow()).interval(0.95));
    // end::lesions
    assertThat(test.accuracy()).isGreaterThan(0.8);

    // tag::look
    double answer = network.maps(50).value(2, 0, 0, 49); // output, at the upper right
    double weight = network.weight(0, 1, 3); // from x2 to the fourth neuron
    network.setWeight(0, 1, 3, 0.5);
    network.epoch();
    network.reset(); // to the same starting weights
    Files.writeString(folder.resolve("Playground.java"), network.javaSource());
    Files.writeString(folder.resolve("playground.json"), network.snapshot().write());
    // end::look
    assertThat(answer).isBetween(-1.0, 1.0);
    assertThat(weight).isFinite();
    assertThat(network.steps()).isZero();
  }

  @Test
  @DisplayName("trains on a file")
  void own() throws IOException {
    Path file = folder.resolve("moles.csv");
    Files.writeString(file, PlaygroundNetwork.of(PlaygroundSettings.defaults()).pointsCsv());
    // tag::own
    PlaygroundPoints points = PlaygroundPoints.read(file, Problem.CLASSIFICATION);
    PlaygroundNetwork network =
        PlaygroundNetwork.of(PlaygroundSettings.defaults().withData(PlaygroundData.OWN), points);
    // end::own
    assertThat(network.epoch()).isTrue();
  }

  @Tag("slow")
  @Test
  @DisplayName("has exercises with the stated results")
  void exercises() {
    PlaygroundSettings circle = PlaygroundSettings.defaults();
    assertThat(accuracy(circle.withHiddenLayers())).isBetween(0.6, 0.72);
    assertThat(accuracy(circle.withHiddenLayers(3))).isEqualTo(1);
    assertThat(accuracy(circle.withHiddenLayers(2))).isLessThan(0.95);

    PlaygroundSettings few =
        PlaygroundSettings.defaults()
            .withData(PlaygroundData.GAUSS)
            .withNoise(50)
            .withTrainShare(10)
            .withHiddenLayers(8, 8)
            .withFeatures(
                InputFeature.X1,
                InputFeature.X2,
                InputFeature.X1_SQUARED,
                InputFeature.X2_SQUARED,
                InputFeature.X1_X2,
                InputFeature.SIN_X1,
                InputFeature.SIN_X2);
    PlaygroundFigures overfitted = trained(few, 300).figures();
    assertThat(overfitted.trainLoss()).isLessThan(0.05);
    assertThat(overfitted.testLoss()).isBetween(0.25, 0.35);
    PlaygroundFigures penalised =
        trained(few.withRegularization(Regularization.L2, 0.1), 300).figures();
    assertThat(penalised.trainLoss()).isGreaterThan(overfitted.trainLoss());
    assertThat(penalised.testLoss()).isLessThan(0.6 * overfitted.testLoss());

    PlaygroundSettings lesions = PlaygroundSettings.defaults().withData(PlaygroundData.LESIONS);
    Auc two = Auc.of(trained(lesions, 100).testScores().orElseThrow());
    assertThat(two.value()).isBetween(0.915, 0.925);
    assertThat(two.interval(0.95).low()).isBetween(0.875, 0.885);
    assertThat(two.interval(0.95).high()).isBetween(0.955, 0.965);
    PlaygroundNetwork four =
        trained(
            lesions.withFeatures(
                InputFeature.X1, InputFeature.X2, InputFeature.X3, InputFeature.X4),
            100);
    assertThat(Auc.of(four.testScores().orElseThrow()).value()).isGreaterThan(0.99);
  }

  private static double accuracy(PlaygroundSettings settings) {
    return trained(settings, 100).figures().test().orElseThrow().accuracy();
  }

  private static PlaygroundNetwork trained(PlaygroundSettings settings, int epochs) {
    PlaygroundNetwork network = PlaygroundNetwork.of(settings);
    network.train(StopRule.afterEpochs(epochs));
    return network;
  }
}
