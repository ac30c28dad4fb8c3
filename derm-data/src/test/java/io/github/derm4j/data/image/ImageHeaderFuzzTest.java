package io.github.derm4j.data.image;

import io.github.derm4j.data.TestImages;
import io.github.derm4j.testing.FuzzTarget;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The header check of damaged images")
public class ImageHeaderFuzzTest {

  private static final BufferedImage IMAGE = TestImages.blobs(24, 18, 1);

  private static final FuzzTarget TARGET =
      FuzzTarget.of("image", ImageHeaderFuzzTest::read)
          .sound(
              TestImages.encode(IMAGE, "jpg"),
              TestImages.encode(IMAGE, "png"),
              TestImages.encode(IMAGE, "bmp"),
              TestImages.encode(IMAGE, "tiff"));

  @Test
  @DisplayName("gives their size, or throws an IOException that names the file")
  void damaged() {
    TARGET.damage(4_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException {
    ImageHeader header = ImageHeader.read(input, "image");
    if (header.width() <= 0 || header.height() <= 0) {
      throw new AssertionError(header);
    }
    header.lacksEnd(input);
    header.unsupported(input);
    ImageHeader.recognisable(input);
    ImageHeader.withPngEnd(input);
  }
}
