package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.cli.serve.ClassifyPage;
import io.github.derm4j.cli.serve.PageServer;
import io.github.derm4j.cli.serve.SimilarImages;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.TestTimeAugmentation;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm serve")
class ServeCommandTest {

  @TempDir private static Path folder;
  private static Path model;
  private static List<Path> images;
  private static PageServer server;

  @BeforeAll
  static void start() throws IOException {
    SmallModel small = SmallModel.in(folder);
    model = small.model();
    images = small.images().subList(0, 3);
    ModelFile.Opened opened = ModelFile.of(model).open(TestTimeAugmentation.NONE);
    float[] features;
    try (LesionImage image =
        ImageDecoder.decode(Files.readAllBytes(images.get(0)), images.get(0).toString())) {
      features = opened.classifier().features(List.of(image))[0];
    }
    server =
        PageServer.start(
            "127.0.0.1",
            0,
            List.of(
                new ClassifyPage(
                        opened.classifier(),
                        "model.zip",
                        new SimilarImages(
                            List.of(new SimilarImages.Item(images.get(0), "first", "")),
                            List.<float[]>of(features)),
                        opened::close)
                    .offering("Classify.java", ModelFile.of(model).program(model).text())),
            failure -> {
              throw new AssertionError(failure);
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @DisplayName("answers over HTTP what derm classify --json prints, to the last digit")
  void sameNumbers() throws Exception {
    for (Path image : images) {
      JsonNode printed = derm("classify", "--model", model, "--json", image).json().get(0);
      JsonNode answer = post("/api/classify", image);
      for (String part : List.of("trainingClasses", "inferenceClasses")) {
        assertThat(answer.get(part)).isEqualTo(printed.get(part)).isNotEmpty();
      }
    }
  }

  @Test
  @DisplayName("reports training images like derm classify and explain, and no others")
  void knownImages() throws Exception {
    Command printed = derm("classify", "--model", model, images.get(0), images.get(1));
    assertThat(printed.err())
        .contains("2 of 2 images are not new to the classifier, such as " + images.get(0));
    assertThat(post("/api/classify", images.get(0)).get("knownFrom").asText())
        .isEqualTo("training");
    Command explained =
        derm("explain", "--model", model, "--out", folder.resolve("map.png"), images.get(0));
    assertThat(explained.err()).contains("1 of 1 image is not new to the classifier");

    Path other = Files.copy(images.get(0), folder.resolve("other.png"));
    Files.write(other, new byte[1], StandardOpenOption.APPEND); // The same pixels, another file.
    assertThat(post("/api/classify", other).has("knownFrom")).isFalse();
    assertThat(derm("classify", "--model", model, other).err()).doesNotContain("not new");
  }

  @Test
  @DisplayName("offers the program that classifies like the page")
  void program() throws Exception {
    assertThat(text("/classify"))
        .contains("<a class=\"button\" href=\"/api/program\" download=\"Classify.java\">");
    String printed =
        new Program(text("/api/program"))
            .run(folder.resolve("program"), images.get(1).toString(), images.get(2).toString());

    StringBuilder expected = new StringBuilder();
    for (Path image : images.subList(1, 3)) {
      JsonNode answer = post("/api/classify?top=5", image);
      expected.append(image).append('\n');
      append(expected, "", answer.get("trainingClasses"));
      append(expected, "sum ", answer.get("inferenceClasses"));
      append(expected, "path ", answer.get("path"));
    }
    // The program has the inference classes in the order of the tree.
    assertThat(printed.lines())
        .containsExactlyInAnyOrderElementsOf(expected.toString().lines().toList());
  }

  private static void append(StringBuilder lines, String kind, JsonNode classes) {
    classes.forEach(
        each ->
            lines
                .append(kind)
                .append(each.get("name").asText())
                .append(' ')
                .append(each.get("probability").asText())
                .append('\n'));
  }

  private static String text(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  @DisplayName("the probability of a node is the sum over its training classes")
  void path() throws Exception {
    JsonNode answer = post("/api/classify?top=1000", images.get(0));
    JsonNode path = answer.get("path");
    double all = 0;
    for (JsonNode each : answer.get("trainingClasses")) {
      all += each.get("probability").asDouble();
    }
    assertThat(path.get(0).get("probability").asDouble()).isCloseTo(all, within(1e-9));
    for (int i = 1; i < path.size(); i++) {
      assertThat(path.get(i).get("probability").asDouble())
          .isLessThanOrEqualTo(path.get(i - 1).get("probability").asDouble());
    }
  }

  @Test
  @DisplayName("every response conforms to the OpenAPI file")
  void openApi() throws Exception {
    JsonNode api = get("/openapi.json");
    assertAsDescribed(api, "get", "/api/model", get("/api/model"));
    assertAsDescribed(api, "post", "/api/classify", post("/api/classify?input=1", images.get(0)));
    assertAsDescribed(api, "post", "/api/explain", post("/api/explain", images.get(0)));
    assertThat(
            post("/api/classify", images.get(0))
                .get("neighbours")
                .get(0)
                .get("similarity")
                .asDouble())
        .as("the image itself is among those compared")
        .isCloseTo(1, within(1e-6));
    assertThat(api.get("paths").properties())
        .extracting(java.util.Map.Entry::getKey)
        .containsExactly("/api/model", "/api/classify", "/api/explain", "/api/neighbour");
  }

  private static void assertAsDescribed(JsonNode api, String method, String path, JsonNode answer) {
    JsonNode operation = api.get("paths").get(path).get(method);
    JsonNode schema =
        operation.get("responses").get("200").get("content").get("application/json").get("schema");
    assertThat(JsonShape.problems(schema, answer)).as(path).isEmpty();
    // What may be absent is there in this answer.
    ObjectNode all = schema.deepCopy();
    all.putArray("required");
    schema
        .get("properties")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("disagreement")) { // Only an ensemble's answer has it.
                all.withArray("required").add(name);
              }
            });
    assertThat(JsonShape.problems(all, answer)).as(path).isEmpty();
  }

  @Test
  @DisplayName("answers for an ONNX model too, with its heat map and program")
  void onnx() throws Exception {
    Path onnx = folder.resolve("model.onnx");
    assertThat(derm("export", "--model", model, "--out", onnx).exitCode()).isZero();
    JsonNode printed = derm("classify", "--model", onnx, "--json", images.get(0)).json().get(0);
    ModelFile.Opened opened = ModelFile.of(onnx).open(TestTimeAugmentation.NONE);
    String program = ModelFile.of(onnx).program(onnx).text();
    ClassifyPage page =
        new ClassifyPage(opened.classifier(), "model.onnx", SimilarImages.none(), opened::close)
            .offering("Classify.java", program);
    try (PageServer other = PageServer.start("127.0.0.1", 0, List.of(page), failure -> {})) {
      HttpRequest.Builder image =
          HttpRequest.newBuilder().POST(BodyPublishers.ofFile(images.get(0)));
      JsonNode answer = send(image.uri(other.uri().resolve("/api/classify")).build());
      JsonNode map = send(image.uri(other.uri().resolve("/api/explain")).build());

      assertThat(answer.get("trainingClasses")).isEqualTo(printed.get("trainingClasses"));
      assertThat(answer.get("inferenceClasses")).isEqualTo(printed.get("inferenceClasses"));
      assertThat(map.get("method").asText()).isEqualTo("occlusion");
      assertThat(new Program(program).run(folder.resolve("onnx"), images.get(0).toString()))
          .contains(" " + answer.get("trainingClasses").get(0).get("probability").asText() + "\n");
    }
  }

  @Test
  @DisplayName("refuses neighbours without a model")
  void neighboursAlone() {
    Command command = derm("serve", "--neighbours", folder);
    assertThat(command.exitCode()).isEqualTo(2);
    assertThat(command.err()).contains("--neighbours needs --model");
  }

  @Test
  @DisplayName(
      "takes features of similar images from a table, unless they are another classifier's")
  void neighbourFeatures() throws Exception {
    Path near = Files.createDirectories(folder.resolve("near/some class"));
    List<Path> copies = new ArrayList<>();
    for (Path image : images) {
      copies.add(Files.copy(image, near.resolve(image.getFileName())));
    }
    Path table = folder.resolve("features.csv");
    assertThat(
            derm("features", "--model", model, "--out", table, copies.get(0), copies.get(2))
                .exitCode())
        .isZero();
    try (ModelFile.Opened opened = ModelFile.of(model).open(TestTimeAugmentation.NONE)) {
      AtomicInteger computed = new AtomicInteger();
      ImageClassifier counted =
          (ImageClassifier)
              Proxy.newProxyInstance(
                  ImageClassifier.class.getClassLoader(),
                  new Class<?>[] {ImageClassifier.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().equals("features")) {
                      computed.incrementAndGet();
                    }
                    return method.invoke(opened.classifier(), arguments);
                  });
      Terminal nowhere = new Terminal(System.out, System.err, false);
      Neighbours neighbours = new Neighbours(near.getParent(), counted, nowhere);

      neighbours.read(table);

      assertThat(computed).as("a check, and the image that the table lacks").hasValue(2);
      String rows = Files.readString(table);
      Files.writeString(table, rows.replaceFirst("(?m)^([^,\n]*\\.[a-z]+,)[^,]*", "$19.5"));
      assertThatThrownBy(() -> neighbours.read(table))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("was written with another model: it has other features of ");
    }
    assertThat(derm("serve", "--neighbour-features", table).err())
        .contains("--neighbour-features needs --neighbours");
  }

  private static JsonNode get(String path) throws Exception {
    return send(HttpRequest.newBuilder(server.uri().resolve(path)).build());
  }

  private static JsonNode post(String path, Path image) throws Exception {
    return send(
        HttpRequest.newBuilder(server.uri().resolve(path))
            .POST(BodyPublishers.ofFile(image))
            .build());
  }

  private static JsonNode send(HttpRequest request) throws Exception {
    return new ObjectMapper()
        .readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
  }
}
