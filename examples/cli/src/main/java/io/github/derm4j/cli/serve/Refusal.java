package io.github.derm4j.cli.serve;

import org.eclipse.jetty.http.HttpStatus;

/** An error response: a status and a message, sent as JSON. */
final class Refusal extends RuntimeException {

  private final int status;

  /**
   * Makes a refusal.
   *
   * @param status the HTTP status, at least 400
   * @param message the problem and its remedy
   */
  public Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /**
   * Makes the refusal of an invalid request.
   *
   * @param message the problem and its remedy
   * @return a refusal with status 400
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
