package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.model.playground.PlaygroundData;
import io.github.derm4j.model.playground.PlaygroundNetwork;
import io.github.derm4j.model.playground.PlaygroundSettings;
import io.github.derm4j.model.playground.PlaygroundSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The playground's server")
@Timeout(120)
class PlaygroundPageTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PlaygroundPage page = new PlaygroundPage();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private PageServer server;
  private URI uri;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start("127.0.0.1", 0, List.of(page), failures::add);
    uri = server.uri();
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(failures).isEmpty();
  }

  /** An open page, without a browser. */
  private final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader events;
    private final String id;

    Client() throws IOException {
      socket = new Socket(uri.getHost(), uri.getPort());
      socket
          .getOutputStream()
          .write(
              ("GET /playground/events HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      events =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      id = next("session", event -> true).path("id").asText();
    }

    /** Reads to the next event of a name that is as wanted. */
    JsonNode next(String name, Predicate<JsonNode> wanted) throws IOException {
      while (true) {
        String line = events.readLine();
        assertThat(line).as("the stream ended").isNotNull();
        if (line.equals("event: " + name)) {
          // A chunk of the transfer may end between the two lines, but not within one.
          String data = events.readLine();
          JsonNode json = JSON.readTree(data.substring("data: ".length()));
          if (wanted.test(json)) {
            return json;
          }
        }
      }
    }

    JsonNode frame(Predicate<JsonNode> wanted) throws IOException {
      return next("frame", wanted);
    }

    String send(String json) throws IOException, InterruptedException {
      return post("command?session=" + id, json.replace('\'', '"')).body();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri.resolve("/playground/" + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri.resolve("/playground/" + path)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  @DisplayName("plays, pauses, steps, edits and resets the network of the library")
  void network() throws Exception {
    PlaygroundNetwork twin =
        PlaygroundNetwork.of(
            PlaygroundSettings.defaults().withData(PlaygroundData.XOR).withSeed(4));
    try (Client client = new Client()) {
      client.send("{'action': 'configure', 'settings': {'data': 'xor', 'seed': '4'}}");
      JsonNode network = client.next("network", event -> true);
      assertThat(network.path("train")).hasSize(250);
      assertThat(network.path("train").get(3).get(1).asDouble())
          .isEqualTo(twin.points().train().value(3, 1));
      assertThat(network.path("settings").path("hiddenLayers").asText()).isEqualTo("4,2");
      assertThat(Base64.getDecoder().decode(network.path("features").path("x2").asText()))
          .hasSize(625)
          .startsWith(127)
          .endsWith(-127);
      compare(client.frame(frame -> true), twin);

      client.send("{'action': 'epoch'}");
      twin.epoch();
      compare(client.frame(frame -> true), twin);

      client.send("{'action': 'weight', 'layer': 1, 'from': 2, 'to': 0, 'value': 0.25}");
      twin.setWeight(1, 2, 0, 0.25);
      compare(client.frame(frame -> true), twin);

      client.send("{'action': 'play'}");
      client.frame(frame -> frame.path("epochs").asLong() >= 5);
      client.send("{'action': 'pause'}");
      JsonNode paused = client.frame(frame -> !frame.path("playing").asBoolean());
      while (twin.steps() < paused.path("steps").asLong()) {
        twin.step();
      }
      compare(paused, twin);
      assertThat(
              new String(
                  get("export?kind=java&session=" + client.id).body(), StandardCharsets.UTF_8))
          .isEqualTo(twin.javaSource());
      assertThat(
              PlaygroundSnapshot.read(
                  new String(
                      get("export?kind=json&session=" + client.id).body(), StandardCharsets.UTF_8)))
          .isEqualTo(twin.snapshot());

      client.send("{'action': 'reset'}");
      twin.reset();
      compare(client.frame(frame -> true), twin);
    }
  }

  private static void compare(JsonNode frame, PlaygroundNetwork twin) {
    assertThat(frame.path("steps").asLong()).isEqualTo(twin.steps());
    assertThat(frame.path("trainLoss").asDouble()).isEqualTo(twin.figures().trainLoss());
    assertThat(frame.path("testLoss").asDouble()).isEqualTo(twin.figures().testLoss());
    assertThat(frame.path("test").path("accuracy").asDouble())
        .isEqualTo(twin.figures().test().orElseThrow().accuracy());
    assertThat(frame.path("layers").get(1).path("weights").get(2).get(0).asDouble())
        .isEqualTo(twin.weight(1, 2, 0));
    Auc auc = Auc.of(twin.testScores().orElseThrow());
    assertThat(frame.path("auc").path("value").asDouble()).isEqualTo(auc.value());
    assertThat(frame.path("auc").path("low").asDouble()).isEqualTo(auc.interval(0.95).low());
    byte[] output = Base64.getDecoder().decode(frame.path("maps").get(2).get(0).asText());
    assertThat(output).hasSize(2500);
    assertThat(output[49] / 127.0)
        .isCloseTo(twin.maps(50).value(2, 0, 0, 49), org.assertj.core.data.Offset.offset(0.005));
  }

  @Test
  @DisplayName("continues from the weights of an address")
  void restored() throws Exception {
    PlaygroundNetwork twin = PlaygroundNetwork.of(PlaygroundSettings.defaults());
    twin.step();
    String layers = JSON.writeValueAsString(twin.parameters());
    try (Client client = new Client()) {
      client.send("{'action': 'configure', 'settings': {}, 'steps': 1, 'layers': " + layers + "}");
      compare(client.frame(frame -> true), twin);
      assertThat(
              client.send(
                  "{'action': 'configure', 'settings': {'hiddenLayers': '3'}, 'layers': "
                      + layers
                      + "}"))
          .contains("snapshot of 3 layers after 0 steps: must have 2 layers");
    }
  }

  @Test
  @DisplayName("stops when a rule is met")
  void stops() throws Exception {
    try (Client client = new Client()) {
      client.send("{'action': 'configure', 'settings': {}, 'epochs': 2}");
      client.send("{'action': 'play'}");
      JsonNode stopped =
          client.frame(
              frame -> !frame.path("playing").asBoolean() && frame.path("steps").asInt() > 0);
      assertThat(stopped.path("epochs").asLong()).isEqualTo(2);
      assertThat(stopped.path("message").asText()).isEqualTo("Stopped after 2 epochs.");
      client.send("{'action': 'stop', 'epochs': 0, 'loss': 0.3}");
      client.send("{'action': 'play'}");
      stopped =
          client.frame(
              frame ->
                  !frame.path("playing").asBoolean() && frame.path("trainLoss").asDouble() <= 0.3);
      assertThat(stopped.path("message").asText())
          .isEqualTo("Stopped at a training loss of 0.3 or less.");
    }
  }

  @Test
  @DisplayName("reports when the loss is not a number, and continues after a reset")
  void diverges() throws Exception {
    try (Client client = new Client()) {
      client.send(
          "{'action': 'configure', 'settings':"
              + " {'data': 'plane', 'learningRate': '10', 'activation': 'relu'}}");
      client.send("{'action': 'play'}");
      JsonNode diverged =
          client.frame(
              frame -> !frame.path("playing").asBoolean() && frame.path("steps").asInt() > 0);
      assertThat(diverged.path("trainLoss").isNull()).isTrue();
      assertThat(diverged.path("message").asText()).contains("the training diverged");
      assertThat(client.send("{'action': 'play'}")).contains("the training diverged");
      client.send("{'action': 'reset'}");
      assertThat(client.frame(frame -> true).path("trainLoss").isNumber()).isTrue();
    }
  }

  @Test
  @DisplayName("learns from an uploaded table, and reports what is wrong with one")
  void ownData() throws Exception {
    String table =
        "a,b,label\n"
            + IntStream.range(0, 40)
                .mapToObj(i -> i + "," + i * i % 7 + "," + (i < 20 ? "<script>" : "no"))
                .collect(Collectors.joining("\n"));
    try (Client client = new Client()) {
      String own = "{'action': 'configure', 'settings': {'data': 'own'}}";
      assertThat(client.send(own)).contains("data own: drop a CSV file on the page first");
      post("data?name=moles.csv&session=" + client.id, table);
      client.send(own);
      JsonNode network = client.next("network", event -> true);
      assertThat(network.path("classes").get(0).asText()).isEqualTo("<script>");
      assertThat(network.path("columns").get(0).path("high").asDouble()).isEqualTo(39);
      post("data?name=moles.csv&session=" + client.id, "a,b,label\n1,2,3\n");
      assertThat(client.send(own)).contains("the table moles.csv: column 'label' has 1 different");
    }
  }

  @Test
  @DisplayName("shows the image of a lesion")
  void image() throws Exception {
    try (Client client = new Client()) {
      client.send("{'action': 'configure', 'settings': {'data': 'lesions'}}");
      assertThat(client.next("network", event -> true).path("images").asBoolean()).isTrue();
      HttpResponse<byte[]> image = get("image?part=test&point=149&session=" + client.id);
      assertThat(image.headers().firstValue("Content-Type")).hasValue("image/jpeg");
      assertThat(image.body()).startsWith(0xFF, 0xD8);
      assertThat(get("image?part=test&point=150&session=" + client.id).statusCode()).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("refuses unknown requests")
  void refusals() throws Exception {
    assertThat(post("command?session=00", "{}").statusCode()).isEqualTo(404);
    try (Client client = new Client()) {
      assertThat(client.send("{'action': 'play'}")).contains("there is no network yet");
      assertThat(client.send("{'action': 'configure', 'settings': {'noise': '99'}}"))
          .contains("noise 99: must be from 0 to 50");
      client.send("{'action': 'configure', 'settings': {}}");
      assertThat(client.send("{'action': 'fly'}")).contains("action 'fly' is unknown");
      assertThat(client.send("{'action': 'bias', 'layer': 0, 'neuron': 0, 'value': 'x'}"))
          .contains("value NaN: must be finite");
      assertThat(get("export?kind=exe&session=" + client.id).statusCode()).isEqualTo(400);
      assertThat(client.send("no json")).contains("not JSON");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"play", "pause"})
  @DisplayName("ends a session whose client is gone, running or paused")
  void clientGone(String action) throws Exception {
    try (Client client = new Client()) {
      client.send("{'action': 'configure', 'settings': {}}");
      client.send("{'action': '" + action + "'}");
      client.frame(frame -> true);
      assertThat(page.sessions()).isEqualTo(1);
    }
    long end = System.nanoTime() + 100_000_000_000L;
    while (page.sessions() > 0 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(page.sessions()).isZero();
  }

  @Test
  @DisplayName("reads no table of more than 2 MB")
  void largeTable() throws Exception {
    try (Client client = new Client()) {
      assertThat(post("data?session=" + client.id, "1".repeat((2 << 20) + 1)).statusCode())
          .isEqualTo(413);
    }
  }
}
