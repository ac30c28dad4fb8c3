package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that other machines can reach. */
class TokenTest {

  private PageServer server;
  private URI uri;
  private String token;

  @BeforeEach
  void start() throws IOException {
    server =
        PageServer.start(
            "0.0.0.0", 0, List.of(new TestPage("/test")), failure -> {}, Limits.STANDARD);
    uri = URI.create("http://127.0.0.1:" + server.uri().getPort());
    token = server.uri().getQuery().substring("token=".length());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void withoutTheTokenNothingIsAnswered() throws IOException {
    assertThat(token).matches("[0-9a-f]{48}");
    for (String target : List.of("/", "/test", "/assets/base.js", "/test?token=wrong")) {
      assertThat(RawHttp.get(uri, target).status()).as(target).isEqualTo(401);
    }
    assertThat(RawHttp.get(uri, "/test", "Authorization: Bearer wrong").status()).isEqualTo(401);
  }

  @Test
  void theLinkSetsACookieAndLeadsOn() throws IOException {
    RawHttp.Answer link = RawHttp.get(uri, "/test?token=" + token);

    assertThat(link.status()).isEqualTo(303);
    assertThat(link.headers()).containsEntry("Location", "/test");
    String cookie = link.headers().get("Set-Cookie");
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
    assertThat(RawHttp.get(uri, "/test", "Cookie: " + cookie.replaceFirst(";.*", "")).status())
        .isEqualTo(200);
  }

  @Test
  void aProgramSendsItInAHeader() throws IOException {
    assertThat(RawHttp.get(uri, "/test", "Authorization: Bearer " + token).status()).isEqualTo(200);
  }

  @Test
  void theNameMustStillBeOneOfThisMachine() throws IOException {
    assertThat(
            RawHttp.get(
                    uri,
                    "/test",
                    "Host: evil.example:" + uri.getPort(),
                    "Authorization: Bearer " + token)
                .status())
        .isEqualTo(421);
  }
}
