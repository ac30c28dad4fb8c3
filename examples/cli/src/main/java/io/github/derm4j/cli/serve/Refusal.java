package io.github.derm4j.cli.serve;

import org.eclipse.jetty.http.HttpStatus;

/** An error answer: a status and a message, sent as JSON. */
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
