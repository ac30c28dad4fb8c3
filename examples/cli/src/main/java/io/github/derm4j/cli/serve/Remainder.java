package io.github.derm4j.cli.serve;

import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Discards the remaining bytes of a refused request. If a connection is closed with unread bytes,
 * it is reset, and a client that is still sending loses the response. No thread waits for the
 * bytes.
 */
final class Remainder implements Runnable {

  private static final long MOST_BYTES = 1 << 27;

  private final Request request;
  private final Callback then;
  private final long end;
  private long bytes;

  private Remainder(Request request, Duration most, Callback then) {
    this.request = request;
    this.then = then;
    this.end = System.nanoTime() + most.toNanos();
  }

  /**
   * Discards the rest of a body, up to a limit.
   *
   * @param most the maximum time
   * @param then called at the end of the body or the time, and if the client is gone
   */
  static void discard(Request request, Duration most, Callback then) {
    // A client that waits for permission to send its body sends none after a refusal.
    if (request.getHeaders().contains(HttpHeader.EXPECT)) {
      then.succeeded();
    } else {
      new Remainder(request, most, then).run();
    }
  }

  @Override
  public void run() {
    while (System.nanoTime() < end && bytes <= MOST_BYTES) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      bytes += chunk.remaining();
      chunk.release();
      if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
        break;
      }
    }
    then.succeeded();
  }
}
