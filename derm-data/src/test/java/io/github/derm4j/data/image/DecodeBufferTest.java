package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.TestImages;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A buffer for decoded images")
class DecodeBufferTest {

  private static final ImageTransform WHOLE = new WholeImage(32);

  private static final List<byte[]> FILES =
      List.of(
          TestImages.encode(TestImages.blobs(64, 48, 1), "jpg"),
          TestImages.encode(TestImages.blobs(40, 60, 2), "png"),
          TestImages.encode(TestImages.blobs(331, 177, 3), "jpg"), // reduced while it is read
          TestImages.encode(TestImages.blobs(33, 33, 4), "jpg"));

  @Test
  @DisplayName("holds the same pixels as newly allocated memory, whatever it held before")
  void samePixels() throws IOException {
    try (DecodeBuffer buffer = new DecodeBuffer()) {
      for (int round = 0; round < 2; round++) {
        for (byte[] file : FILES) {
          assertThat(pixels(file, Optional.of(buffer))).isEqualTo(pixels(file, Optional.empty()));
        }
      }
    }
  }

  @Test
  @DisplayName("shows nothing of an earlier image where a file is damaged")
  void damaged() throws IOException {
    byte[] black = TestImages.encode(TestImages.plain(64, 48, Color.BLACK), "png");
    byte[] white = TestImages.encode(TestImages.plain(64, 48, Color.WHITE), "png");
    SplittableRandom random = new SplittableRandom(5);
    int decoded = 0;
    try (DecodeBuffer buffer = new DecodeBuffer()) {
      for (int round = 0; round < 300; round++) {
        byte[] bytes = FILES.get(round % FILES.size()).clone();
        for (int i = 0; i < 3; i++) {
          bytes[random.nextInt(100, bytes.length)] = (byte) random.nextInt(256);
        }
        Optional<byte[]> afterBlack = after(black, bytes, buffer);
        Optional<byte[]> afterWhite = after(white, bytes, buffer);
        assertThat(afterWhite.isPresent()).isEqualTo(afterBlack.isPresent());
        if (afterBlack.isPresent()) {
          assertThat(afterWhite.orElseThrow()).isEqualTo(afterBlack.orElseThrow());
          decoded++;
        }
      }
    }
    assertThat(decoded).isPositive();
  }

  private static Optional<byte[]> after(byte[] before, byte[] bytes, DecodeBuffer buffer)
      throws IOException {
    pixels(before, Optional.of(buffer));
    try {
      return Optional.of(pixels(bytes, Optional.of(buffer)));
    } catch (IOException refused) {
      return Optional.empty();
    }
  }

  @Test
  @DisplayName("is used again for each image that fits, also for those of a cache on disk")
  void usedAgain(@TempDir Path folder) throws IOException {
    byte[] large = TestImages.encode(TestImages.blobs(120, 90, 1), "png");
    byte[] small = TestImages.encode(TestImages.blobs(64, 48, 1), "jpg");
    DecodedCache cache = DecodedCache.open(folder, 1 << 20);
    try (DecodeBuffer buffer = new DecodeBuffer()) {
      long first = address(ImageDecoder.decode(large, "large", WHOLE, buffer));
      assertThat(address(ImageDecoder.decode(small, "small", WHOLE, buffer))).isEqualTo(first);
      assertThat(address(cache.decode(small, "stored", WHOLE, buffer))).isEqualTo(first);
      assertThat(address(cache.decode(small, "read", WHOLE, buffer))).isEqualTo(first);
    }
  }

  private static byte[] pixels(byte[] file, Optional<DecodeBuffer> buffer) throws IOException {
    try (LesionImage image =
        buffer.isPresent()
            ? ImageDecoder.decode(file, "image", WHOLE, buffer.get())
            : ImageDecoder.decode(file, "image", WHOLE)) {
      return image.bgrBytes();
    }
  }

  private static long address(LesionImage image) {
    try (image) {
      return image.bgr().data().address();
    }
  }
}
