package io.github.derm4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/** The versions of the software, and the machine of a run. */
final class Versions {

  private Versions() {}

  static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("Derm4j", Version.derm4j());
    versions.put("Java", Runtime.version() + " (" + System.getProperty("java.vm.name") + ")");
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    versions.put("backend", "ND4J " + Nd4j.getBackend().getClass().getSimpleName());
    return versions;
  }
}
