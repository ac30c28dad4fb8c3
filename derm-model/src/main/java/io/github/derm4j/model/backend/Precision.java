package io.github.derm4j.model.backend;

import io.github.derm4j.model.internal.OneDnnPreset;
import java.util.Locale;
import java.util.Optional;

/**
 * The precision of the convolutions in training. Parameters, their gradients, the statistics of the
 * normalisations and the optimiser always have 32 bits.
 */
public enum Precision {
  /** Single precision. */
  FP32,

  /**
   * bfloat16 for activations, their gradients and the kernels that the convolutions read: 8
   * significant bits instead of 24. It is faster, and needs a processor with AVX512_BF16.
   */
  BF16;

  /**
   * Returns the reason why an engine can't train in this precision on this machine.
   *
   * @param engine any engine except {@link Engine#AUTO}
   * @return one line; empty if it can
   */
  public Optional<String> problem(Engine engine) {
    if (this == FP32) {
      return Optional.empty();
    }
    if (engine == Engine.ND4J) {
      return Optional.of("only oneDNN supports it, and this training uses ND4J's operations");
    }
    return OneDnnPreset.hasBf16()
        ? Optional.empty()
        : Optional.of("the processor has no AVX512_BF16");
  }

  /**
   * Checks that an engine can train in this precision.
   *
   * @param engine any engine except {@link Engine#AUTO}
   * @param why the reason why the engine is not oneDNN; empty if it is, or if ND4J was selected
   * @throws BackendUnavailableException if it can't; the message explains why
   */
  public void require(Engine engine, Optional<String> why) {
    problem(engine)
        .ifPresent(
            reason -> {
              throw new BackendUnavailableException(
                  String.format(
                      Locale.ROOT,
                      "the precision %s was requested, but %s%s; use fp32",
                      this,
                      reason,
                      why.map(cause -> ", since " + cause).orElse("")));
            });
  }

  /** {@return its name, such as {@code bf16}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
