package io.github.derm4j.cli.serve;

import org.eclipse.jetty.http.HttpStatus;

/** An answer that is an error: a status and a message for a person, sent as JSON. */
public final class Refusal extends RuntimeException {

  private final int status;

  /**
   * Makes a refusal.
   *
   * @param status the HTTP status, from 400
   * @param message what is wrong, and what to do
   */
  public Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /**
   * A request that is wrong in itself.
   *
   * @param message what is wrong, and what to do
   * @return status 400
   */
  public static Refusal badRequest(String message) {
    return new Refusal(HttpStatus.BAD_REQUEST_400, message);
  }

  /** {@return the HTTP status} */
  public int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
