package io.github.derm4j.data.image;

import io.github.derm4j.data.TestImages;
import io.github.derm4j.testing.FuzzTarget;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged image")
public class ImageDecoderFuzzTest {

  /** Decoding more takes seconds; the limit of the decoder itself has its own test. */
  private static final long MAX_PIXELS = 1_000_000;

  private static final BufferedImage IMAGE = TestImages.blobs(24, 18, 1);
  private static final byte[] JPEG = TestImages.encode(IMAGE, "jpg");

  private static final FuzzTarget TARGET =
      FuzzTarget.of("image", ImageDecoderFuzzTest::read)
          .sound(
              JPEG,
              Arrays.copyOf(JPEG, JPEG.length - 2),
              TestImages.encode(IMAGE, "png"),
              TestImages.encode(IMAGE, "bmp"),
              TestImages.encode(IMAGE, "tiff"));

  @Test
  @DisplayName("is decoded, or refused by an IOException that names the file")
  void damaged() {
    TARGET.damage(300);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException {
    ImageHeader header = ImageHeader.read(input, "image");
    if (header.pixels() <= MAX_PIXELS) {
      try (LesionImage image = ImageDecoder.decode(input, "image")) {
        PerceptualHash.of(image);
      }
    }
  }
}
