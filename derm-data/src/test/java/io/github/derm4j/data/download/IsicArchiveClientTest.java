package io.github.derm4j.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine, which fails on purpose. */
@DisplayName("The client of the ISIC Archive")
class IsicArchiveClientTest {

  private static final int IMAGES = 7;
  private static final int PAGE = 3;
  private static final RetryPolicy QUICK = new RetryPolicy(3, Duration.ofMillis(1), Duration.ZERO);

  @TempDir private Path folder;

  private final Map<String, Integer> requests = new HashMap<>();
  private final List<String> queries = new ArrayList<>();
  private final Map<String, Integer> failuresLeft = new HashMap<>();
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.merge(path, 1, Integer::sum);
    int left = failuresLeft.getOrDefault(path, 0);
    if (left > 0) {
      failuresLeft.put(path, left - 1);
      send(exchange, left % 2 == 0 ? 503 : 429, "busy");
    } else if (path.equals("/images/search/")) {
      queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
      send(exchange, 200, page(0));
    } else if (path.startsWith("/page/")) {
      send(exchange, 200, page(Integer.parseInt(path.substring(6))));
    } else if (path.startsWith("/file/") && !path.endsWith("GONE")) {
      send(exchange, 200, "picture of " + path.substring(6));
    } else {
      send(exchange, 404, "no such thing");
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String page(int from) {
    String results =
        IntStream.range(from, Math.min(IMAGES, from + PAGE))
            .mapToObj(this::image)
            .collect(Collectors.joining(","));
    String next = from + PAGE < IMAGES ? "\"" + base + "page/" + (from + PAGE) + "\"" : "null";
    return "{\"count\":" + IMAGES + ",\"next\":" + next + ",\"results\":[" + results + "]}";
  }

  private String image(int i) {
    String id = "ISIC_000000" + i;
    return """
        {"isic_id":"%s","attribution":"Clinic, %d","copyright_license":"CC-BY",
         "files":{"full":{"url":"%sfile/%s","size":%d}},
         "metadata":{"acquisition":{"image_type":"dermoscopic"},
                     "clinical":{"diagnosis_1":"Benign","diagnosis_2":"Cysts","lesion_id":"IL_%d"}}}
        """
        .formatted(id, i, base, id, ("picture of " + id).length(), i / 2);
  }

  private IsicDownload download(String query, int limit) throws Exception {
    return new IsicArchiveClient(URI.create(base), QUICK)
        .download(IsicSelection.first(limit).withQuery(query), folder);
  }

  @Test
  @DisplayName("fetches all pages, the pictures and their attribution; the reader reads it")
  void all() throws Exception {
    IsicDownload download = download("diagnosis_1:\"Benign\" AND sex:male", 1000);
    assertThat(download.images()).isEqualTo(IMAGES);
    assertThat(download.fetched()).isEqualTo(IMAGES);
    assertThat(download.failed()).isEmpty();
    assertThat(queries)
        .containsExactly("limit=100&query=diagnosis_1%3A%22Benign%22+AND+sex%3Amale");
    assertThat(folder.resolve("ISIC_0000004.jpg")).hasContent("picture of ISIC_0000004");
    assertThat(Files.readString(folder.resolve("attribution.csv")))
        .contains("ISIC_0000003,\"Clinic, 3\",CC-BY");
    try (LesionDataset dataset = DatasetReaders.named("isic").read(DatasetRequest.of(folder))) {
      assertThat(dataset.records()).hasSize(IMAGES);
      LesionRecord first = dataset.records().get(0);
      assertThat(first.lesionId()).contains("IL_0");
      assertThat(first.licence()).contains("CC-BY");
      assertThat(first.attribute("attribution")).contains("Clinic, 0");
    }
  }

  @Test
  @DisplayName("stops at the limit")
  void limit() throws Exception {
    assertThat(download("", 4).images()).isEqualTo(4);
    assertThat(folder.resolve("ISIC_0000003.jpg")).exists();
    assertThat(folder.resolve("ISIC_0000004.jpg")).doesNotExist();
    assertThat(queries).containsExactly("limit=4");
  }

  @Test
  @DisplayName("tries again when the server is busy, and gives up after so many times")
  void retries() throws Exception {
    failuresLeft.put("/images/search/", 2);
    failuresLeft.put("/page/3", 1);
    failuresLeft.put("/file/ISIC_0000002", 2);
    failuresLeft.put("/file/ISIC_0000005", 3);
    IsicDownload download = download("", 1000);
    assertThat(download.fetched()).isEqualTo(IMAGES - 1);
    assertThat(download.failed()).containsExactly("ISIC_0000005");
    assertThat(requests).containsEntry("/file/ISIC_0000002", 3);
    assertThat(folder.resolve("ISIC_0000005.jpg")).doesNotExist();
    failuresLeft.put("/images/search/", 3);
    assertThatThrownBy(() -> download("", 10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed 3 times");
  }

  @Test
  @DisplayName("goes on where it stopped, and fetches damaged files again")
  void resume() throws Exception {
    failuresLeft.put("/file/ISIC_0000005", 3);
    download("", 1000);
    Files.writeString(folder.resolve("ISIC_0000001.jpg"), "damaged");
    requests.clear();
    IsicDownload again = download("", 1000);
    assertThat(again.alreadyThere()).isEqualTo(IMAGES - 2);
    assertThat(again.fetched()).isEqualTo(2);
    assertThat(requests).doesNotContainKey("/file/ISIC_0000000");
    assertThat(folder.resolve("ISIC_0000001.jpg")).hasContent("picture of ISIC_0000001");
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
    }
  }

  @Test
  @DisplayName("selects by query and collections, and tells how far it is")
  void collections() throws Exception {
    List<String> told = new ArrayList<>();
    new IsicArchiveClient(URI.create(base), QUICK)
        .download(
            IsicSelection.first(3).withCollections(List.of(66, 67)),
            folder,
            (done, images) -> told.add(done + "/" + images));
    assertThat(queries).containsExactly("limit=3&collections=66%2C67");
    assertThat(told).containsExactly("1/3", "2/3", "3/3");
  }

  @Test
  @DisplayName("keeps what is complete when it is interrupted, and goes on from there")
  void interrupted() throws Exception {
    IsicArchiveClient client = new IsicArchiveClient(URI.create(base), QUICK);
    assertThatThrownBy(
            () ->
                client.download(
                    IsicSelection.first(IMAGES),
                    folder,
                    (done, images) -> {
                      if (done == 3) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(InterruptedException.class);
    assertThat(Files.readAllLines(folder.resolve("checksums.csv"))).hasSize(1 + 3);
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::toString).filter(name -> name.endsWith(".part"))).isEmpty();
    }
    Files.writeString(
        folder.resolve("checksums.csv"), "ISIC_00", StandardOpenOption.APPEND); // as by a crash
    IsicDownload rest = download("", IMAGES);
    assertThat(rest.alreadyThere()).isEqualTo(3);
    assertThat(rest.fetched()).isEqualTo(IMAGES - 3);
    assertThat(download("", IMAGES).alreadyThere()).isEqualTo(IMAGES);
  }

  @Test
  @DisplayName("does not ask again what the server refuses")
  void refused() {
    IsicArchiveClient lost = new IsicArchiveClient(URI.create(base + "nowhere/"), QUICK);
    assertThatThrownBy(() -> lost.download(IsicSelection.first(5), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("404");
    assertThat(requests).containsEntry("/nowhere/images/search/", 1);
  }

  @Test
  @DisplayName("refuses a limit below 1 and a policy without an attempt")
  void refuses() {
    assertThatThrownBy(() -> download("", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 attempts");
  }
}
