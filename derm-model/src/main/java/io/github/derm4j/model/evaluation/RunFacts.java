package io.github.derm4j.model.evaluation;

import io.github.derm4j.model.Provenance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The circumstances of an evaluation, for {@code metrics.json} and the report.
 *
 * @param title the title of the report, such as {@code Synthetic lesions}
 * @param seed the seed of every random choice
 * @param shuffledLabels whether the diagnoses were shuffled, which makes learning impossible
 * @param options the options, including defaults
 * @param classifier the facts of the tested classifier's training from its file, by name; empty if
 *     this run trained it
 * @param versions the software and the machine
 * @param seconds the time of each phase, in order
 * @param epochs the learning curve; empty if nothing was trained
 */
public record RunFacts(
    String title,
    long seed,
    boolean shuffledLabels,
    Map<String, String> options,
    Map<String, String> classifier,
    Map<String, String> versions,
    Map<String, Double> seconds,
    List<EpochFacts> epochs) {

  /**
   * Copies the maps, keeping their order, and the list.
   *
   * @param title the title of the report
   * @param seed the seed of every random choice
   * @param shuffledLabels whether the diagnoses were shuffled
   * @param options the options as used
   * @param classifier the facts of the tested classifier's training from its file
   * @param versions the software and the machine
   * @param seconds time of each phase
   * @param epochs the learning curve
   */
  public RunFacts {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    classifier = Collections.unmodifiableMap(new LinkedHashMap<>(classifier));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    epochs = List.copyOf(epochs);
  }

  /**
   * Facts that contain only a title.
   *
   * @param title the title of the report
   * @return the facts, with seed 1
   */
  public static RunFacts titled(String title) {
    return new RunFacts(title, 1, false, Map.of(), Map.of(), Map.of(), Map.of(), List.of());
  }

  /**
   * Sets the seed.
   *
   * @param value the seed of every random choice
   * @return a changed copy
   */
  public RunFacts withSeed(long value) {
    return new RunFacts(
        title, value, shuffledLabels, options, classifier, versions, seconds, epochs);
  }

  /**
   * Sets the options.
   *
   * @param used the options as used, and other facts of the run, by name
   * @return a changed copy
   */
  public RunFacts withOptions(Map<String, String> used) {
    return new RunFacts(title, seed, shuffledLabels, used, classifier, versions, seconds, epochs);
  }

  /**
   * States that the diagnoses were shuffled, which makes learning impossible.
   *
   * @return a changed copy
   */
  public RunFacts withShuffledLabels() {
    return new RunFacts(title, seed, true, options, classifier, versions, seconds, epochs);
  }

  /**
   * Adds the facts of the tested classifier's training from its file.
   *
   * @param provenance the provenance
   * @return a changed copy
   */
  public RunFacts withClassifier(Provenance provenance) {
    Map<String, String> facts = new LinkedHashMap<>();
    provenance
        .data()
        .ifPresent(
            data -> {
              facts.put("data", data.name());
              facts.put("data.date", data.date());
              facts.put("data.licences", String.join(", ", data.licences()));
              facts.put("data.command", data.command());
            });
    facts.putAll(provenance.facts());
    return new RunFacts(title, seed, shuffledLabels, options, facts, versions, seconds, epochs);
  }

  /**
   * Adds the learning curve.
   *
   * @param curve a row for each epoch
   * @return a changed copy
   */
  public RunFacts withEpochs(List<EpochFacts> curve) {
    return new RunFacts(title, seed, shuffledLabels, options, classifier, versions, seconds, curve);
  }

  /** {@return the total time of all phases in seconds} */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * An epoch of the learning curve.
   *
   * @param number the epoch, from 1
   * @param loss the mean cross-entropy over the training images, in nats
   * @param validationLoss the mean cross-entropy over the validation images, in nats
   * @param seconds the time in seconds
   */
  public record EpochFacts(int number, double loss, double validationLoss, double seconds) {}
}
