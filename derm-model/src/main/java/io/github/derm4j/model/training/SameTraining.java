package io.github.derm4j.model.training;

import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks that checkpoints belong to the same training run. */
final class SameTraining {

  /** The fact that names the engine. */
  static final String ENGINE = "engine";

  /** The fact that names the precision; only there if it is not single precision. */
  static final String PRECISION = "precision";

  /** The values of facts that a checkpoint may lack. */
  private static final Map<String, String> DEFAULTS =
      Map.of(ENGINE, Engine.ND4J.toString(), PRECISION, Precision.FP32.toString());

  private SameTraining() {}

  /**
   * Compares the facts of two trainings.
   *
   * @param file the checkpoint
   * @param written the facts in it
   * @param wanted the facts of the training that resumes from it
   * @throws IOException if they differ; the message names the file and the differences
   */
  static void require(Path file, Map<String, String> written, Map<String, String> wanted)
      throws IOException {
    Set<String> names = new TreeSet<>(written.keySet());
    names.addAll(wanted.keySet());
    Map<String, String> different = new TreeMap<>();
    for (String name : names) {
      String there = written.getOrDefault(name, DEFAULTS.get(name));
      String now = wanted.getOrDefault(name, DEFAULTS.get(name));
      if (!Objects.equals(there, now)) {
        different.put(name, String.format(Locale.ROOT, "%s there, %s now", there, now));
      }
    }
    if (!different.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s belongs to another training: %s; give the same options and images, or start again in another folder",
              file,
              different));
    }
  }
}
