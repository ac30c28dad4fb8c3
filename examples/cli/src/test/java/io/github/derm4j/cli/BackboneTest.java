package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.synthetic.SyntheticLesions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network and its features are those of {@code OnnxBackboneTest}. */
@DisplayName("derm with --backbone")
class BackboneTest {

  private static final Path NETWORKS =
      MarkdownPage.ROOT.resolve("derm-model/src/test/resources/io/github/derm4j/model/backbone");

  static final Path RESNET = NETWORKS.resolve("resnet.onnx");

  @TempDir private Path folder;

  static Path preprocessing(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("p.json"),
        """
        {"channels": "RGB", "rescaleFactor": 0.00392156862745098,
         "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225],
         "resize": "shortest-edge", "resizeTo": 36, "interpolation": "bicubic"}
        """);
  }

  @Test
  @DisplayName("writes PyTorch's features")
  void features() throws IOException {
    Path out = folder.resolve("f.csv");
    Command run =
        derm(
            "features",
            "--backbone",
            RESNET,
            "--preprocessing",
            preprocessing(folder),
            "--out",
            out,
            NETWORKS.resolve("image.png"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(2);
    String[] computed = lines.get(1).split(",");
    String[] expected =
        Files.readAllLines(NETWORKS.resolve("features.csv")).stream()
            .filter(line -> line.startsWith("resnet,"))
            .findFirst()
            .orElseThrow()
            .split(",", -1);
    assertThat(computed).hasSize(expected.length - 1);
    for (int i = 1; i < computed.length; i++) {
      assertThat(Double.parseDouble(computed[i]))
          .isCloseTo(Double.parseDouble(expected[i + 1]), within(1e-4));
    }
  }

  @Test
  @DisplayName("computes the features of an audit, as derm features does")
  void audit() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    for (String name : List.of("a.png", "b.png")) {
      Files.copy(NETWORKS.resolve("image.png"), images.resolve(name));
    }
    Path ranking = folder.resolve("ranking.csv");
    Command run =
        derm(
            "audit",
            "--images",
            images,
            "--backbone",
            RESNET,
            "--preprocessing",
            preprocessing(folder),
            "--ranking",
            ranking,
            "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readAllLines(ranking))
        .anyMatch(line -> line.startsWith("near duplicate,1,a.png,b.png,unlabelled,,"));
  }

  @Test
  @DisplayName("names what is not known of the preprocessing")
  void unknown() {
    Command run =
        derm("features", "--backbone", RESNET, "--out", folder.resolve("f.csv"), NETWORKS);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("resnet.onnx: the model does not say channels, rescaleFactor");
  }

  @Test
  @DisplayName("trains a head, whose model.zip classifies, explains and is evaluated")
  void fineTune() throws IOException {
    Path images = folder.resolve("images");
    SyntheticLesions.of(1).withLesions(60).withImagesPerLesion(1).withSize(40, 40).writeTo(images);
    Path out = folder.resolve("out");
    Path network = Files.copy(RESNET, folder.resolve("body.onnx"));
    List<Object> data = List.of("--dataset", "csv", "--images", images);

    Command trained =
        run(
            "fine-tune",
            data,
            List.of("--train", "head", "--backbone", network, "--out", out, "--heat-maps"),
            List.of("--preprocessing", preprocessing(folder), "--max-class-size", 10),
            List.of("--baseline", "knn"));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("malignant vs benign, against 20 nearest neighbours: AUC ");
    assertNeighbours(images, out);
    Files.delete(network); // The bundle contains it.
    assertThat(out.resolve("report.html")).content().contains("body.onnx");

    Path model = out.resolve("model.zip");
    Command info = derm("info", model);
    assertThat(info.out())
        .contains("inputSize: 32\n", "backbone:\n  body.onnx: ", "  features: 12\n")
        .contains("  pooling: vector\n", "\"resizeTo\":36")
        .doesNotContain("pixelRange");

    Path again = folder.resolve("again");
    Command evaluated =
        run(
            "evaluate",
            data,
            List.of("--model", model, "--split", out.resolve("split.csv"), "--out", again),
            List.of());
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    assertThat(again.resolve("predictions.csv"))
        .hasSameTextualContentAs(out.resolve("predictions.csv"));

    Path image = NETWORKS.resolve("image.png");
    assertThat(derm("classify", "--model", model, image).exitCode()).isZero();
    assertThat(derm("classify", "--model", model, "--precision", "int8", image).err())
        .contains("model.zip: its body is an ONNX network, which is computed as its file says");
    // No jar has the provider of Windows.
    Command onCpu = derm("classify", "--model", model, "--provider", "cpu", image);
    assertThat(onCpu.out()).isEqualTo(derm("classify", "--model", model, image).out());
    for (Command missing :
        List.of(
            derm("classify", "--model", model, "--provider", "directml", image),
            run(
                "features",
                List.of("--backbone", RESNET, "--preprocessing", preprocessing(folder)),
                List.of("--provider", "directml:1", "--out", folder.resolve("f.csv"), image)),
            run(
                "fine-tune",
                data,
                List.of("--train", "head", "--backbone", RESNET, "--provider", "directml"),
                List.of("--preprocessing", preprocessing(folder), "--out", again)))) {
      assertThat(missing.exitCode()).as(missing.err()).isEqualTo(1);
      assertThat(missing.err()).contains("has no directml: no jar at Maven Central has it");
    }
    Command printed =
        run(
            "evaluate",
            data,
            List.of("--model", model, "--all", "--out", again),
            List.of("--provider", "cuda:1", "--print-java"));
    assertThat(printed.out())
        .contains(
            "//DEPS com.microsoft.onnxruntime:onnxruntime_gpu:",
            "OnnxOptions.of(OnnxProvider.CUDA).withDevice(1)");
    Command map = derm("explain", "--model", model, "--out", folder.resolve("m.png"), image);
    assertThat(map.out()).startsWith("occlusion: ");
    for (String method : List.of("saliency", "grad-cam")) {
      assertRefused(
          run(
              "explain",
              List.of("--method", method, "--model", model),
              List.of(image),
              List.of("--out", folder.resolve("m.png"))));
    }
    assertRefused(derm("export", "--model", model, "--out", folder.resolve("m.onnx")));
  }

  /** The scores of --baseline knn, from the features of the images and the split. */
  private void assertNeighbours(Path images, Path out) throws IOException {
    Path file = folder.resolve("features.csv");
    derm(
        "features",
        "--backbone",
        RESNET,
        "--preprocessing",
        preprocessing(folder),
        "--out",
        file,
        images.resolve("img"));
    Map<String, double[]> features = new HashMap<>();
    for (String[] row : rows(file)) {
      features.put(
          row[0].replaceFirst("[.][a-z]+$", ""),
          Stream.of(row).skip(1).mapToDouble(Double::parseDouble).toArray());
    }
    Map<String, String> superclass = new HashMap<>();
    for (String[] row : rows(images.resolve("manifest.csv"))) {
      superclass.put(row[0], row[1].replace("\"", ""));
    }
    List<String> training =
        rows(out.resolve("split.csv")).stream()
            .filter(row -> row[2].equals("training"))
            .map(row -> row[0])
            .toList();
    int compared = 0;
    for (String[] row : rows(out.resolve("comparison.csv"))) {
      if (row[0].equals("malignant vs benign")) {
        double[] image = features.get(row[1]);
        Map<String, Double> votes =
            training.stream()
                .sorted(Comparator.comparing(other -> -cosine(image, features.get(other))))
                .limit(20)
                .collect(
                    Collectors.groupingBy(
                        superclass::get,
                        Collectors.summingDouble(
                            other -> Math.exp(cosine(image, features.get(other)) / 0.07))));
        double malignant = votes.getOrDefault("malignant", 0.0);
        double benign = votes.getOrDefault("benign", 0.0);
        assertThat(Double.parseDouble(row[5]))
            .as(row[1])
            .isCloseTo(malignant / (malignant + benign), within(1e-4));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(5);
  }

  private static List<String[]> rows(Path table) throws IOException {
    return Files.readAllLines(table).stream().skip(1).map(line -> line.split(",", -1)).toList();
  }

  private static double cosine(double[] one, double[] other) {
    double product = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
      squares += one[i] * one[i];
      otherSquares += other[i] * other[i];
    }
    return product / Math.sqrt(squares * otherSquares);
  }

  private static void assertRefused(Command run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("derm: error: body.onnx is a frozen ONNX network")
        .hasLineCount(1);
  }

  @SafeVarargs
  private static Command run(String command, List<Object>... parts) {
    List<Object> words = new ArrayList<>(List.of(command));
    for (List<Object> part : parts) {
      words.addAll(part);
    }
    return derm(words.toArray());
  }

  @Test
  @DisplayName("needs one body")
  void oneBody() throws IOException {
    Command both =
        derm(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            folder,
            "--out",
            folder.resolve("o"),
            "--train",
            "head",
            "--weights",
            Files.createFile(folder.resolve("w.h5")),
            "--backbone",
            RESNET);

    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--weights and --backbone both name a body");
  }
}
