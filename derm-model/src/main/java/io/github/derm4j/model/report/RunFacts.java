package io.github.derm4j.model.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was asked for, and what ran.
 *
 * @param title what a person calls this run, as in {@code Synthetic lesions}
 * @param seed the seed of every random choice
 * @param shuffledLabels whether the diagnoses were dealt out anew, so that nothing can be learnt
 * @param options the options as used, defaults included
 * @param versions the software and the machine
 * @param seconds time of each phase, in the order they ran
 */
public record RunFacts(
    String title,
    long seed,
    boolean shuffledLabels,
    Map<String, String> options,
    Map<String, String> versions,
    Map<String, Double> seconds) {

  /**
   * Copies the maps, keeping their order.
   *
   * @param title what a person calls this run, as in {@code Synthetic lesions}
   * @param seed the seed of every random choice
   * @param shuffledLabels whether the diagnoses were dealt out anew, so that nothing can be learnt
   * @param options the options as used, defaults included
   * @param versions the software and the machine
   * @param seconds time of each phase, in the order they ran
   */
  public RunFacts {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }

  /** {@return the time of all phases together, in seconds} */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
