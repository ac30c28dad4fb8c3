package io.github.derm4j.model.inception;

import io.github.derm4j.testing.FuzzTarget;
import io.github.derm4j.testing.ScratchFolder;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged file of weights")
public class KerasWeightsFuzzTest {

  private static final FuzzTarget TARGET =
      FuzzTarget.ofFile("weights.h5", KerasWeightsFuzzTest::read).sound(twoLayers());

  @Test
  @DisplayName("is read, or refused by an IOException that names it")
  void damaged() {
    TARGET.damage(1_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  /** All arrays; Inception v3 itself has too many layers to be damaged well. */
  private static void read(Path file) throws IOException {
    KerasWeights.read(
        file,
        layers -> {
          for (Group layer : layers.ofKind("conv2d")) {
            layers.values(layer, KerasLayers.KERNEL);
          }
          return "";
        });
  }

  private static byte[] twoLayers() {
    Path file = ScratchFolder.create().resolve("two.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup model = hdf.putGroup("model_weights");
      model.putAttribute("backend", "tensorflow");
      model.putGroup("conv2d_1").putDataset("kernel:0", new float[][] {{1, 2}, {3, 4}});
      model.putGroup("conv2d_2").putGroup("conv2d_2").putDataset("kernel", new float[] {5});
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
