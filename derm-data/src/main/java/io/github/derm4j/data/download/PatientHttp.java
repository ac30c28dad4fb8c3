package io.github.derm4j.data.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** GET requests, repeated while there is hope, and never too many at once. */
final class PatientHttp {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int OK = 200;

  /** No picture and no page of the archive is near this; a server may send any number of bytes. */
  private static final int MAX_BYTES = 512 << 20;

  private final HttpClient http;
  private final RetryPolicy policy;
  private final int maxBytes;
  private long nextAllowed = System.nanoTime();

  PatientHttp(RetryPolicy policy) {
    this(policy, MAX_BYTES);
  }

  PatientHttp(RetryPolicy policy, int maxBytes) {
    this.policy = policy;
    this.maxBytes = maxBytes;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Fetches a file.
   *
   * @throws IOException if it is refused, or every attempt fails
   * @throws InterruptedException if the thread is interrupted
   */
  byte[] get(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
    Duration pause = policy.firstPause();
    for (int attempt = 1; ; attempt++) {
      awaitTurn();
      String failure;
      Duration wanted = pause;
      IOException cause = null;
      try {
        HttpResponse<InputStream> response =
            http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        int status = response.statusCode();
        try (InputStream body = response.body()) {
          if (status == OK) {
            return bounded(uri, body);
          }
        }
        failure = "the server answers " + status;
        if (status != TOO_MANY_REQUESTS && status < SERVER_ERROR) {
          throw new RefusedException(uri + ": " + failure);
        }
        wanted = retryAfter(response).orElse(pause);
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        failure = String.valueOf(e.getMessage());
        cause = e;
      }
      if (attempt == policy.attempts()) {
        throw new IOException(
            uri + " failed " + attempt + " times, at last: " + failure + "; try again later",
            cause);
      }
      Thread.sleep(wanted.toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  /** A refusal does not become better by asking again. */
  private static final class RefusedException extends IOException {
    RefusedException(String message) {
      super(message);
    }
  }

  private byte[] bounded(URI uri, InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(maxBytes);
    if (bytes.length == maxBytes && body.read() >= 0) {
      throw new RefusedException(uri + ": the server sends more than " + maxBytes + " bytes");
    }
    return bytes;
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    OptionalLong seconds;
    try {
      seconds = response.headers().firstValueAsLong("Retry-After");
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
        : Optional.empty();
  }

  private void awaitTurn() throws InterruptedException {
    long wait = nextAllowed - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait).toMillis() + 1);
    }
    nextAllowed = System.nanoTime() + policy.betweenRequests().toNanos();
  }
}
