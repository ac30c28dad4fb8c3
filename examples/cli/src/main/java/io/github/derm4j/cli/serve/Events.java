package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/** A stream of server-sent events to one client. Not safe for use by several threads. */
final class Events implements AutoCloseable {

  /** The maximum interval between messages, after which the server ends a silent stream. */
  public static final int HEARTBEAT_MILLIS = 5000;

  private final Response response;
  private boolean begun;

  /** True after a failed write; the stream then can't be ended properly. */
  private boolean broken;

  Events(Exchange exchange) {
    this.response = exchange.response();
  }

  /**
   * Sends an event.
   *
   * @param name the name of the event
   * @param data its data
   * @throws IOException if the client is gone
   */
  public void send(String name, JsonNode data) throws IOException {
    // JSON without indentation has no line break, which would end the data.
    write("event: " + name + "\ndata: " + Exchange.text(data) + "\n\n");
  }

  /**
   * Sends a comment, which the page ignores. It keeps the connection open, and fails if the client
   * is gone.
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
