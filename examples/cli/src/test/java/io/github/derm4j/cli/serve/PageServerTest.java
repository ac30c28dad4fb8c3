package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server itself sees to, whatever the page. */
class PageServerTest {

  private static final Limits LIMITS =
      new Limits(64, 2, 1, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final CountDownLatch entered = new CountDownLatch(2);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final CompletableFuture<Throwable> streamEnd = new CompletableFuture<>();
  private PageServer server;
  private URI uri;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start("127.0.0.1", 0, List.of(new Actions()), failures::add, LIMITS);
    uri = server.uri();
  }

  @AfterEach
  void stop() {
    leave.countDown();
    server.close();
  }

  private final class Actions extends TestPage {
    Actions() {
      super("/test");
    }

    @Override
    public void register(Routes routes) {
      routes.post("/api/echo", exchange -> exchange.bytes("text/plain", exchange.body(1000)));
      routes.get(
          "/api/fail",
          exchange -> {
            throw new IllegalStateException("secret");
          });
      routes.get(
          "/api/wait",
          exchange -> {
            entered.countDown();
            leave.await();
            exchange.json(Exchange.object());
          });
      routes.events(
          "/api/events",
          (exchange, events) -> {
            try {
              for (int i = 0; i < 1000; i++) {
                events.send("count", Exchange.object().put("i", i).put("text", "a\nb"));
                Thread.sleep(20);
              }
            } catch (IOException gone) {
              streamEnd.complete(gone);
              throw gone;
            }
          });
    }
  }

  @Test
  void everyAnswerHasTheSecurityHeaders() throws IOException {
    for (String target : List.of("/test", "/assets/base.js", "/nothing", "/api/fail", "/%00")) {
      assertThat(RawHttp.get(uri, target).headers())
          .as(target)
          .containsEntry("X-Content-Type-Options", "nosniff")
          .hasEntrySatisfying(
              "Content-Security-Policy",
              policy ->
                  assertThat(policy)
                      .contains("default-src 'none'", "frame-ancestors 'none'")
                      .doesNotContain("unsafe", "*", "http:"))
          .doesNotContainKey("Server");
    }
  }

  @Test
  void aNameThatSomeoneElseBoundToTheAddressIsRefused() throws IOException {
    assertThat(RawHttp.get(uri, "/test", "Host: evil.example:" + uri.getPort()).status())
        .isEqualTo(421);
    assertThat(RawHttp.get(uri, "/test", "Host: 127.0.0.1").status()).isEqualTo(421);
    assertThat(RawHttp.get(uri, "/test", "Host: localhost:" + uri.getPort()).status())
        .isEqualTo(200);
    assertThat(RawHttp.get(uri, "http://evil.example/test").status()).isNotEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "https://localhost"})
  void anotherSiteIsRefused(String origin) throws IOException {
    byte[] body = {1};
    assertThat(RawHttp.send(uri, "POST", "/api/echo", body, "Origin: " + origin).status())
        .isEqualTo(403);
    assertThat(RawHttp.get(uri, "/test", "Origin: " + origin).status()).isEqualTo(403);
  }

  @Test
  void itsOwnPagesAreAnswered() throws IOException {
    RawHttp.Answer answer =
        RawHttp.send(
            uri,
            "POST",
            "/api/echo",
            "hello".getBytes(StandardCharsets.UTF_8),
            "Origin: http://" + uri.getAuthority(),
            "Sec-Fetch-Site: same-origin");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
    assertThat(
            RawHttp.send(uri, "POST", "/api/echo", new byte[1], "Sec-Fetch-Site: cross-site")
                .status())
        .isEqualTo(403);
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws IOException {
    assertThat(RawHttp.send(uri, "POST", "/api/echo", new byte[1001]).status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/echo", "/nothing"})
  void aLargeBodyThatIsRefusedIsReadSoThatTheClientReceivesTheAnswer(String path)
      throws IOException {
    RawHttp.Answer answer = RawHttp.send(uri, "POST", path, new byte[32 << 20]);
    assertThat(answer.status()).isBetween(400, 500);
    assertThat(answer.body()).contains("error");
  }

  @Test
  void aFailureIsReportedToTheServersOwnerOnly() throws IOException {
    RawHttp.Answer answer = RawHttp.get(uri, "/api/fail");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret").contains("terminal");
    assertThat(failures).singleElement().hasToString("java.lang.IllegalStateException: secret");
  }

  @Test
  void unknownAddressesAndMethodsAreNamed() throws IOException {
    assertThat(RawHttp.get(uri, "/../../etc/passwd").status()).isEqualTo(400);
    assertThat(RawHttp.get(uri, "/assets/../../../Derm.class").status()).isIn(400, 404);
    assertThat(RawHttp.get(uri, "/assets/package-info.class").status()).isEqualTo(404);
    // What looks like another machine's address is none.
    RawHttp.Answer other = RawHttp.get(uri, "//evil.example/api");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.body()).isEqualTo("{\"error\":\"Bad Request\"}");
    RawHttp.Answer answer = RawHttp.get(uri, "/api/echo");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", "POST");
  }

  @Test
  @Timeout(600)
  void requestsBeyondTheLimitAreRefusedAtOnce() throws Exception {
    CompletableFuture<Void> first = inBackground("/api/wait");
    CompletableFuture<Void> second = inBackground("/api/wait");
    assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(RawHttp.get(uri, "/api/wait").status()).isEqualTo(429);
    assertThat(RawHttp.get(uri, "/test").status()).as("a page needs no place").isEqualTo(200);
    leave.countDown();
    CompletableFuture.allOf(first, second).get(1, TimeUnit.MINUTES);
    // A client may have its answer a moment before its place is free.
    int status = RawHttp.get(uri, "/api/wait").status();
    while (status == 429) {
      status = RawHttp.get(uri, "/api/wait").status();
    }
    assertThat(status).isEqualTo(200);
  }

  private CompletableFuture<Void> inBackground(String target) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            RawHttp.get(uri, target);
          } catch (IOException failed) {
            throw new IllegalStateException(failed);
          }
        });
  }

  @Test
  void aStreamEndsWhenItsClientIsGone() throws Exception {
    try (Socket socket = RawHttp.open(uri)) {
      write(socket, "GET /api/events HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n");
      String begin = new String(socket.getInputStream().readNBytes(900), StandardCharsets.UTF_8);
      assertThat(begin)
          .contains("text/event-stream", "event: count\ndata: {\"i\":0,\"text\":\"a\\nb\"}\n\n");
      assertThat(RawHttp.get(uri, "/api/events").status())
          .as("beyond the limit on streams")
          .isEqualTo(429);
    }
    assertThat(streamEnd.get(1, TimeUnit.MINUTES)).isInstanceOf(IOException.class);
  }

  /** A byte every 300 ms keeps the idle timeout of a second from ending it. */
  @Tag("slow")
  @Test
  void aHeadThatTricklesInIsDropped() throws Exception {
    assertThat(secondsUntilClosed("GET /test HTTP/1.1\r\nHost: ")).isBetween(1.0, 20.0);
  }

  @Tag("slow")
  @Test
  void aBodyThatTricklesInIsDropped() throws Exception {
    assertThat(
            secondsUntilClosed(
                "POST /api/echo HTTP/1.1\r\nHost: "
                    + uri.getAuthority()
                    + "\r\nContent-Length: 900\r\n\r\n"))
        .isBetween(1.0, 20.0);
  }

  @Test
  void aSilentConnectionIsDropped() throws Exception {
    try (Socket socket = RawHttp.open(uri)) {
      long start = System.nanoTime();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat((System.nanoTime() - start) / 1e9).isBetween(0.5, 30.0);
    }
  }

  private double secondsUntilClosed(String begin) throws Exception {
    long start = System.nanoTime();
    try (Socket socket = RawHttp.open(uri)) {
      write(socket, begin);
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20)) {
        Thread.sleep(300);
        write(socket, "a");
        if (socket.getInputStream().available() > 0) {
          break;
        }
      }
    } catch (IOException closed) {
      // As it should be.
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
