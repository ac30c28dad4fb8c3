package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/** A stream of server-sent events to one client. Not for several threads at once. */
public final class Events implements AutoCloseable {

  /** A stream must send something this often, or the server ends it as silent. */
  public static final int HEARTBEAT_MILLIS = 5000;

  private final Response response;
  private boolean begun;

  /** Whether a write failed: then the stream can't be ended in order either. */
  private boolean broken;

  Events(Exchange exchange) {
    this.response = exchange.response();
  }

  /**
   * Sends an event.
   *
   * @param name its name, by which the page listens
   * @param data its data
   * @throws IOException if the client is gone
   */
  public void send(String name, JsonNode data) throws IOException {
    // JSON without indentation has no line break, which would end the data.
    write("event: " + name + "\ndata: " + Exchange.text(data) + "\n\n");
  }

  /**
   * Sends a comment, which a page does not see: it keeps the connection, and shows whether the
   * client is there.
   *
   * @throws IOException if the client is gone
   */
  public void heartbeat() throws IOException {
    write(":\n\n");
  }

  private void write(String text) throws IOException {
    if (!begun) {
      begun = true;
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }
    broken = true;
    Content.Sink.write(response, false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    broken = false;
  }

  /** Ends the stream. */
  @Override
  public void close() throws IOException {
    if (begun && !broken) {
      Content.Sink.write(response, true, ByteBuffer.allocate(0));
    }
  }
}
