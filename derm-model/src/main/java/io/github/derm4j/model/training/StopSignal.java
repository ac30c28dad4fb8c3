package io.github.derm4j.model.training;

import java.util.concurrent.atomic.AtomicBoolean;

/** Ends a training run from another thread, after its current step. */
final class StopSignal {

  private final AtomicBoolean requested = new AtomicBoolean();

  void request() {
    requested.set(true);
  }

  /** Whether to end: because it was asked for, or because the thread was interrupted. */
  boolean requested() {
    return requested.get() || Thread.currentThread().isInterrupted();
  }
}
