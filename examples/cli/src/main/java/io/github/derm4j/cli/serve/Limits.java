package io.github.derm4j.cli.serve;

import java.time.Duration;

/**
 * The limits of a client.
 *
 * @param connections the maximum number of open connections; further ones are accepted only after
 *     one ends
 * @param inFlight the maximum number of requests in progress or waiting; further ones are answered
 *     with 429
 * @param streams the maximum number of open event streams; further ones are answered with 429
 * @param idle the maximum idle time of a connection
 * @param betweenRequests the maximum time of a connection without a complete request head
 * @param upload the maximum time for the body of a request
 */
record Limits(
    int connections,
    int inFlight,
    int streams,
    Duration idle,
    Duration betweenRequests,
    Duration upload) {

  static final Limits STANDARD =
      new Limits(
          256, 16, 8, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60));
}
