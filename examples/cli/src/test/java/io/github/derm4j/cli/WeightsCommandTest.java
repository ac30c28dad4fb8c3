package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm weights")
class WeightsCommandTest {

  private static final String NAME = "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5";

  @TempDir private Path folder;

  @Test
  @DisplayName("fetches nothing unless requested, and names the option")
  void asksFirst() {
    Command run = derm("weights", "--cache", folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(folder.resolve(NAME) + " is not there; derm weights --download fetches it");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @DisplayName("answers with the path of the file alone, so that another command can take it")
  void path() throws IOException {
    Files.writeString(folder.resolve(NAME), "weights");

    Command run = derm("weights", "--cache", folder);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(folder.resolve(NAME) + System.lineSeparator());
  }

  @Test
  @DisplayName("does not keep what is not the file that Keras publishes")
  void checksTheFile() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/weights/" + NAME,
        exchange -> {
          byte[] page = "Please log in to this network".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();

      Command wrong =
          derm("weights", "--download", "--cache", folder, "--address", address + "/weights");
      Command lost = derm("weights", "--download", "--cache", folder, "--address", address);

      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.out()).isEmpty();
      assertThat(wrong.err())
          .contains("derm: error: ", NAME, "Keras publishes bcbd6486424b2319ff4ef7d526e38f63");
      assertThat(lost.exitCode()).isEqualTo(1);
      assertThat(lost.err()).contains("the server answers 404");
      assertThat(folder).isEmptyDirectory();
    } finally {
      server.stop(0);
    }
  }

  @Test
  @DisplayName("whose range is not known from a file take a range by option, and no other range")
  void pixelRange() throws IOException {
    Path weights = Files.writeString(folder.resolve("weights.h5"), "no weights");

    Command known = features(weights, "-1..1");
    Command unknown = features(weights, "0..255");

    assertThat(known.exitCode()).isEqualTo(1);
    assertThat(known.err()).contains("weights.h5: not a readable HDF5 file");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("--pixel-range", "expected -1..1 or 0..1, not '0..255'");
  }

  private Command features(Path weights, String range) {
    return derm(
        "features",
        "--weights",
        weights,
        "--pixel-range",
        range,
        "--out",
        folder.resolve("features.csv"),
        folder.resolve("image.png"));
  }
}
