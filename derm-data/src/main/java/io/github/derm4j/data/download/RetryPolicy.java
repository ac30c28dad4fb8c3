package io.github.derm4j.data.download;

import java.time.Duration;

/**
 * How a client treats a server that fails or is busy.
 *
 * @param attempts the maximum number of attempts, at least 1
 * @param firstPause the pause after the first failure; it doubles after each further one
 * @param betweenRequests the least time between two requests, so that the server is not flooded
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration betweenRequests) {

  /** Six attempts, after 1, 2, 4, 8 and 16 seconds, at most ten requests a second. */
  public static final RetryPolicy POLITE =
      new RetryPolicy(6, Duration.ofSeconds(1), Duration.ofMillis(100));

  /**
   * Checks the numbers.
   *
   * @param attempts how often a request is made
   * @param firstPause the pause after the first failure
   * @param betweenRequests the least time between two requests
   * @throws IllegalArgumentException if there is no attempt, or a duration is negative
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
