package io.github.derm4j.model.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The files beside these classes: templates, styles and scripts. */
final class Resources {

  private Resources() {}

  /** Reads a file as text. */
  static String text(String name) {
    try (InputStream file =
        Objects.requireNonNull(Resources.class.getResourceAsStream(name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
