package io.github.derm4j.model.backend;

/**
 * Thrown if the requested backend, engine or precision can't be used. The message names the missing
 * part and a remedy.
 */
public final class BackendUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  BackendUnavailableException(String message) {
    super(message);
  }

  BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
