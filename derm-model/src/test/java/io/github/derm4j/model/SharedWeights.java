package io.github.derm4j.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data that some tests measure against; where it is absent they are skipped, visibly. */
public final class SharedWeights {

  private SharedWeights() {}

  public static Path file(String name) {
    String folder = System.getProperty("derm.shared", "../shared");
    Path file = Path.of(folder, "data").resolve(name);
    assumeTrue(Files.exists(file), () -> "no real data: set -Dderm.shared; looked for " + file);
    return file;
  }
}
