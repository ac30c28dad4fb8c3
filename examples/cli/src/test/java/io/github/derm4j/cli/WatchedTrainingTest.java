package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("a training with --watch")
@Tag("slow")
@Timeout(600)
class WatchedTrainingTest {

  private static final Pattern ADDRESS = Pattern.compile("watch the training at (http://\\S+/)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final CompletableFuture<URI> address = new CompletableFuture<>();

  @ParameterizedTest
  @CsvSource({
    "fine-tune, 0, stopped after 1 epoch",
    "quickstart, 0, stopped after 1 epoch",
    "cross-validate, 1, Stopped in fold 1 of 3; run it again to continue"
  })
  @DisplayName("shows sample predictions after a validation, and ends by the button of its page")
  void showsSamplesAndStops(String command, int exitCode, String message, @TempDir Path folder)
      throws Exception {
    String[] words = words(command, folder);
    CompletableFuture<Integer> run =
        CompletableFuture.supplyAsync(() -> Derm.run(terminal(), words));
    var unused =
        run.thenAccept(
            code ->
                address.completeExceptionally(
                    new AssertionError(said.toString(StandardCharsets.UTF_8))));
    URI page = address.get(5, TimeUnit.MINUTES);

    JsonNode state = firstWithSamples(page);
    assertThat(state.get("stoppable").asBoolean()).isTrue();
    assertThat(state.path("part").asText())
        .isEqualTo(command.equals("cross-validate") ? "partition, fold 1 of 3" : "");
    assertThat(state.get("samples")).hasSizeBetween(1, 8);
    for (JsonNode sample : state.get("samples")) {
      assertThat(sample.get("top").get(0).get("probability").asDouble()).isBetween(0.0, 1.0);
      assertThat(sample.get("hasImage").asBoolean()).isTrue();
    }
    byte[] image =
        client
            .send(
                HttpRequest.newBuilder(
                        page.resolve(
                            "/api/training/sample?n=0&set=" + state.get("sampleSet").asInt()))
                    .build(),
                BodyHandlers.ofByteArray())
            .body();
    assertThat(image).startsWith(0xff, 0xd8); // JPEG

    HttpRequest stop =
        HttpRequest.newBuilder(page.resolve("/api/training/stop"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(client.send(stop, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

    assertThat(run.get(5, TimeUnit.MINUTES)).isEqualTo(exitCode);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains(message);
  }

  private JsonNode firstWithSamples(URI page) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(page.resolve("/api/training")).build();
    try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
      for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
        String line = each.next();
        if (line.startsWith("data: ")) {
          JsonNode state = new ObjectMapper().readTree(line.substring("data: ".length()));
          if (!state.get("samples").isEmpty()) {
            return state;
          }
        }
      }
    }
    throw new AssertionError("no samples: " + said.toString(StandardCharsets.UTF_8));
  }

  private static String[] words(String command, Path folder) throws IOException {
    List<String> words = new ArrayList<>(List.of(command, "--watch"));
    words.addAll(List.of("--size", "75", "--width", "0.0625", "--epochs", "1000"));
    words.addAll(List.of("--batch", "4", "--out", folder.resolve("out").toString()));
    if (command.equals("quickstart")) {
      words.addAll(
          List.of("--lesions", "60", "--images-per-lesion", "2", "--max-class-size", "10"));
    } else {
      Path images = folder.resolve("images");
      SyntheticLesions.of(1)
          .withLesions(60)
          .withImagesPerLesion(1)
          .withSize(32, 32)
          .writeTo(images);
      words.addAll(List.of("--dataset", "csv", "--images", images.toString()));
    }
    if (command.equals("cross-validate")) {
      words.addAll(List.of("--folds", "3"));
    }
    return words.toArray(new String[0]);
  }

  /** Keeps what is printed, and finds the address in it. */
  private Terminal terminal() {
    OutputStream err =
        new OutputStream() {
          @Override
          public void write(int one) {
            said.write(one);
            if (one == '\n' && !address.isDone()) {
              Matcher found = ADDRESS.matcher(said.toString(StandardCharsets.UTF_8));
              if (found.find()) {
                address.complete(URI.create(found.group(1)));
              }
            }
          }
        };
    PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Terminal(printed, printed, false);
  }
}
