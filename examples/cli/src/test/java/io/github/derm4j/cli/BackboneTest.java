package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network and its features are those of {@code OnnxBackboneTest}. */
@DisplayName("derm with --backbone")
class BackboneTest {

  private static final Path NETWORKS =
      MarkdownPage.ROOT.resolve("derm-model/src/test/resources/io/github/derm4j/model/backbone");

  private static final Path RESNET = NETWORKS.resolve("resnet.onnx");

  @TempDir private Path folder;

  private Path preprocessing() throws IOException {
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
            preprocessing(),
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
  @DisplayName("names what is not known of the preprocessing")
  void unknown() {
    Command run =
        derm("features", "--backbone", RESNET, "--out", folder.resolve("f.csv"), NETWORKS);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("resnet.onnx: the model does not say channels, rescaleFactor");
  }
}
