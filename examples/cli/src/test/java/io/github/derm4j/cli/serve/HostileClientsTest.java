package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The classify page under clients that mean harm, or are many. */
class HostileClientsTest {

  private static final int GARBAGE = 10_000;
  private static final int REAL = 200;
  private static final int THREADS = 8;

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final byte[] image = png(60, 40);
  private PageServer server;
  private URI uri;

  @BeforeEach
  void start() throws IOException {
    server =
        PageServer.start(
            "127.0.0.1",
            0,
            List.of(
                new ClassifyPage(
                    new InventedClassifier(), "model.zip", SimilarImages.none(), () -> {})),
            failures::add);
    uri = server.uri();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] png(int width, int height) {
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, 0x806040);
    try (LesionImage plain = LesionImage.of(width, height, pixels)) {
      return plain.toPng();
    }
  }

  @Tag("slow")
  @Test
  void tenThousandGarbageRequestsLeaveItAnswering() throws Exception {
    RawHttp.Answer before = classify(image);
    garbage(500, 1);
    long used = usedAfterCollection();

    garbage(GARBAGE, 2);

    assertThat(usedAfterCollection() - used).as("bytes of heap").isLessThan(32 << 20);
    assertThat(classify(image)).isEqualTo(before).extracting(RawHttp.Answer::status).isEqualTo(200);
    assertThat(failures).isEmpty();
  }

  private void garbage(int requests, long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(seed * THREADS + i);
        tasks.add(
            () -> {
              for (int k = 0; k < requests / THREADS; k++) {
                sendGarbage(random);
              }
              return null;
            });
      }
      for (Future<Void> each : threads.invokeAll(tasks)) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private void sendGarbage(SplittableRandom random) throws IOException {
    byte[] noise = new byte[random.nextInt(1, 3000)];
    random.nextBytes(noise);
    String host = "\r\nHost: " + uri.getAuthority() + "\r\n";
    byte[] head =
        (switch (random.nextInt(8)) {
              case 0 -> "";
              case 1 -> "GET /" + "a".repeat(random.nextInt(40_000)) + " HTTP/1.1" + host;
              case 2 ->
                  "POST /api/classify HTTP/1.1" + host + "Content-Length: 99999999999\r\n\r\n";
              case 3 -> "POST /api/classify HTTP/1.1" + host + "Content-Length: -1\r\n\r\n";
              case 4 -> "POST /api/classify?top=%zz HTTP/1.1" + host + "Content-Length: 9\r\n\r\n";
              case 5 -> "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1" + host + "\r\n";
              case 6 ->
                  "POST /api/classify HTTP/1.1" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n";
              default -> {
                // The beginning of an image, then noise.
                int begin = Math.min(noise.length, random.nextInt(image.length));
                System.arraycopy(image, 0, noise, 0, begin);
                yield "POST /api/classify HTTP/1.1"
                    + host
                    + "Content-Length: "
                    + noise.length
                    + "\r\n\r\n";
              }
            })
            .getBytes(StandardCharsets.ISO_8859_1);
    try (Socket socket = RawHttp.open(uri)) {
      OutputStream out = socket.getOutputStream();
      out.write(head);
      out.write(noise);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException closedEarly) {
      // A server may close as soon as it has seen enough.
    }
  }

  @Test
  @Timeout(600)
  void twoHundredClientsAtOnceAreServedOrSentAway() throws Exception {
    String expected = classify(image).body();
    HttpClient client = HttpClient.newHttpClient();
    ExecutorService threads = Executors.newFixedThreadPool(REAL);
    ConcurrentHashMap<Integer, Integer> statuses = new ConcurrentHashMap<>();
    try {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < REAL; i++) {
        tasks.add(
            () -> {
              while (true) {
                HttpResponse<String> answer =
                    client.send(
                        HttpRequest.newBuilder(uri.resolve("/api/classify"))
                            .POST(BodyPublishers.ofByteArray(image))
                            .build(),
                        BodyHandlers.ofString());
                statuses.merge(answer.statusCode(), 1, Integer::sum);
                if (answer.statusCode() == 200) {
                  return answer.body();
                }
                Thread.sleep(50);
              }
            });
      }
      for (Future<String> each : threads.invokeAll(tasks)) {
        assertThat(each.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(statuses.keySet()).isSubsetOf(200, 429);
    assertThat(failures).isEmpty();
  }

  @Test
  void anImageOfTooManyPixelsIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] bomb = image.clone();
    // The width and height of a PNG stand at byte 16.
    ByteBuffer.wrap(bomb, 16, 8).putInt(40_000).putInt(40_000);

    RawHttp.Answer answer = classify(bomb);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("40000×40000 pixels, more than the limit of 100000000");
  }

  @Test
  void theBytesDecideWhatAFileIsNotItsType() throws IOException {
    String post = "/api/classify";
    assertThat(RawHttp.send(uri, "POST", post, image, "Content-Type: text/html").status())
        .isEqualTo(200);
    byte[] page = "<html>".getBytes(StandardCharsets.UTF_8);
    assertThat(RawHttp.send(uri, "POST", post, page, "Content-Type: image/png").status())
        .isEqualTo(415);
    assertThat(RawHttp.send(uri, "POST", post, new byte[0]).status()).isEqualTo(400);
    assertThat(
            RawHttp.send(
                    uri,
                    "POST",
                    post,
                    new byte[0],
                    "Content-Length: " + (ClassifyPage.MOST_BYTES + 1))
                .status())
        .isIn(400, 413);
  }

  @Test
  void wrongParametersAreNamed() throws IOException {
    assertThat(RawHttp.send(uri, "POST", "/api/classify?top=0", image).body())
        .contains("top must be a whole number from 1 to");
    assertThat(RawHttp.send(uri, "POST", "/api/explain?method=grad-cam", image).body())
        .contains("method must be one of [occlusion]");
    assertThat(RawHttp.send(uri, "POST", "/api/explain?class=../../x", image).status())
        .isEqualTo(400);
    assertThat(RawHttp.get(uri, "/api/neighbour?n=0").status()).isEqualTo(400);
    assertThat(RawHttp.get(uri, "/api/neighbour?n=/etc/passwd").status()).isEqualTo(400);
  }

  private RawHttp.Answer classify(byte[] body) throws IOException {
    RawHttp.Answer answer = RawHttp.send(uri, "POST", "/api/classify", body);
    answer.headers().remove("Date");
    return answer;
  }

  private static long usedAfterCollection() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(100);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
