package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.data.GeneratedPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JPEG files that all sides of a comparison of input pipelines read: one epoch of each size.
 */
public final class SharedPictures {

  private static final int DIFFERENT = 8;

  private SharedPictures() {}

  /**
   * Writes the files of one size.
   *
   * @param arguments the folder, the size such as 600x450, and the number of files
   */
  public static void main(String[] arguments) throws IOException {
    String size = arguments[1];
    Path files = Files.createDirectories(Path.of(arguments[0], size));
    byte[][] pictures = new byte[DIFFERENT][];
    for (int i = 0; i < DIFFERENT; i++) {
      pictures[i] = GeneratedPictures.jpeg(size, i);
    }
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      Files.write(files.resolve("%04d.jpg".formatted(i)), pictures[i % DIFFERENT]);
    }
  }
}
