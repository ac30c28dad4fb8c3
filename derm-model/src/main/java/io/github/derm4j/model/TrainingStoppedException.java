package io.github.derm4j.model;

/** A training ended with nothing to show: it was stopped too early, or it diverged. */
public final class TrainingStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingStoppedException(String message) {
    super(message);
  }
}
