package io.github.derm4j.model.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The settings of the playground")
class PlaygroundSettingsTest {

  @Test
  @DisplayName("survive a round trip through text")
  void texts() {
    PlaygroundSettings settings =
        PlaygroundSettings.defaults()
            .withData(PlaygroundData.MULTI_GAUSS)
            .withNoise(50)
            .withTrainShare(10)
            .withBatchSize(30)
            .withSeed((1L << 53) - 1)
            .withFeatures(InputFeature.SIN_X2, InputFeature.X1_X2, InputFeature.X2_SQUARED)
            .withHiddenLayers(1, 2, 3, 4, 5, 8)
            .withActivation(HiddenActivation.LINEAR)
            .withRegularization(Regularization.L2, 0.003)
            .withLearningRate(0.00001);
    assertThat(PlaygroundSettings.of(settings.toMap())).isEqualTo(settings);
    assertThat(settings.toMap())
        .containsEntry("data", "multi-gauss")
        .containsEntry("features", "sin(x2),x1*x2,x2^2")
        .containsEntry("hiddenLayers", "1,2,3,4,5,8")
        .containsEntry("seed", "9007199254740991")
        .containsEntry("problem", "regression");
  }

  @Test
  @DisplayName("have the defaults of the original, and its data set's problem")
  void defaults() {
    assertThat(PlaygroundSettings.of(Map.of())).isEqualTo(PlaygroundSettings.defaults());
    assertThat(PlaygroundSettings.of(Map.of("data", "plane")).problem())
        .isEqualTo(Problem.REGRESSION);
    assertThat(PlaygroundSettings.of(Map.of("hiddenLayers", "")).hiddenLayers()).isEmpty();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("noise", "51", "noise 51: must be from 0 to 50"),
        Arguments.of("noise", "-1", "noise -1: must be from 0 to 50"),
        Arguments.of("trainShare", "9", "trainShare 9: must be from 10 to 90"),
        Arguments.of("batchSize", "31", "batchSize 31: must be from 1 to 30"),
        Arguments.of("seed", "0", "seed 0: must be from 1 to 9007199254740991"),
        Arguments.of("seed", "1.5", "seed '1.5': must be a whole number"),
        Arguments.of("hiddenLayers", "9", "neurons of a hidden layer 9: must be from 1 to 8"),
        Arguments.of("hiddenLayers", "0", "neurons of a hidden layer 0: must be from 1 to 8"),
        Arguments.of("hiddenLayers", "2,a", "hiddenLayers 'a': must be whole numbers"),
        Arguments.of(
            "hiddenLayers", "1,1,1,1,1,1,1", "number of hidden layers 7: must be from 0 to 6"),
        Arguments.of("learningRate", "11", "learningRate 11: must be from 1.0E-5 to 10"),
        Arguments.of("learningRate", "NaN", "learningRate NaN: must be from 1.0E-5 to 10"),
        Arguments.of("regularizationRate", "1", "regularizationRate 1: must be 0"),
        Arguments.of(
            "activation",
            "swish",
            "activation 'swish': must be one of relu, tanh, sigmoid, linear"),
        Arguments.of(
            "problem",
            "regression",
            "problem regression: must be classification for the data set circle"),
        Arguments.of(
            "features",
            "x1,x1",
            "features [x1, x1]: must be at least one, each once, of x1, x2, x1^2, x2^2, x1*x2,"
                + " sin(x1), sin(x2), x3, x4, x5, x6, x7, x8"),
        Arguments.of(
            "speed",
            "1",
            "setting 'speed': must be one of data, noise, trainShare, batchSize, seed, features,"
                + " hiddenLayers, activation, regularization, regularizationRate, learningRate,"
                + " problem"));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("name the setting, its value and its range if it is out of range")
  void refused(String setting, String value, String message) {
    assertThatThrownBy(() -> PlaygroundSettings.of(Map.of(setting, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
