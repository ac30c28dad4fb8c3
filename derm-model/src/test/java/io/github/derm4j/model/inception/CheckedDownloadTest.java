package io.github.derm4j.model.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.download.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine, which fails on purpose. */
@DisplayName("A download of weights")
class CheckedDownloadTest {

  private static final int SIZE = 300_000;
  private static final RetryPolicy QUICK = new RetryPolicy(3, Duration.ofMillis(1), Duration.ZERO);

  /** How the server treats a request. */
  private enum Mood {
    HONEST,
    CUTS_OFF,
    HAS_NO_RANGES,
    SENDS_ANOTHER_PART,
    LOST_IT,
    BUSY
  }

  @TempDir Path folder;

  private final byte[] weights = new byte[SIZE];
  private final Deque<Mood> moods = new ArrayDeque<>();
  private final List<String> ranges = new ArrayList<>();
  private HttpServer server;
  private byte[] served;
  private Path file;
  private Path part;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(weights);
    served = weights;
    file = folder.resolve("cache/weights.h5");
    part = folder.resolve("cache/weights.h5.part");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  @DisplayName("is whole, and is not fetched a second time")
  void isFetchedOnce() throws Exception {
    Bytes heard = new Bytes();
    assertThat(download(heard)).isEqualTo(file).hasBinaryContent(weights);
    assertThat(heard.total).isEqualTo(SIZE);
    assertThat(heard.done).isEqualTo(SIZE);

    download(ProgressListener.NONE);

    assertThat(ranges).containsExactly("whole");
    assertThat(part).doesNotExist();
  }

  @Test
  @DisplayName("that is cut off resumes, at once and in a later call")
  void goesOn() throws Exception {
    moods.addAll(List.of(Mood.CUTS_OFF, Mood.CUTS_OFF, Mood.CUTS_OFF));
    assertThatThrownBy(() -> download(ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.h5 failed 3 times")
        .hasMessageContaining(
            "repeat the call to continue from the " + Files.size(part) + " bytes");
    assertThat(file).doesNotExist();
    long there = Files.size(part);

    assertThat(download(ProgressListener.NONE)).hasBinaryContent(weights);

    assertThat(there).isBetween(1L, SIZE - 1L);
    assertThat(ranges).hasSize(4).startsWith("whole").endsWith("bytes=" + there + "-");
    assertThat(ranges.subList(1, 4)).doesNotContain("whole");
  }

  @Test
  @DisplayName("from a server without ranges starts again after a cut")
  void withoutRanges() throws Exception {
    moods.addAll(List.of(Mood.CUTS_OFF, Mood.HAS_NO_RANGES));

    assertThat(download(ProgressListener.NONE)).hasBinaryContent(weights);
  }

  @Test
  @DisplayName("does not join parts that don't belong together")
  void ofAnotherPart() throws Exception {
    moods.addAll(List.of(Mood.CUTS_OFF, Mood.SENDS_ANOTHER_PART));

    assertThat(download(ProgressListener.NONE)).hasBinaryContent(weights);
  }

  @Test
  @DisplayName("starts over if the partial file belongs to another file")
  void overARuin() throws Exception {
    for (int length : List.of(1000, SIZE, SIZE + 5)) {
      Files.createDirectories(part.getParent());
      Files.write(part, new byte[length]);

      assertThat(download(ProgressListener.NONE)).hasBinaryContent(weights);

      Files.delete(file);
    }
  }

  @Test
  @DisplayName("with bytes other than Keras's is refused with both checksums, and deleted")
  void ofOtherBytes() {
    served = weights.clone();
    served[SIZE / 2] ^= 1;

    assertThatThrownBy(() -> download(ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.h5: the download has the MD5 " + md5(served))
        .hasMessageContaining("Keras publishes " + md5(weights));
    assertThat(file).doesNotExist();
    assertThat(part).doesNotExist();
  }

  @Test
  @DisplayName("that the server does not have is refused at once; a busy server is tried again")
  void thatIsNotThere() throws Exception {
    moods.addAll(List.of(Mood.BUSY, Mood.LOST_IT));
    assertThatThrownBy(() -> download(ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.h5: the server answers 404")
        .hasMessageContaining("give its path");
    assertThat(ranges).hasSize(2);

    moods.addAll(List.of(Mood.BUSY, Mood.BUSY, Mood.BUSY));
    assertThatThrownBy(() -> download(ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed 3 times, most recently: the server answers 503");
  }

  @Test
  @DisplayName("that never ends is given up")
  void thatNeverEnds() {
    assertThatThrownBy(
            () ->
                new CheckedDownload(address(), md5(weights), SIZE - 1, QUICK)
                    .into(file, ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than " + (SIZE - 1) + " bytes");
  }

  @Test
  @DisplayName("finds a file that was damaged later, and names the remedy")
  void overADamagedFile() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, Arrays.copyOf(weights, 99));

    assertThatThrownBy(() -> download(ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights.h5 is there, but has the MD5")
        .hasMessageContaining("delete it");
    assertThat(ranges).isEmpty();
  }

  @Test
  @DisplayName("of the official files goes to the platform's cache folder of the user")
  void officialFiles() {
    Path home = Path.of("home");

    assertThat(OfficialWeights.userCache(Map.of(), home)).isEqualTo(Path.of("home/.cache/derm4j"));
    assertThat(OfficialWeights.userCache(Map.of("XDG_CACHE_HOME", "cache"), home))
        .isEqualTo(Path.of("cache/derm4j"));
    assertThat(OfficialWeights.userCache(Map.of("LOCALAPPDATA", "local"), home))
        .isEqualTo(Path.of("local/derm4j"));
    assertThat(OfficialWeights.ADDRESS.resolve(OfficialWeights.WITHOUT_TOP.fileName()))
        .hasToString(
            "https://storage.googleapis.com/tensorflow/keras-applications/inception_v3/"
                + "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5");
    assertThatThrownBy(
            () ->
                OfficialWeights.WITH_TOP.download(
                    folder, address().resolve("."), QUICK, ProgressListener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("inception_v3_weights_tf_dim_ordering_tf_kernels.h5")
        .hasMessageContaining("Keras publishes 9a0d58056eeedaa3f26cb7ebd46da564");
  }

  private Path download(ProgressListener listener) throws IOException, InterruptedException {
    return new CheckedDownload(address(), md5(weights), 2L * SIZE, QUICK).into(file, listener);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/weights.h5");
  }

  @SuppressWarnings("deprecation") // The checksum that Keras publishes.
  private static String md5(byte[] bytes) {
    return Hashing.md5().hashBytes(bytes).toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "whole" : range);
    // Java's client sends a request again if its connection was kept open too long, and none is.
    exchange.getResponseHeaders().set("Connection", "close");
    Mood mood = moods.isEmpty() ? Mood.HONEST : moods.poll();
    try (exchange) {
      if (mood == Mood.LOST_IT || mood == Mood.BUSY) {
        exchange.sendResponseHeaders(mood == Mood.LOST_IT ? 404 : 503, -1);
        return;
      }
      int from =
          range == null || mood == Mood.HAS_NO_RANGES
              ? 0
              : Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= served.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      int shift = mood == Mood.SENDS_ANOTHER_PART ? 7 : 0;
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .add("Content-Range", "bytes %d-%d/%d".formatted(from - shift, SIZE - 1, SIZE));
      }
      int length = served.length - from + shift;
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
      int sent = mood == Mood.CUTS_OFF ? length / 3 : length;
      exchange.getResponseBody().write(served, from - shift, sent);
      exchange.getResponseBody().flush();
    }
  }

  /** Counts what is heard. */
  private static final class Bytes implements ProgressListener {
    private long total;
    private long done;

    @Override
    public void started(String work, long steps) {
      total = steps;
      done = 0;
    }

    @Override
    public void advanced(long steps) {
      done += steps;
    }
  }
}
