package io.github.derm4j.cli.serve;

import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged request to the server")
public class FrontFuzzTest {

  private static final AtomicReference<Throwable> FAILURE = new AtomicReference<>();
  private static final LocalConnector CONNECTOR = connector();

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", FrontFuzzTest::read)
          .sound(
              "GET /api/model HTTP/1.1\r\nHost: a:1\r\nOrigin: http://a:1\r\nConnection: close\r\n\r\n",
              "GET /api/model?token=%41 HTTP/1.0\r\nHost: a:1\r\nSec-Fetch-Site: none\r\n\r\n",
              "GET /assets/classify.js HTTP/1.1\r\nHost: a:1\r\nCookie: a=b\r\nConnection: close\r\n\r\n")
          .others(
              "POST /api/classify?top=2&input=1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 3\r\n\r\nabc",
              "POST /api/explain?method=x&class=y HTTP/1.1\r\nHost: a:1\r\nTransfer-"
                  + "Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
              "DELETE /api/neighbour?n=7 HTTP/1.1\r\nHost: a:1\r\n\r\n");

  @Test
  @DisplayName("is answered without a failure of the server")
  void damaged() {
    TARGET.damage(100);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException {
    FAILURE.set(null);
    LocalConnector.LocalEndPoint client = CONNECTOR.connect();
    client.addInput(ByteBuffer.wrap(input));
    client.addInputEOF();
    client.waitUntilClosed();
    String response = StandardCharsets.ISO_8859_1.decode(client.takeOutput()).toString();
    if (FAILURE.get() != null) {
      throw new AssertionError(response, FAILURE.get());
    }
    if (response.startsWith("HTTP/1.1 500")) {
      throw new AssertionError(response);
    }
    if (!response.startsWith("HTTP/1.1 200")) {
      throw new IOException(response);
    }
  }

  private static LocalConnector connector() {
    Routes routes = new Routes();
    new ClassifyPage(new InventedClassifier(), "model.zip", SimilarImages.none(), () -> {})
        .register(routes);
    Server server = new Server();
    LocalConnector connector = new LocalConnector(server, new HttpConnectionFactory());
    connector.setIdleTimeout(5_000); // Of a request that waits for more.
    server.addConnector(connector);
    server.setErrorHandler(new Errors());
    server.setHandler(
        new Front(new Guard(Set.of("a:1"), null, 1), routes, Limits.STANDARD, FAILURE::set));
    try {
      server.start();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
    return connector;
  }
}
