package io.github.derm4j.data.download;

import java.time.Duration;

/**
 * The handling of failures and busy servers by a client.
 *
 * @param attempts the maximum number of attempts, at least 1
 * @param firstPause the pause after the first failure; it doubles after each further one
 * @param betweenRequests the minimum time between two requests, which limits the load on the server
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration betweenRequests) {

  /** Six attempts with pauses of 1, 2, 4, 8 and 16 seconds, and at most ten requests per second. */
  public static final RetryPolicy POLITE =
      new RetryPolicy(6, Duration.ofSeconds(1), Duration.ofMillis(100));

  /**
   * Checks the numbers.
   *
   * @param attempts the maximum number of attempts
   * @param firstPause the pause after the first failure
   * @param betweenRequests the minimum time between two requests
   * @throws IllegalArgumentException if the number of attempts is below 1, or a duration is
   *     negative
   */
  public RetryPolicy {
    if (attempts < 1 || firstPause.isNegative() || betweenRequests.isNegative()) {
      throw new IllegalArgumentException(
          attempts
              + " attempts with pauses of "
              + firstPause
              + " and "
              + betweenRequests
              + ": at least one attempt, and no negative pause");
    }
  }
}
