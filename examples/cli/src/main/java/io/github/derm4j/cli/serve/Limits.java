package io.github.derm4j.cli.serve;

import java.time.Duration;

/**
 * The limits of a client.
 *
 * @param connections open connections; beyond, none is accepted until one ends
 * @param inFlight requests that are worked on or wait for it; beyond, the answer is 429
 * @param streams open event streams; beyond, the answer is 429
 * @param idle how long a connection may be silent
 * @param betweenRequests how long a connection may exist without a complete head of a request
 * @param upload how long the body of a request may take
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
