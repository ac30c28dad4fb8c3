package io.github.derm4j.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data beside the project; a test that asks for an absent file is skipped, visibly. */
public final class SharedArchives {

  private SharedArchives() {}

  /** A file of the data folder, for instance {@code tables/fitzpatrick17k.csv.gz}. */
  public static Path file(String name) {
    Path path = Path.of(System.getProperty("derm.shared", "../shared"), "data", name);
    assumeTrue(Files.exists(path), () -> "no real data at " + path);
    return path;
  }
}
