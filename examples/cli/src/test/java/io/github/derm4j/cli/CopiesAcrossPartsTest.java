package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Byte-equal images in different parts of a split")
class CopiesAcrossPartsTest {

  @TempDir Path folder;

  /** Files of one size, of which only a few are equal, and one differs in its last byte. */
  private static byte[] bytes(int i) {
    byte[] bytes = new byte[6000];
    new Random(i).nextBytes(bytes);
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[2] = (byte) 0xff;
    return bytes;
  }

  private Command split(Path images, int seed) {
    return Command.derm(
        "split",
        "--dataset",
        "folder",
        "--images",
        images,
        "--unchecked",
        "--folds",
        "2",
        "--seed",
        Integer.toString(seed),
        "--out",
        folder.resolve("folds.csv"));
  }

  @Test
  @DisplayName("are counted and named, in a folder and in an archive")
  void named() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    Path zip = folder.resolve("images.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < 12; i++) {
        // 6 has the bytes of 0, 7 those of 1; 8 differs from 2 in its last byte.
        byte[] bytes = bytes(i >= 6 && i <= 8 ? i - 6 : i);
        bytes[5999] += (byte) (i == 8 ? 1 : 0);
        String name = (i % 2 == 0 ? "melanoma/" : "nevus/") + (char) ('a' + i) + ".jpg";
        Files.createDirectories(images.resolve(name).resolveSibling("."));
        Files.write(images.resolve(name), bytes);
        out.putNextEntry(new ZipEntry(name));
        out.write(bytes);
      }
    }
    boolean one = false;
    boolean two = false;
    for (int seed = 1; seed <= 8; seed++) {
      Command split = split(images, seed);
      assertThat(split.exitCode()).as(split.err()).isZero();
      assertThat(split(zip, seed).err()).isEqualTo(split.err());
      String table = Files.readString(folder.resolve("folds.csv"), StandardCharsets.UTF_8);
      boolean first = fold(table, "a.jpg") != fold(table, "g.jpg");
      boolean second = fold(table, "b.jpg") != fold(table, "h.jpg");
      int count = (first ? 1 : 0) + (second ? 1 : 0);
      one |= count == 1;
      two |= count == 2;
      if (count == 0) {
        assertThat(split.err()).doesNotContain("byte-equal");
      } else {
        assertThat(split.err())
            .contains(
                "warning: "
                    + (count == 1
                        ? "1 group of byte-equal images lies"
                        : "2 groups of byte-equal images lie")
                    + " in different parts");
      }
      if (first) {
        assertThat(split.err())
            .containsPattern(
                "melanoma/a.jpg \\(fold [01]\\) = melanoma/g.jpg \\(fold [01]\\)"
                    + "|melanoma/g.jpg \\(fold [01]\\) = melanoma/a.jpg \\(fold [01]\\)");
      }
    }
    assertThat(one).as("a split with one group").isTrue();
    assertThat(two).as("a split with two groups").isTrue();
  }

  private static char fold(String table, String image) {
    return table
        .lines()
        .filter(line -> line.contains("/" + image + ","))
        .map(line -> line.charAt(line.length() - 1))
        .findFirst()
        .orElseThrow();
  }
}
