package io.github.derm4j.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Requests to a server")
class PatientHttpTest {

  private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final CountDownLatch tested = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
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
    // The head and a part of the body, then silence on an open connection.
    server.createContext(
        "/silent",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[100]);
          exchange.getResponseBody().flush();
          await();
        });
    server.setExecutor(threads);
    server.start();
    address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    tested.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  @DisplayName("accept a response of the maximum length")
  void takesTheLargest() throws IOException, InterruptedException {
    assertThat(new PatientHttp(ONCE, 1000, MINUTE).get(address)).hasSize(1000);
  }

  @Test
  @DisplayName("refuse a longer response, whatever the server claims")
  void refusesMore() {
    assertThatThrownBy(() -> new PatientHttp(ONCE, 999, MINUTE).get(address))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 999 bytes");
  }

  @Test
  @Timeout(30)
  @DisplayName("give up a server that falls silent in the middle of its answer, after all attempts")
  void silence() {
    RetryPolicy twice = new RetryPolicy(2, Duration.ofMillis(1), Duration.ZERO);
    PatientHttp http = new PatientHttp(twice, 1000, Duration.ofMillis(300));
    assertThatThrownBy(() -> http.get(address.resolve("/silent")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed 2 times")
        .hasMessageContaining("has sent nothing for 0.3 seconds");
    assertThat(asked).hasValue(2);
  }

  @Test
  @Timeout(30)
  @DisplayName("end at once when the thread is interrupted while the server is silent")
  void interrupted() {
    PatientHttp http = new PatientHttp(ONCE, 1000, MINUTE);
    Thread thread = Thread.currentThread();
    threads.execute(
        () -> {
          while (asked.get() == 0) {
            Thread.onSpinWait();
          }
          thread.interrupt();
        });
    assertThatThrownBy(() -> http.get(address.resolve("/silent")))
        .isInstanceOf(InterruptedException.class);
  }

  private void await() {
    try {
      tested.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
