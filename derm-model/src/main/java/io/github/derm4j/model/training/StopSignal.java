package io.github.derm4j.model.training;

import java.util.concurrent.atomic.AtomicBoolean;

/** A signal that ends a training run from another thread, after its current step. */
final class StopSignal {

  private final AtomicBoolean requested = new AtomicBoolean();

  void request() {
    requested.set(true);
  }

  /** Returns whether to end, because of a request or because the thread was interrupted. */
  boolean requested() {
    return requested.get() || Thread.currentThread().isInterrupted();
  }
}
