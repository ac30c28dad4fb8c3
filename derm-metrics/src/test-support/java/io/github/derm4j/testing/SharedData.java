package io.github.derm4j.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real data in the folder that the property {@code derm.shared} names. A test that needs an absent
 * file is skipped, visibly. The tests of several modules compile this file.
 */
public final class SharedData {

  private SharedData() {}

  /** A file of the folder {@code data}, for instance {@code tables/fitzpatrick17k.csv.gz}. */
  public static Path file(String name) {
    return existing("data", name);
  }

  /** The folder of inputs that once gave wrong answers. */
  public static Path faults() {
    return existing("faults", "");
  }

  private static Path existing(String folder, String name) {
    Path path = Path.of(System.getProperty("derm.shared", "../shared"), folder, name);
    assumeTrue(Files.exists(path), () -> "no real data: set -Dderm.shared; looked for " + path);
    return path;
  }
}
