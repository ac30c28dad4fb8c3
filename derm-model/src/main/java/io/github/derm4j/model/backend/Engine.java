package io.github.derm4j.model.backend;

import io.github.derm4j.model.internal.OneDnnPreset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The engine that computes the convolutions of a network on the CPU. {@link Backend} determines
 * where ND4J computes; this class determines whether oneDNN is called directly instead of ND4J's
 * operations, which is faster.
 */
public enum Engine {
  /** oneDNN if it can compute the network, otherwise ND4J's operations. */
  AUTO,
  /** oneDNN, called directly, with Winograd's algorithm where it is available. */
  ONEDNN,
  /** oneDNN, called directly, without Winograd's algorithm. */
  ONEDNN_DIRECT,
  /** ND4J's operations. */
  ND4J;

  /** The system property that selects the engine of this process by name, such as {@code nd4j}. */
  public static final String PROPERTY = "derm.engine";

  /**
   * The default engine of this process.
   *
   * @return the engine in the property {@value #PROPERTY}; {@link #AUTO} if it is not set
   * @throws IllegalStateException if the property does not name an engine
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
   * Selects the engine for a network.
   *
   * @param problem the reason why oneDNN can't compute it; empty if it can
   * @return this engine if it can compute the network; {@link #ND4J} if this is {@link #AUTO} and
   *     oneDNN can't
   * @throws BackendUnavailableException if this engine requires oneDNN, and oneDNN can't compute
   *     it; the message explains why
   */
  public Engine given(Optional<String> problem) {
    if (this == AUTO) {
      return problem.isPresent() ? ND4J : ONEDNN;
    }
    if (this != ND4J && problem.isPresent()) {
      throw new BackendUnavailableException(
          String.format(
              Locale.ROOT,
              "the engine %s was requested, but %s; use auto or nd4j",
              this,
              problem.get()));
    }
    return this;
  }

  /**
   * Checks that this engine can compute a network in 8 bits.
   *
   * @param problem the reason why oneDNN can't compute the network; empty if it can
   * @throws BackendUnavailableException if it can't; the message explains why
   */
  public void requireEightBits(Optional<String> problem) {
    if (this != ND4J && problem.isEmpty() && OneDnnPreset.hasVnni()) {
      return;
    }
    throw new BackendUnavailableException(
        String.format(
            Locale.ROOT,
            "8 bits were requested and need oneDNN, but %s; use single precision, or an ONNX model"
                + " in 8 bits",
            this == ND4J
                ? "the engine nd4j was requested"
                : problem.orElse("the processor has no AVX512_VNNI")));
  }

  /** {@return its name, such as {@code onednn-direct}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
