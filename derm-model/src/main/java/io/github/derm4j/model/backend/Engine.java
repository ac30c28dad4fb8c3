package io.github.derm4j.model.backend;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What computes the convolutions of a network on the CPU. {@link Backend} says where ND4J computes;
 * this, whether oneDNN is called directly in place of ND4J's operations, which is faster.
 */
public enum Engine {
  /** oneDNN where it can compute the network, ND4J's operations elsewhere. */
  AUTO,
  /** oneDNN, called directly; Winograd's algorithm wherever it has that. */
  ONEDNN,
  /** oneDNN, called directly, without Winograd's algorithm. */
  ONEDNN_DIRECT,
  /** ND4J's operations. */
  ND4J;

  /**
   * The system property that says what this process uses: the name of one, such as {@code nd4j}.
   */
  public static final String PROPERTY = "derm.engine";

  /**
   * What this process uses, unless a program says otherwise.
   *
   * @return by the property {@value #PROPERTY}; {@link #AUTO} without
   * @throws IllegalStateException if the property names none
   */
  public static Engine ofProcess() {
    try {
      return of(System.getProperty(PROPERTY, AUTO.toString()));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalStateException(
          "the system property " + PROPERTY + ": " + unknown.getMessage(), unknown);
    }
  }

  /**
   * Finds an engine by its name.
   *
   * @param name such as {@code onednn-direct}
   * @return the engine
   * @throws IllegalArgumentException if there is no such engine; the message lists all
   */
  public static Engine of(String name) {
    return Arrays.stream(values())
        .filter(engine -> engine.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "There is no engine '%s'; the engines are %s",
                        name,
                        Arrays.stream(values())
                            .map(Engine::toString)
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * What computes a network.
   *
   * @param problem why oneDNN can't; empty if it can
   * @return this, where it can; {@link #ND4J} where this is {@link #AUTO} and oneDNN can't
   * @throws IllegalStateException if this insists on oneDNN, and oneDNN can't; the message says why
   */
  public Engine given(Optional<String> problem) {
    if (this == AUTO) {
      return problem.isPresent() ? ND4J : ONEDNN;
    }
    if (this != ND4J && problem.isPresent()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the engine %s was asked for, but %s; ask for auto or nd4j",
              this,
              problem.get()));
    }
    return this;
  }

  /** {@return its name, such as {@code onednn-direct}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
