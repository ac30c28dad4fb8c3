package io.github.derm4j.model.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;

/** The versions of the software that trains, for the provenance of a classifier. */
public final class SoftwareVersions {

  /** The prefix of versions in the provenance of a classifier. */
  public static final String VERSION = "version.";

  private static final String DEEPLEARNING4J =
      "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

  private SoftwareVersions() {}

  /** The versions by name. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    String own = SoftwareVersions.class.getPackage().getImplementationVersion();
    facts.put(VERSION + "Derm4j", own == null ? "development" : own);
    facts.put(VERSION + "Deeplearning4j", deeplearning4j());
    facts.put(VERSION + "backend", Nd4j.getBackend().getClass().getSimpleName());
    facts.put(VERSION + "Java", Runtime.version().toString());
    return facts;
  }

  /**
   * The version of Deeplearning4j, read from its jar's properties, because its manifest has none.
   */
  static String deeplearning4j() {
    try (InputStream in = ComputationGraph.class.getResourceAsStream(DEEPLEARNING4J)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
