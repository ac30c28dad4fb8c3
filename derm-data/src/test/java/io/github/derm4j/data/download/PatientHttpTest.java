package io.github.derm4j.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Requests to a server")
class PatientHttpTest {

  private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

  private HttpServer server;
  private URI address;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var body = exchange.getResponseBody()) {
            body.write(new byte[1000]);
          }
        });
    server.start();
    address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  @DisplayName("take an answer of as many bytes as may be")
  void takesTheLargest() throws IOException, InterruptedException {
    assertThat(new PatientHttp(ONCE, 1000).get(address)).hasSize(1000);
  }

  @Test
  @DisplayName("refuse an answer of more, whatever the server claims")
  void refusesMore() {
    assertThatThrownBy(() -> new PatientHttp(ONCE, 999).get(address))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 999 bytes");
  }
}
