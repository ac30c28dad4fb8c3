package io.github.derm4j.cli.serve;

import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Discards what a client still sends of a request that was refused. A connection that is closed
 * over unread bytes is reset, and a client that is still sending then loses the answer. No thread
 * waits for the bytes.
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
   * Discards the rest of a body that is not too long.
   *
   * @param most how long it may take
   * @param then called at the end of the body or of the time, and when the client is gone
   */
  static void discard(Request request, Duration most, Callback then) {
    // A client that waits for leave to send its body sends none after a refusal.
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
