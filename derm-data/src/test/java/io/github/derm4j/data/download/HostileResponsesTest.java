package io.github.derm4j.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Responses that no archive should send")
class HostileResponsesTest {

  private static final URI API = URI.create("https://api.test/v2/");
  private static final String NO_IMAGES = "200\n\n{\"results\": []}";

  @TempDir private Path folder;

  private IsicDownload download(String... responses) throws IOException, InterruptedException {
    return new DownloadRun(API, http(responses), 1, IsicSelection.first(5), folder, state -> {})
        .run();
  }

  private static PatientHttp http(String... responses) {
    byte[] script =
        String.join("" + ScriptedServer.SEPARATOR, responses).getBytes(StandardCharsets.ISO_8859_1);
    return new PatientHttp(
        new RetryPolicy(2, Duration.ZERO, Duration.ZERO),
        1000,
        Duration.ofMinutes(1),
        new ScriptedServer(script));
  }

  @Test
  @DisplayName("a next page that is not an address is refused")
  void nextPage() {
    assertThatThrownBy(() -> download("200\n\n{\"results\": [], \"next\": \"https://a b/\"}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(API.toString())
        .hasMessageContaining("the next page 'https://a b/' is not an address");
    assertThatThrownBy(() -> download("200\n\n{\"results\": [], \"next\": \"file:///etc/hosts\"}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file:///etc/hosts: not an address on a web server");
  }

  @Test
  @DisplayName("an image without a host in its address is listed, and the others are fetched")
  void noHost() throws Exception {
    IsicDownload download =
        download(
            "200\n\n{\"next\": null, \"results\": ["
                + "{\"isic_id\": \"A\", \"files\": {\"full\": {\"url\": \"http:///a.jpg\"}}},"
                + "{\"isic_id\": \"B\", \"files\": {\"full\": {\"url\": \"http://b/b.jpg\"}}}]}",
            "200\n\n\u00ff\u00d8\u00ff\u00e0");
    assertThat(download.failures()).containsOnlyKeys("A");
    assertThat(folder.resolve("B.jpg")).exists();
  }

  @Test
  @DisplayName("a size that is not JSON is refused with its address")
  void size() {
    assertThatThrownBy(() -> download("200\n\n{\"results\": [], \"count\": 1}", "200\n\n<html>"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("search/size/: the answer is not JSON");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"-5", "9999999999", "99999999999999999999", "soon"})
  @DisplayName("a pause that no client can keep is replaced by that of the policy")
  void pause(String seconds) throws Exception {
    assertThat(download("429\nRetry-After: " + seconds + "\n\n", NO_IMAGES).images()).isZero();
  }

  @Test
  @DisplayName("a length that is not a number is not known")
  void length() throws Exception {
    assertThat(download("200\nContent-Length: many\n\n{\"results\": []}").images()).isZero();
  }
}
