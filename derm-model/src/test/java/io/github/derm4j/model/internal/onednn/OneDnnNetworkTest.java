package io.github.derm4j.model.internal.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

@DisplayName("A folded network on oneDNN")
class OneDnnNetworkTest {

  /** Odd sizes at several depths, so that windows meet the border in every way. */
  private static final int SIZE = 101;

  private static final @Nullable String OF_PROCESS = System.getProperty(Engine.PROPERTY);

  private static ComputationGraph folded;
  private static INDArray images;
  private static INDArray expected;

  @BeforeAll
  static void network() {
    folded = InceptionV3.of(SIZE, 2).buildFoldedBody();
    assumeTrue(
        OneDnnNetwork.problem(folded.getConfiguration()).isEmpty(), "oneDNN can't be used here");
    Nd4j.getRandom().setSeed(7);
    for (String name : InceptionV3.unitNames()) {
      // Zero in a network that was never trained.
      INDArray bias = folded.getLayer(name).getParam(ConvolutionUnit.BETA);
      bias.assign(Nd4j.rand(-0.1, 0.1, Nd4j.getRandom(), bias.shape()));
    }
    images = Nd4j.rand(-1, 1, Nd4j.getRandom(), 19, SIZE, SIZE, 3);
    expected = folded.outputSingle(images);
  }

  @BeforeEach
  void noEngineIsForced() {
    System.clearProperty(Engine.PROPERTY);
  }

  /** For a run of all tests on one engine. */
  @AfterAll
  static void restoreEngine() {
    if (OF_PROCESS != null) {
      System.setProperty(Engine.PROPERTY, OF_PROCESS);
    } else {
      System.clearProperty(Engine.PROPERTY);
    }
  }

  private static OneDnnNetwork network(int sessions) {
    return OneDnnNetwork.of(folded).orElseThrow().withSessions(sessions);
  }

  private static INDArray images(int from, int to) {
    return images.get(NDArrayIndex.interval(from, to));
  }

  private static void isClose(INDArray features, INDArray reference) {
    double largest = reference.amaxNumber().doubleValue();
    assertThat(features.shape()).isEqualTo(reference.shape());
    assertThat(features.sub(reference).amaxNumber().doubleValue()).isLessThan(1e-5 * largest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 19})
  @DisplayName("gives what ND4J's operations give")
  void sameAsNd4j(int n) {
    isClose(
        network(1).output(images(3 % (20 - n), 3 % (20 - n) + n)),
        expected.get(NDArrayIndex.interval(3 % (20 - n), 3 % (20 - n) + n)).dup());
  }

  @ParameterizedTest
  @ValueSource(ints = {165, 400})
  @DisplayName("gives what ND4J's operations give if it computes large arrays in pairs of images")
  void largeArrays(int size) {
    int n = 3;
    ComputationGraph large = InceptionV3.of(size, 2).buildFoldedBody();
    INDArray pixels = Nd4j.rand(-1, 1, Nd4j.getRandom(), n, size, size, 3);
    OneDnnNetwork network = OneDnnNetwork.of(large).orElseThrow();
    INDArray features = network.outputOfGroup(pixels);
    isClose(features, large.outputSingle(pixels));
    assertThat(network.outputOfGroup(pixels.get(NDArrayIndex.interval(1, n))))
        .isEqualTo(features.get(NDArrayIndex.interval(1, n)).dup());
  }

  @Test
  @DisplayName("gives an image the same features, to the last bit, whatever is in its group")
  void groups() {
    OneDnnNetwork network = network(1);
    INDArray whole = network.outputOfGroup(images);
    for (int from : new int[] {0, 5, 18}) {
      assertThat(network.outputOfGroup(images(from, 19)))
          .isEqualTo(whole.get(NDArrayIndex.interval(from, 19)).dup());
    }
    assertThat(network.outputOfGroup(images(4, 5)).toFloatMatrix()[0])
        .isEqualTo(whole.getRow(4).toFloatVector());
  }

  @Test
  @DisplayName("reads images of any memory layout")
  void layouts() {
    INDArray channelsFirst = images(0, 4).permute(0, 3, 1, 2).dup('c');
    assertThat(network(1).output(channelsFirst.permute(0, 2, 3, 1)))
        .isEqualTo(network(1).output(images(0, 4)));
  }

  @Test
  @DisplayName("serves several threads at once, each with the answer of one alone")
  void threads() throws Exception {
    OneDnnNetwork network = network(2);
    INDArray alone = network(1).output(images(0, 3));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<INDArray>> answers =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> network.output(images(0, 3).dup())))
              .toList();
      for (Future<INDArray> answer : answers) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  @DisplayName("gives its memory back and takes it again")
  void release() {
    OneDnnNetwork network = network(1);
    INDArray before = network.output(images(0, 2));
    network.release();
    network.release();
    assertThat(network.output(images(0, 2))).isEqualTo(before);
  }

  @Test
  @DisplayName("is not available for a width that is no multiple of the channel blocks")
  void width() {
    ComputationGraph narrow = InceptionV3.of(75, 2).withWidth(0.1).buildFoldedBody();
    assertThat(OneDnnNetwork.problem(narrow.getConfiguration()))
        .hasValueSatisfying(line -> assertThat(line).contains("filters"));
    assertThat(OneDnnNetwork.of(narrow)).isEmpty();
    System.setProperty(Engine.PROPERTY, "onednn");
    assertThatIllegalStateException()
        .isThrownBy(() -> OneDnnNetwork.of(narrow))
        .withMessageContaining("conv2d_1 has 3 filters");
  }

  @Test
  @DisplayName("is not available if the process computes with ND4J")
  void forced() {
    System.setProperty(Engine.PROPERTY, "nd4j");
    assertThat(OneDnnNetwork.of(folded)).isEmpty();
    System.setProperty(Engine.PROPERTY, "fast");
    assertThatIllegalStateException()
        .isThrownBy(() -> OneDnnNetwork.of(folded))
        .withMessageContaining(
            "There is no engine 'fast'; the engines are auto, onednn, onednn-direct, nd4j");
  }
}
