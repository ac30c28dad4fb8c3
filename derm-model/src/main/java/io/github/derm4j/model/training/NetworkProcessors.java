package io.github.derm4j.model.training;

import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.internal.onednn.OneDnnNetwork;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The devices and processes that compute.
 *
 * @param devices the number of devices of this machine that share a step
 * @param engine the requested engine
 * @param precision the precision of the convolutions in training
 * @param exchange adds the gradients of other processes; null without any
 */
record NetworkProcessors(
    int devices, Engine engine, Precision precision, @Nullable GradientExchange exchange) {

  NetworkProcessors {
    if (exchange != null && devices > 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "devices = %d and %d ranks: give each rank one device, and have as many ranks",
              devices,
              exchange.ranks()));
    }
  }

  /**
   * The engine of a body; not {@link Engine#AUTO}.
   *
   * @throws io.github.derm4j.model.backend.BackendUnavailableException if it can't compute the
   *     network, or not in the precision
   */
  Engine engineOf(NetworkBody body) {
    Optional<String> problem =
        OneDnnNetwork.problem(
            InceptionV3.of(body.size(), 2).withWidth(body.width()).configuration());
    Engine used = engine.given(problem);
    precision.require(used, engine == Engine.ND4J ? Optional.empty() : problem);
    return used;
  }

  /** The index of this process among the processes of the training. */
  int rank() {
    return exchange == null ? 0 : exchange.rank();
  }

  /** The number of processes. */
  int ranks() {
    return exchange == null ? 1 : exchange.ranks();
  }
}
