package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("derm export, classify and explain")
class ExportCommandTest {

  @TempDir private static Path folder;
  private static Path model;
  private static Path picture;

  @BeforeAll
  static void train() throws IOException {
    Path images = folder.resolve("images");
    SyntheticLesions lesions =
        SyntheticLesions.of(1).withLesions(34).withImagesPerLesion(1).withSize(80, 80);
    lesions.writeTo(images);
    try (LesionDataset dataset = lesions.dataset()) {
      DiseasePartition partition =
          DiseasePartitioner.withMaxClassSize(17).partition(dataset.counts(dataset.records()));
      model = folder.resolve("model.zip");
      NetworkTrainer.builder()
          .size(75)
          .width(0.0625)
          .epochs(1)
          .build()
          .train(dataset.records(), dataset.records(), dataset.images(), partition)
          .classifier()
          .save(model);
    }
    try (var files = Files.walk(images)) {
      picture =
          files
              .filter(file -> file.toString().matches(".*\\.(png|jpg)"))
              .sorted()
              .findFirst()
              .orElseThrow();
    }
  }

  @Test
  @DisplayName("an exported model answers as the original")
  void export() {
    Path onnx = folder.resolve("model.onnx");

    Command export = derm("export", "--model", model, "--out", onnx);
    JsonNode original = derm("classify", "--model", model, "--json", picture).json();
    JsonNode exported = derm("classify", "--model", onnx, "--json", picture).json();

    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(export.err()).contains("model.onnx", "MB");
    List<JsonNode> expected = original.get(0).findValues("probability");
    List<JsonNode> actual = exported.get(0).findValues("probability");
    assertThat(actual).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).asDouble()).isCloseTo(expected.get(i).asDouble(), within(1e-4));
    }
  }

  @Test
  @DisplayName("answers are a table, of training classes or of somebody else's columns")
  void tables() throws IOException {
    Path columns =
        Files.writeString(folder.resolve("columns.csv"), "column,node\nbad,malignant\nother,*\n");

    List<String> classes =
        derm("classify", "--model", model, "--csv", picture).out().lines().toList();
    List<String> own =
        derm("classify", "--model", model, "--columns", columns, picture).out().lines().toList();

    assertThat(classes).hasSize(2);
    assertThat(classes.get(0)).startsWith("image,");
    assertThat(classes.get(1)).startsWith(picture + ",0.");
    assertThat(classes.get(1).split(",", -1)).hasSameSizeAs(classes.get(0).split(",", -1));
    assertThat(own).hasSize(2).first().isEqualTo("image,bad,other");
    String[] cells = own.get(1).split(",", -1);
    assertThat(picture.getFileName().toString()).startsWith(cells[0] + ".");
    assertThat(Double.parseDouble(cells[1]) + Double.parseDouble(cells[2]))
        .isCloseTo(1, within(1e-6));
  }

  @Test
  @DisplayName("a folder stands for the images in it, and other files are counted")
  void classifiesAFolder() throws IOException {
    Path images = Files.createDirectories(folder.resolve("mixed/below"));
    Files.copy(picture, images.resolve("b.JPEG"));
    Files.copy(picture, images.resolveSibling("a.png"));
    Files.writeString(images.resolve("notes.txt"), "no image");

    Command run = derm("classify", "--model", model, "--json", images.getParent());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().findValuesAsText("image"))
        .containsExactly(
            images.resolveSibling("a.png").toString(), images.resolve("b.JPEG").toString());
    assertThat(run.err()).contains("passed over 1 file in", "such as notes.txt");
    Path empty = Files.createDirectory(folder.resolve("no images"));
    assertThat(derm("classify", "--model", model, empty).err())
        .contains("no images has no image: JPEG, PNG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"saliency", "occlusion"})
  @DisplayName("a picture is explained by the input and a map beside it")
  void explain(String method) throws IOException {
    Path png = folder.resolve(method + ".png");

    Command run = derm("explain", "--model", model, "--out", png, "--method", method, picture);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith(method + ": ").contains("probability 0.");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(600);
    assertThat(ImageIO.read(png.toFile()).getHeight()).isEqualTo(300 + HeatmapCaption.HEIGHT);
  }

  @Test
  @DisplayName("a network too small for Grad-CAM is explained by occlusion")
  void smallNetwork() {
    Path png = folder.resolve("small.png");

    Command refused =
        derm("explain", "--model", model, "--out", png, "--method", "grad-cam", picture);
    Command run = derm("explain", "--model", model, "--out", png, picture);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("grad-cam", "75 pixels", "use occlusion");
    assertThat(run.out()).startsWith("occlusion: ");
  }

  @Test
  @DisplayName("a training class that is none is answered with those that there are")
  void unknownClass() {
    Command run =
        derm(
            "explain",
            "--model",
            model,
            "--out",
            folder.resolve("x.png"),
            "--class",
            "no such class",
            picture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no training class is called 'no such class'; there are: ");
  }

  @Test
  @DisplayName("an ONNX model that is none is named")
  void noModel() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");

    Command run = derm("classify", "--model", text, picture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("text.onnx: not a readable classifier").hasLineCount(1);
  }

  @Test
  @DisplayName("an exported model is run without loading ND4J")
  void withoutNd4j() throws IOException, InterruptedException {
    Path onnx = folder.resolve("alone.onnx");
    derm("export", "--model", model, "--out", onnx);

    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Derm.class.getName(),
                    "classify",
                    "--model",
                    onnx.toString(),
                    picture.toString()))
            .redirectErrorStream(true)
            .start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(log).isZero();
    assertThat(log)
        .contains("ai.onnxruntime.OrtSession source:", " %  ")
        .doesNotContain("org.nd4j.linalg.factory.Nd4j source:");
  }
}
