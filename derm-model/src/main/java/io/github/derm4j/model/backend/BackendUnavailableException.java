package io.github.derm4j.model.backend;

/** The backend that was asked for can't be used; the message names what is missing and a remedy. */
public final class BackendUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BackendUnavailableException(String message) {
    super(message);
  }

  BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
