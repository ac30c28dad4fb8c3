package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.derm4j.data.download.DownloadListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine, which is busy at first and refuses one image. */
@DisplayName("derm download")
class DownloadCommandTest {

  private static final int IMAGES = 5;

  /** Begins as a BMP does, whose mark is plain text. */
  private static final String IMAGE = "BM1234\0\0 ";

  @TempDir private Path folder;

  private final AtomicInteger busy = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile String refused = "none";
  private volatile String held = "none";
  private volatile String search = "";
  private HttpServer server;
  private String base;
  private Path out;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
    out = folder.resolve("isic");
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    threads.shutdown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String id = path.substring(path.lastIndexOf('/') + 1);
    if (id.equals(held)) {
      asked.countDown();
      awaitRelease();
    }
    if (busy.getAndDecrement() > 0) {
      exchange.getResponseHeaders().add("Retry-After", "0");
      send(exchange, 503, "busy");
    } else if (path.equals("/api/images/search/")) {
      search = exchange.getRequestURI().getQuery();
      send(exchange, 200, page());
    } else if (path.startsWith("/file/") && !id.equals(refused)) {
      send(exchange, 200, IMAGE + id);
    } else {
      send(exchange, 404, "no such thing");
    }
  }

  private void awaitRelease() {
    try {
      assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String page() {
    String images =
        IntStream.range(0, IMAGES)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        """
                        {"isic_id":"ISIC_%d","attribution":"Clinic","copyright_license":"CC-0",
                         "files":{"full":{"url":"http://127.0.0.1:%d/file/ISIC_%1$d","size":15}},
                         "metadata":{"clinical":{"diagnosis_1":"Benign"}}}
                        """,
                        i,
                        server.getAddress().getPort()))
            .collect(Collectors.joining(","));
    return "{\"next\":null,\"results\":[" + images + "]}";
  }

  @Test
  @DisplayName("fetches a selection, waits for a busy server, and resumes")
  void resumes() throws IOException {
    busy.set(2);
    refused = "ISIC_3";

    Command first =
        derm(
            "download",
            "--api",
            base,
            "--out",
            out,
            "--limit",
            50,
            "--query",
            "sex:male",
            "--collection",
            "66,67",
            "--json");

    assertThat(first.exitCode()).as(first.err()).isEqualTo(1);
    assertThat(search).isEqualTo("limit=50&query=sex:male&collections=66,67");
    assertThat(first.json().get("fetched").intValue()).isEqualTo(IMAGES - 1);
    assertThat(first.json().get("failed").get(0).textValue()).isEqualTo("ISIC_3");
    assertThat(first.err())
        .contains("1 image could not be fetched, such as ISIC_3 (", "answers 404");
    refused = "none";
    Command second = derm("download", "--api", base, "--out", out, "--limit", 50);
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).contains("5 images in", "1 fetched, 4 already there");
    assertThat(Files.readString(out.resolve("attribution.csv"))).contains("ISIC_3,Clinic,CC-0");
    assertThat(second.err()).contains("derm: 5 images in the selection", "download: 5/5 images");
  }

  @Test
  @DisplayName("reports rate and remaining time from the images fetched in this call")
  void rate() {
    DownloadListener.State half = new DownloadListener.State(60, 100, 20, 40_000_000, -1);
    assertThat(DownloadProgress.note(half, 10)).isEqualTo("4.0 MB/s, 20 s left");
    DownloadListener.State none = new DownloadListener.State(60, 100, 0, 0, -1);
    assertThat(DownloadProgress.note(none, 10)).isEmpty();
  }

  @Test
  @DisplayName("keeps complete files when the process is terminated")
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "there, destroy() ends a process without its last words")
  void interrupted() throws IOException, InterruptedException {
    held = "ISIC_2";
    Path words = folder.resolve("words.txt");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Derm.class.getName(),
                    "download",
                    "--api",
                    base,
                    "--out",
                    out.toString(),
                    "--threads",
                    "1",
                    "--limit",
                    "5"))
            .redirectErrorStream(true)
            .redirectOutput(words.toFile())
            .start();
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();

    process.destroy(); // what Ctrl-C does: the process may run its last words

    assertThat(process.waitFor()).isNotZero();
    assertThat(words).content().contains("repeat the command to continue");
    assertThat(Files.readAllLines(out.resolve("checksums.csv")))
        .extracting(line -> line.replaceAll(",.*", ""))
        .containsExactly("isic_id", "ISIC_0", "ISIC_1");
    try (var files = Files.list(out)) {
      assertThat(files.map(Path::toString).filter(name -> name.endsWith(".part"))).isEmpty();
    }
  }

  @Test
  @DisplayName("downloads nothing without a limit and a folder, and refuses a wrong limit")
  void usage() {
    assertThat(derm("download").exitCode()).isEqualTo(2);
    assertThat(derm("download", "--out", out).exitCode()).isEqualTo(2);
    Command none = derm("download", "--api", base, "--out", out, "--limit", 0);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("--limit = 0: must be at least 1");
    Command fast = derm("download", "--api", base, "--out", out, "--limit", 1, "--rate", 51);
    assertThat(fast.err()).contains("--rate = 51: must be at least 1 and at most 50");
    Command many = derm("download", "--api", base, "--out", out, "--limit", 1, "--threads", 17);
    assertThat(many.err()).contains("--threads = 17: must be at least 1 and at most 16");
    assertThat(search).isEmpty();
  }
}
