package io.github.derm4j.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** The Deeplearning4j engine in use. */
final class Engine {

  private static final String PROPERTIES = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  private Engine() {}

  static String version() {
    Properties properties = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(PROPERTIES)) {
      properties.load(Objects.requireNonNull(in, PROPERTIES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
