package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.TestImages;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The image decoder")
class ImageDecoderTest {

  private static final byte[] JPEG = TestImages.encode(TestImages.blobs(64, 48, 1), "jpg");
  private static final byte[] PNG = TestImages.encode(TestImages.blobs(64, 48, 1), "png");

  @Test
  @DisplayName("gives a PNG's pixels bit for bit, red first")
  void png() throws IOException {
    BufferedImage drawn = TestImages.blobs(31, 17, 5);
    try (LesionImage image = ImageDecoder.decode(TestImages.encode(drawn, "png"), "a.png")) {
      assertThat(image.width()).isEqualTo(31);
      assertThat(image.height()).isEqualTo(17);
      for (int y = 0; y < 17; y++) {
        for (int x = 0; x < 31; x++) {
          assertThat(image.rgb(x, y)).isEqualTo(drawn.getRGB(x, y) & 0xffffff);
        }
      }
    }
  }

  @Test
  @DisplayName("reads a JPEG's colours in the right order")
  void jpeg() throws IOException {
    byte[] bytes = TestImages.encode(TestImages.plain(16, 16, new Color(200, 100, 50)), "jpg");
    try (LesionImage image = ImageDecoder.decode(bytes, "a.jpg")) {
      Color seen = new Color(image.rgb(8, 8));
      assertThat(seen.getRed()).isBetween(197, 203);
      assertThat(seen.getGreen()).isBetween(97, 103);
      assertThat(seen.getBlue()).isBetween(47, 53);
    }
  }

  @Test
  @DisplayName("decodes by the bytes, not by the file's name")
  void mislabelled() throws IOException {
    try (LesionImage image = ImageDecoder.decode(PNG, "really-a-png.jpg")) {
      assertThat(image.width()).isEqualTo(64);
    }
  }

  @Test
  @DisplayName("reads grey, transparent, 16-bit and 1×1 images")
  void kinds() throws IOException {
    BufferedImage grey = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(1, 1, 0, 77);
    assertThat(decodePixel(grey, 1, 1)).isEqualTo(0x4d4d4d);
    BufferedImage transparent = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    transparent.setRGB(2, 0, 0x80112233);
    assertThat(decodePixel(transparent, 2, 0)).isEqualTo(0x112233);
    BufferedImage deep = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0x9a00);
    assertThat(decodePixel(deep, 0, 0)).isEqualTo(0x9a9a9a);
    assertThat(decodePixel(TestImages.plain(1, 1, Color.RED), 0, 0)).isEqualTo(0xff0000);
  }

  private static int decodePixel(BufferedImage drawn, int x, int y) throws IOException {
    try (LesionImage image = ImageDecoder.decode(TestImages.encode(drawn, "png"), "a.png")) {
      return image.rgb(x, y);
    }
  }

  @Test
  @DisplayName("decodes a far larger JPEG at a fraction of its size, but never too small")
  void reduced() throws IOException {
    byte[] bytes = TestImages.encode(TestImages.blobs(800, 600, 2), "jpg");
    assertThat(decodedWidth(bytes, new WholeImage(75))).isEqualTo(100);
    assertThat(decodedWidth(bytes, new WholeImage(76))).isEqualTo(200);
    assertThat(decodedWidth(bytes, new WholeImage(300))).isEqualTo(400);
    assertThat(decodedWidth(bytes, new WholeImage(301))).isEqualTo(800);
    assertThat(decodedWidth(bytes, new PaperAugmentation(299))).isEqualTo(800);
  }

  private static int decodedWidth(byte[] bytes, ImageTransform transform) throws IOException {
    try (LesionImage image = ImageDecoder.decode(bytes, "a.jpg", transform)) {
      return image.width();
    }
  }

  @Test
  @DisplayName("names an empty file")
  void empty() {
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[0], "lost.jpg"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lost.jpg is empty");
  }

  @Test
  @DisplayName(
      "reads a PNG without its end mark if all pixels are there, as Pillow and browsers do")
  void pngWithoutEnd() throws IOException {
    byte[] open = Arrays.copyOf(PNG, PNG.length - 12);
    try (LesionImage whole = ImageDecoder.decode(PNG, "a.png");
        LesionImage read = ImageDecoder.decode(open, "a.png")) {
      assertThat(read.toPng()).isEqualTo(whole.toPng());
    }
    byte[] half = Arrays.copyOf(PNG, 33);
    assertThatThrownBy(() -> ImageDecoder.decode(half, "half.png"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("half.png is truncated");
  }

  @Test
  @DisplayName("names the kinds of JPEG and WebP that no decoder here reads")
  void unsupported() {
    // ITU-T T.81: the frame's marker names the coding, its first byte the bits of a sample.
    int frame = frame();
    byte[] twelve = JPEG.clone();
    twelve[frame + 3] = 12;
    byte[] lossless = JPEG.clone();
    lossless[frame] = (byte) 0xc3;
    // RIFF, WEBP, VP8X with the flag of an animation, a canvas of 2 x 2.
    byte[] animated =
        "RIFF\30\0\0\0WEBPVP8X\n\0\0\0\2\0\0\0\1\0\0\1\0\0".getBytes(StandardCharsets.ISO_8859_1);
    Map.of(
            "a JPEG with 12 bits per channel", twelve,
            "a lossless JPEG", lossless,
            "an animated WebP", animated)
        .forEach(
            (kind, bytes) ->
                assertThatThrownBy(() -> ImageDecoder.decode(bytes, "x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("x is " + kind + ", which can't be decoded: convert"));
  }

  private static int frame() {
    for (int i = 0; ; i++) {
      if ((JPEG[i] & 0xff) == 0xff && (JPEG[i + 1] & 0xff) == 0xc0) {
        return i + 1;
      }
    }
  }

  @Test
  @DisplayName("names a file that is no image")
  void noPicture() {
    byte[] text = "isic_id,diagnosis".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ImageDecoder.decode(text, "table.jpg"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("table.jpg is not an image");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9, 0.995})
  @DisplayName("names a truncated file, wherever it was cut")
  void truncated(double fraction) {
    for (byte[] bytes : new byte[][] {JPEG, PNG}) {
      byte[] cut = Arrays.copyOf(bytes, Math.max(10, (int) (bytes.length * fraction)));
      assertThatThrownBy(() -> ImageDecoder.decode(cut, "cut.jpg"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cut.jpg is truncated");
    }
  }

  @Test
  @DisplayName("refuses an image that claims too many pixels before it decodes it")
  void bomb() {
    byte[] bytes = PNG.clone();
    ByteBuffer.wrap(bytes).putInt(16, 60_000).putInt(20, 60_000);
    assertThatThrownBy(() -> ImageDecoder.decode(bytes, "bomb.png"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bomb.png claims 60000×60000 pixels");
  }

  @Test
  @DisplayName("answers any damaged bytes with an image or an IOException, nothing else")
  void damaged() {
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int round = 0; round < 400; round++) {
      byte[] bytes = (round % 2 == 0 ? JPEG : PNG).clone();
      for (int i = 0; i < 4; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try (LesionImage image = ImageDecoder.decode(bytes, "damaged")) {
        assertThat(image.width()).isPositive();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("damaged");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
