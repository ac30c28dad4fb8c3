package io.github.derm4j.cli.serve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Handles errors of Jetty itself: sends only the status, without a page that repeats the request.
 */
final class Errors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Guard.harden(response);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    String message = HttpStatus.getMessage(response.getStatus());
    response.write(
        true,
        ByteBuffer.wrap(
            Exchange.text(Exchange.object().put("error", message))
                .getBytes(StandardCharsets.UTF_8)),
        callback);
    return true;
  }
}
