package io.github.derm4j.model;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a classifier came to be.
 *
 * @param body where the weights of the body come from
 * @param facts data, options, seeds, versions and figures, by name and for a person to read; sorted
 *     by name
 */
public record Provenance(Body body, Map<String, String> facts) {

  /** Where the weights of a body come from. */
  public sealed interface Body permits Frozen, Trained {}

  /**
   * The body is that of a weights file, so that features of one classifier are those of another.
   *
   * @param weights the checksum of that file
   */
  public record Frozen(String weights) implements Body {

    /**
     * Requires the checksum.
     *
     * @param weights the checksum of the weights file
     */
    public Frozen {
      Objects.requireNonNull(weights, "weights");
    }
  }

  /** The body was trained with the softmax, so that its features are its own. */
  public record Trained() implements Body {}

  /**
   * Copies the facts.
   *
   * @param body where the weights of the body come from
   * @param facts by name
   */
  public Provenance {
    Objects.requireNonNull(body, "body");
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /**
   * Of a classifier whose softmax alone was trained.
   *
   * @param weights the checksum of the weights file of the body
   * @param facts by name
   * @return the provenance
   */
  public static Provenance ofFrozenBody(String weights, Map<String, String> facts) {
    return new Provenance(new Frozen(weights), facts);
  }

  /**
   * Of a classifier whose layers were trained.
   *
   * @param facts by name
   * @return the provenance
   */
  public static Provenance ofTrainedBody(Map<String, String> facts) {
    return new Provenance(new Trained(), facts);
  }
}
