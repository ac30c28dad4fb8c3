package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The cache of decoded images")
class DecodedCacheTest {

  private static final ImageTransform WHOLE = new WholeImage(16);

  /** 40 × 30 pixels and the header. */
  private static final int SIZE = 12 + 3600;

  @TempDir private Path folder;

  private static byte[] jpeg(long seed) {
    return TestImages.encode(TestImages.blobs(40, 30, seed), "jpg");
  }

  private static byte[] pixels(DecodedCache cache, long seed) throws IOException {
    try (LesionImage image = cache.decode(jpeg(seed), "image", WHOLE)) {
      return image.bgrBytes();
    }
  }

  private static byte[] decoded(long seed) throws IOException {
    try (LesionImage image = ImageDecoder.decode(jpeg(seed), "image", WHOLE)) {
      return image.bgrBytes();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  @DisplayName("gives the pixels that the decoder gives, from disk the second time")
  void pixels() throws IOException {
    DecodedCache cache = DecodedCache.open(folder, 1_000_000);
    assertThat(pixels(cache, 1)).isEqualTo(decoded(1));
    assertThat(files()).singleElement().satisfies(file -> assertThat(file).hasSize(SIZE));
    FileTime written = Files.getLastModifiedTime(files().get(0));
    assertThat(pixels(cache, 1)).isEqualTo(decoded(1));
    assertThat(Files.getLastModifiedTime(files().get(0))).isEqualTo(written);
    assertThat(pixels(DecodedCache.open(folder, 1_000_000), 1)).isEqualTo(decoded(1));
    assertThat(cache.bytes()).isEqualTo(SIZE);
  }

  @Test
  @DisplayName("keeps an image apart for each reduction")
  void reductions() throws IOException {
    DecodedCache cache = DecodedCache.open(folder, 1_000_000);
    pixels(cache, 1);
    try (LesionImage half = cache.decode(jpeg(1), "image", new WholeImage(15))) {
      assertThat(half.width()).isEqualTo(20);
    }
    assertThat(pixels(cache, 1)).isEqualTo(decoded(1));
    assertThat(files()).hasSize(2);
  }

  @Test
  @DisplayName("stores no more than its limit, and continues without storing")
  void limit() throws IOException {
    DecodedCache cache = DecodedCache.open(folder, 3 * SIZE + 1);
    for (int seed = 0; seed < 6; seed++) {
      assertThat(pixels(cache, seed)).isEqualTo(decoded(seed));
    }
    assertThat(files()).hasSize(3);
    assertThat(cache.bytes()).isEqualTo(3 * SIZE);
    Path oldest = files().get(1);
    Files.setLastModifiedTime(oldest, FileTime.from(Instant.EPOCH));
    assertThat(DecodedCache.open(folder, 2 * SIZE).bytes()).isEqualTo(2 * SIZE);
    assertThat(files()).hasSize(2).doesNotContain(oldest);
  }

  @Test
  @DisplayName("decodes again what a crash left damaged or incomplete")
  void damaged() throws IOException {
    DecodedCache cache = DecodedCache.open(folder, 1_000_000);
    for (int kind = 0; kind < 4; kind++) {
      pixels(cache, 1);
      Path file = files().get(0);
      byte[] content = Files.readAllBytes(file);
      switch (kind) {
        case 0 -> content[2000] ^= 1;
        case 1 -> content = java.util.Arrays.copyOf(content, 1000);
        case 2 -> content = new byte[0];
        default -> content[1] = 127;
      }
      Files.write(file, content);
      assertThat(pixels(cache, 1)).isEqualTo(decoded(1));
      assertThat(file).hasSize(SIZE);
      assertThat(pixels(cache, 1)).isEqualTo(decoded(1));
    }
    Path abandoned = Files.createFile(folder.resolve("1.tmp"));
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(7200)));
    Path beingWritten = Files.createFile(folder.resolve("2.tmp"));
    DecodedCache.open(folder, 1_000_000);
    assertThat(abandoned).doesNotExist();
    assertThat(beingWritten).exists();
  }

  @Test
  @DisplayName("continues to decode when the folder is gone")
  void folderGone() throws IOException {
    Path inner = folder.resolve("cache");
    DecodedCache cache = DecodedCache.open(inner, 1_000_000);
    Files.delete(inner);
    assertThat(pixels(cache, 1)).isEqualTo(decoded(1));
    assertThat(pixels(cache, 2)).isEqualTo(decoded(2));
    assertThat(cache.bytes()).isZero();
  }

  @Test
  @DisplayName("may be used by many threads at once")
  void threads() throws IOException {
    DecodedCache cache = DecodedCache.open(folder, 1_000_000);
    List<byte[]> seen =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    return pixels(cache, i % 4);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                })
            .toList();
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i)).isEqualTo(decoded(i % 4));
    }
    assertThat(files()).hasSize(4);
    assertThat(cache.bytes()).isEqualTo(4 * SIZE);
  }

  @Test
  @DisplayName("refuses what the decoder refuses, and a negative limit")
  void refuses() throws IOException {
    DecodedCache cache = DecodedCache.open(folder, 1000);
    assertThatThrownBy(() -> cache.decode(new byte[0], "a.jpg", WHOLE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.jpg is empty");
    assertThatThrownBy(() -> DecodedCache.open(folder, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1 bytes");
  }
}
