package io.github.derm4j.model.backbone;

import com.google.common.io.ByteSource;
import com.google.common.io.Resources;
import io.github.derm4j.testing.FuzzTarget;
import io.github.derm4j.testing.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged ONNX model")
public class OnnxFilesFuzzTest {

  private static final long MEMORY = 1L << 30;
  private static final Path FOLDER = folder();

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", OnnxFilesFuzzTest::read)
          .sound(resource("external.onnx"), resource("convnext.onnx"));

  @Test
  @DisplayName("is described with the files that it names, or refused by an IOException")
  void damaged() {
    TARGET.damage(2_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException {
    OnnxFiles files = OnnxFiles.of("model.onnx", ByteSource.wrap(input), FOLDER, MEMORY);
    for (String name : files.header().externalFiles()) {
      if (!FOLDER.resolve(name).normalize().startsWith(FOLDER)) {
        throw new AssertionError("outside of the folder: " + name);
      }
    }
  }

  private static Path folder() {
    Path folder = ScratchFolder.create();
    try {
      Files.write(folder.resolve("external.weights"), new byte[100]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  private static byte[] resource(String name) {
    try {
      return Resources.toByteArray(Resources.getResource(OnnxFilesFuzzTest.class, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
