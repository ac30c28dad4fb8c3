package io.github.derm4j.model.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.Floats;
import io.github.derm4j.model.training.RmsPropMomentum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Against torchvision itself, where it is installed (Debian: python3-torchvision, python3-h5py).
 */
@DisplayName("Weights that were converted from torchvision")
class TorchvisionWeightsTest {

  private static final String PYTHON = System.getProperty("derm.python", "/usr/bin/python3");
  private static final int CLASSES = 7;

  @TempDir Path folder;

  @Test
  @DisplayName("give torchvision's probabilities, from .pth and .safetensors, scales and all")
  void giveTheProbabilitiesOfTorchvision() throws Exception {
    assumeTrue(
        Files.exists(Path.of(PYTHON)) && run("-c", "import torchvision, h5py") == 0,
        PYTHON + " has no torchvision and h5py");
    assertThat(run("src/test/python/torchvision_inception.py", folder.toString())).isZero();
    INDArray input = Nd4j.create(floats("input.f32"), new long[] {2, 75, 75, 3}, 'c');
    float[] expected = floats("probabilities.f32");

    for (String source : List.of("random.pth", "random.safetensors")) {
      Path file = folder.resolve("converted.h5");
      assertThat(
              run(
                  "../examples/python/torchvision_to_keras.py",
                  folder.resolve(source).toString(),
                  file.toString(),
                  "--input",
                  "imagenet",
                  "--top"))
          .as(source)
          .isZero();
      ComputationGraph network =
          InceptionV3.of(75, CLASSES).build(RmsPropMomentum.withLearningRate(0.1), 1);
      KerasWeights weights = KerasWeights.read(file);
      weights.copyTo(network);
      weights.copyTopTo(network);

      assertThat(network.outputSingle(input).dup('c').data().asFloat())
          .as(source)
          .containsExactly(expected, within(1e-4f));
    }
    assertThat(Floats.max(expected)).isGreaterThan(0.3f); // or there would be little to compare
  }

  private float[] floats(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private int run(String... words) throws IOException, InterruptedException {
    ProcessBuilder python = new ProcessBuilder(PYTHON).redirectErrorStream(true);
    python.command().addAll(List.of(words));
    return python.redirectOutput(folder.resolve("python.log").toFile()).start().waitFor();
  }
}
