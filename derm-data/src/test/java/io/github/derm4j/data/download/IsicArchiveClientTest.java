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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against a server on this machine, which fails on purpose. As the archive's own does, it counts
 * the images on the first page only, signs the addresses of files and refuses them after a while.
 */
@DisplayName("The client of the ISIC Archive")
class IsicArchiveClientTest {

  private static final int IMAGES = 7;
  private static final int PAGE = 3;
  private static final String JPEG = "\u00ff\u00d8\u00ff\u00e0";
  private static final String PNG = "\u0089PNG\r\n\u001a\n";
  private static final RetryPolicy QUICK = new RetryPolicy(3, Duration.ofMillis(1), Duration.ZERO);

  @TempDir private Path folder;

  private final Map<String, Integer> requests = new HashMap<>();
  private final List<String> queries = new ArrayList<>();
  private final Map<String, Integer> failuresLeft = new HashMap<>();
  private final Map<String, Integer> cutsLeft = new HashMap<>();
  private final List<String> sizeQueries = new ArrayList<>();
  private final Map<String, String> endings = new HashMap<>();
  private final Set<String> forbidden = new HashSet<>();
  private @Nullable String page;
  private boolean sizeKnown = true;
  private long totalSize = 1000;
  private int validFor = 1000;
  private final Set<String> filesSent = new HashSet<>();
  private String noImage = "none";
  private String png = "none";
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
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    requests.merge(path, 1, Integer::sum);
    // Java's client sends a request again if its connection was kept open too long, and none is.
    exchange.getResponseHeaders().set("Connection", "close");
    int left = failuresLeft.getOrDefault(path, 0);
    if (left > 0) {
      failuresLeft.put(path, left - 1);
      send(exchange, left % 2 == 0 ? 503 : 429, "busy");
    } else if (path.equals("/images/search/")) {
      queries.add(query);
      int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*=", "")) : 0;
      send(exchange, 200, page == null ? page(from) : page.replace("BASE", base));
    } else if (path.equals("/images/search/size/")) {
      sizeQueries.add(query);
      send(exchange, sizeKnown ? 200 : 404, "{\"size\": " + totalSize + "}");
    } else if (path.matches("/images/ISIC_.*/")) {
      send(exchange, 200, image(path.charAt(path.length() - 2) - '0'));
    } else if (path.startsWith("/file/")) {
      file(exchange, path, query);
    } else if (path.equals("/zip-download/license-file/CC-BY/")) {
      send(exchange, 200, "Attribution 4.0");
    } else {
      send(exchange, 404, "no such thing");
    }
  }

  /** A signature is good for as many files as the test says. */
  private void file(HttpExchange exchange, String path, String query) throws IOException {
    int signature = Integer.parseInt(query.replaceAll(".*=", ""));
    if (forbidden.contains(path) || filesSent.size() - signature >= validFor) {
      send(exchange, 403, "<Error><Code>AccessDenied</Code>Request has expired</Error>");
    } else {
      filesSent.add(path);
      byte[] bytes = content(path);
      int left = cutsLeft.getOrDefault(path, 0);
      int sent = left > 0 ? bytes.length / 2 : bytes.length;
      cutsLeft.put(path, left - 1);
      // Where the whole length was announced, the client misses the rest; else only the list says.
      exchange.sendResponseHeaders(200, left % 2 == 0 ? bytes.length : sent);
      exchange.getResponseBody().write(bytes, 0, sent);
      exchange.close();
    }
  }

  private byte[] content(String path) {
    String name = path.substring(6).replaceAll("[.].*", "");
    return bytes(name.equals(noImage) ? "<html>" : name.equals(png) ? PNG : JPEG, name);
  }

  private static byte[] bytes(String head, String name) {
    return (head + "image of " + name).getBytes(StandardCharsets.ISO_8859_1);
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
    String next =
        from + PAGE < IMAGES
            ? "\"" + base + "images/search/?cursor=" + (from + PAGE) + "\""
            : "null";
    String count = from == 0 ? String.valueOf(IMAGES) : "null";
    return "{\"count\":" + count + ",\"next\":" + next + ",\"results\":[" + results + "]}";
  }

  private String image(int i) {
    String id = "ISIC_000000" + i;
    return String.format(
        Locale.ROOT,
        """
        {"isic_id":"%s","attribution":"%s","copyright_license":"%s",
         "files":{"full":{"url":"%sfile/%s%s?Expires=1&Signature=%d","size":%d}},
         "metadata":{"acquisition":{"image_type":"dermoscopic"},
                     "clinical":{"diagnosis_1":"Benign","diagnosis_2":"Cysts","lesion_id":"IL_%d"}}}
        """,
        id,
        i == 0 ? "Anonymous" : i < 3 ? "Clinic, A" : "Clinic, B",
        i == 6 ? "CC-0" : "CC-BY",
        base,
        id,
        endings.getOrDefault(id, ".jpg"),
        filesSent.size(),
        content("/file/" + id).length,
        i / 2);
  }

  private IsicArchiveClient client() {
    return new IsicArchiveClient(URI.create(base), QUICK);
  }

  private static byte[] jpeg(String name) {
    return bytes(JPEG, name);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private IsicDownload download(String query, int limit) throws Exception {
    return client().download(IsicSelection.first(limit).withQuery(query), folder);
  }

  @Test
  @DisplayName("fetches all pages, the images and their attribution; the reader reads it")
  void all() throws Exception {
    IsicDownload download = download("diagnosis_1:\"Benign\" AND sex:male", 1000);
    assertThat(download.images()).isEqualTo(IMAGES);
    assertThat(download.fetched()).isEqualTo(IMAGES);
    assertThat(download.failed()).isEmpty();
    assertThat(queries)
        .hasSize(3)
        .first()
        .isEqualTo("limit=100&query=diagnosis_1%3A%22Benign%22+AND+sex%3Amale");
    assertThat(sizeQueries).containsExactly("query=diagnosis_1%3A%22Benign%22+AND+sex%3Amale");
    assertThat(folder.resolve("ISIC_0000004.jpg")).hasBinaryContent(jpeg("ISIC_0000004"));
    assertThat(Files.readString(folder.resolve("attribution.csv")))
        .contains("ISIC_0000003,\"Clinic, B\",CC-BY");
    assertThat(names())
        .hasSize(IMAGES + 5)
        .contains(
            "attribution.csv", "attribution.txt", "checksums.csv", "licenses", "metadata.csv");
    try (LesionDataset dataset = DatasetReaders.named("isic").read(DatasetRequest.of(folder))) {
      assertThat(dataset.records()).hasSize(IMAGES);
      LesionRecord first = dataset.records().get(0);
      assertThat(first.lesionId()).contains("IL_0");
      assertThat(first.licence()).contains("CC-BY");
      assertThat(first.attribute("attribution")).contains("Anonymous");
    }
  }

  @Test
  @DisplayName("stops at the limit")
  void limit() throws Exception {
    assertThat(download("", 4).images()).isEqualTo(4);
    assertThat(folder.resolve("ISIC_0000003.jpg")).exists();
    assertThat(folder.resolve("ISIC_0000004.jpg")).doesNotExist();
    assertThat(queries).containsExactly("limit=4", "cursor=3");
    assertThat(sizeQueries).as("the size of all images says nothing of four").isEmpty();
  }

  @Test
  @DisplayName("tries again when the server is busy, and gives up after a set number of times")
  void retries() throws Exception {
    failuresLeft.put("/images/search/", 2);
    failuresLeft.put("/file/ISIC_0000002.jpg", 2);
    failuresLeft.put("/file/ISIC_0000005.jpg", 3);
    IsicDownload download = download("", 1000);
    assertThat(download.fetched()).isEqualTo(IMAGES - 1);
    assertThat(download.failed()).containsExactly("ISIC_0000005");
    assertThat(download.failures().get("ISIC_0000005"))
        .contains("failed 3 times, most recently: the server answers 429")
        .doesNotContain("Signature");
    assertThat(requests).containsEntry("/file/ISIC_0000002.jpg", 3);
    assertThat(folder.resolve("ISIC_0000005.jpg")).doesNotExist();
    failuresLeft.put("/images/search/", 3);
    assertThatThrownBy(() -> download("", 10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed 3 times");
  }

  @Test
  @DisplayName("tries again when the server breaks off, and keeps no part of an image")
  void brokenOff() throws Exception {
    cutsLeft.put("/file/ISIC_0000002.jpg", 1);
    cutsLeft.put("/file/ISIC_0000003.jpg", 2);
    cutsLeft.put("/file/ISIC_0000005.jpg", 3);
    IsicDownload download = download("", 1000);
    assertThat(download.failed()).containsExactly("ISIC_0000005");
    assertThat(download.failures().get("ISIC_0000005"))
        .contains("failed 3 times, most recently: ", " bytes came, the archive lists ")
        .doesNotContain("Signature");
    assertThat(requests)
        .containsEntry("/file/ISIC_0000002.jpg", 2)
        .containsEntry("/file/ISIC_0000003.jpg", 3);
    assertThat(folder.resolve("ISIC_0000003.jpg")).hasBinaryContent(jpeg("ISIC_0000003"));
    assertThat(names()).noneMatch(name -> name.contains("ISIC_0000005"));
    assertThat(download("", 1000).failed()).isEmpty();
  }

  @Test
  @DisplayName("resumes where it stopped, and fetches damaged files again")
  void resume() throws Exception {
    failuresLeft.put("/file/ISIC_0000005.jpg", 3);
    download("", 1000);
    Files.writeString(folder.resolve("ISIC_0000001.jpg"), "damaged");
    requests.clear();
    IsicDownload again = download("", 1000);
    assertThat(again.alreadyThere()).isEqualTo(IMAGES - 2);
    assertThat(again.fetched()).isEqualTo(2);
    assertThat(requests).doesNotContainKey("/file/ISIC_0000000.jpg");
    assertThat(folder.resolve("ISIC_0000001.jpg")).hasBinaryContent(jpeg("ISIC_0000001"));
    assertThat(names()).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  @DisplayName("continues with the table of checksums of an earlier version")
  void earlierVersion() throws Exception {
    download("", 3);
    Path table = folder.resolve("checksums.csv");
    assertThat(table).content().contains(",ISIC_0000001.jpg\n");
    Files.writeString(
        table, Files.readString(table).replaceAll("(?m),(ISIC_\\w+[.]jpg|file)$", ""));
    assertThat(table).content().startsWith("isic_id,sha256\n").doesNotContain(".jpg");
    assertThat(download("", 3).alreadyThere()).isEqualTo(3);
  }

  @Test
  @DisplayName("lists a page only when the images of the previous one are complete")
  void pageByPage() throws Exception {
    validFor = PAGE + 1; // less than all images
    IsicDownload download = download("", 1000);
    assertThat(download.failures()).isEmpty();
    assertThat(requests.keySet()).noneMatch(path -> path.matches("/images/ISIC_.*"));
  }

  @Test
  @DisplayName("asks for an address that is signed now when one has expired, once")
  void expired() throws Exception {
    validFor = 1;
    forbidden.add("/file/ISIC_0000004.jpg");
    IsicDownload download = client().withThreads(1).download(IsicSelection.first(1000), folder);
    assertThat(download.failed()).containsExactly("ISIC_0000004");
    assertThat(download.failures().get("ISIC_0000004")).contains("403").doesNotContain("Signature");
    assertThat(requests)
        .containsEntry("/images/ISIC_0000001/", 1)
        .containsEntry("/file/ISIC_0000001.jpg", 2)
        .containsEntry("/file/ISIC_0000004.jpg", 2);
    assertThat(folder.resolve("ISIC_0000001.jpg")).hasBinaryContent(jpeg("ISIC_0000001"));
  }

  @Test
  @DisplayName(
      "names a file by the ending of its address, or of its content, and takes images only")
  void endings() throws Exception {
    endings.put("ISIC_0000000", ".JPEG");
    endings.put("ISIC_0000001", "");
    png = "ISIC_0000002";
    noImage = "ISIC_0000003";
    IsicDownload download = download("", 4);
    assertThat(names()).contains("ISIC_0000000.jpeg", "ISIC_0000001.jpg", "ISIC_0000002.png");
    assertThat(download.failures().get("ISIC_0000003"))
        .contains("not an image of a supported format", "first bytes are 3c68746d6c3e");
    assertThat(names()).noneMatch(name -> name.startsWith("ISIC_0000003"));
    assertThat(download("", 3).alreadyThere()).isEqualTo(3);
  }

  @Test
  @DisplayName("does not start a download that the disk has no room for")
  void disk() throws Exception {
    totalSize = Long.MAX_VALUE;
    assertThatThrownBy(() -> download("", 1000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("needs about 9223372036.9 GB more")
        .hasMessageContaining("choose a folder on another disk");
    assertThat(requests.keySet()).noneMatch(path -> path.startsWith("/file/"));
    sizeKnown = false;
    assertThat(download("", 1000).fetched()).isEqualTo(IMAGES);
  }

  @Test
  @DisplayName("lists contributors by number of images, anonymous last, and fetches the licences")
  void attribution() throws Exception {
    IsicDownload download = download("", 1000);
    assertThat(folder.resolve("attribution.txt"))
        .hasContent("Clinic, B\n\nClinic, A\n\nAnonymous\n");
    assertThat(folder.resolve("licenses/CC-BY.txt")).hasContent("Attribution 4.0");
    assertThat(download.missingLicences()).containsExactly("CC-0");
  }

  @Test
  @DisplayName("selects by query and collections, and reports progress")
  void collections() throws Exception {
    List<String> told = new ArrayList<>();
    client()
        .download(
            IsicSelection.first(3).withCollections(List.of(66, 67)),
            folder,
            state -> told.add(state.done() + "/" + state.images() + " " + state.fetchedBytes()));
    assertThat(queries).containsExactly("limit=3&collections=66%2C67");
    int size = jpeg("ISIC_0000000").length;
    assertThat(told).containsExactly("0/3 0", "1/3 " + size, "2/3 " + 2 * size, "3/3 " + 3 * size);
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 4})
  @DisplayName("keeps complete files when it is interrupted, and resumes from there")
  void interrupted(int threads) throws Exception {
    IsicArchiveClient client = client().withThreads(threads);
    assertThatThrownBy(
            () ->
                client.download(
                    IsicSelection.first(IMAGES),
                    folder,
                    state -> {
                      if (state.done() == 3) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(InterruptedException.class);
    Thread.interrupted();
    List<String> complete =
        Files.readAllLines(folder.resolve("checksums.csv")).stream()
            .skip(1)
            .map(line -> line.replaceAll(".*,", ""))
            .toList();
    assertThat(names()).containsAll(complete).noneMatch(name -> name.endsWith(".part"));
    assertThat(complete).hasSizeBetween(3, IMAGES - 1);
    assertThat(Files.readString(folder.resolve("metadata.csv")))
        .contains("ISIC_0000002,\"Clinic, A\",CC-BY");
    Files.writeString(
        folder.resolve("checksums.csv"), "ISIC_00", StandardOpenOption.APPEND); // as by a crash
    IsicDownload rest = download("", IMAGES);
    assertThat(rest.alreadyThere()).isEqualTo(complete.size());
    assertThat(rest.fetched()).isEqualTo(IMAGES - complete.size());
    assertThat(download("", IMAGES).alreadyThere()).isEqualTo(IMAGES);
  }

  @Test
  @DisplayName("keeps the lines of images from before when it is interrupted")
  void interruptedAgain() throws Exception {
    download("", IMAGES);
    List<String> all = Files.readAllLines(folder.resolve("metadata.csv"));
    assertThatThrownBy(
            () ->
                client()
                    .download(
                        IsicSelection.first(IMAGES),
                        folder,
                        state -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    Thread.interrupted();
    assertThat(Files.readAllLines(folder.resolve("metadata.csv"))).isEqualTo(all);
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
    assertThatThrownBy(() -> client().withThreads(17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("17 threads: must be 1 to 16");
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 attempts");
  }

  @Test
  @DisplayName(
      "says how many images the archive counts and does not list, and names no licence for")
  void unlisted() throws Exception {
    String image =
        "{\"isic_id\":\"ISIC_0\",\"files\":{\"full\":{\"url\":\"BASEfile/0?s=0\",\"size\":0}}}";
    String local =
        "{\"isic_id\":\"ISIC_1\",\"files\":{\"full\":{\"url\":\"file:///etc/hostname\"}}}";
    page = "{\"count\":5,\"results\":[" + image + "," + image + "," + local + "]}";

    IsicDownload download = client().download(IsicSelection.first(100), folder);

    assertThat(download.images()).isEqualTo(2);
    assertThat(download.unlisted()).isEqualTo(3);
    assertThat(download.withoutLicence()).isEqualTo(2);
    assertThat(download.failures()).containsOnlyKeys("ISIC_1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html>maintenance</html> | is not JSON",
        "[1] | is not a list of images",
        "{} | is not a list of images",
        "{'next':'BASEimages/search/?limit=100','results':[]} | after itself",
        "{'results':[{'isic_id':null}]} | the id 'null'"
      })
  @DisplayName("refuses a file that is not a list, and an endless one")
  void noList(String answer, String reason) {
    page = answer.replace('\'', '"');

    assertThatThrownBy(() -> client().download(IsicSelection.first(100), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }
}
