package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble of a trained network and its ONNX model, so that both predict nearly the same. */
@DisplayName("derm ensemble")
class EnsembleCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path model;
  private static Path onnx;
  private static Path image;
  private static Path ensemble;
  private static Command made;

  @BeforeAll
  static void make() throws IOException {
    SmallModel small = SmallModel.in(folder);
    model = small.model();
    image = small.images().get(0);
    onnx = folder.resolve("model.onnx");
    derm("export", "--model", model, "--out", onnx);
    ensemble = folder.resolve("ensemble.zip");
    made = derm("ensemble", "--out", ensemble, model, onnx);
  }

  @Test
  @DisplayName("writes one file, and says what it does not have")
  void written() {
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.err())
        .contains("derm: the ensemble of 2 classifiers is in " + ensemble)
        .contains("it has no thresholds, recalibration, prediction sets and score of novelty");
    assertThat(derm("info", ensemble).out())
        .contains("views: 1", "  1: model.zip, 75 pixels", "  2: model.onnx, 75 pixels")
        .doesNotContain("inputSize");
  }

  @Test
  @DisplayName("makes a classifier whose disagreement is in text, JSON and CSV")
  void classified() throws IOException {
    JsonNode single = JSON.readTree(derm("classify", "--model", model, "--json", image).out());
    JsonNode said = JSON.readTree(derm("classify", "--model", ensemble, "--json", image).out());

    assertThat(single.get(0).has("disagreement")).isFalse();
    assertThat(said.get(0).get("disagreement").asDouble()).isBetween(0.0, 1e-6);
    assertThat(said.get(0).get("trainingClasses").get(0).get("probability").asDouble())
        .isCloseTo(
            single.get(0).get("trainingClasses").get(0).get("probability").asDouble(),
            within(1e-4));
    assertThat(derm("classify", "--model", ensemble, image).out())
        .contains("  disagreement of the members: 0.000");
    assertThat(derm("classify", "--model", ensemble, "--csv", "--disagreement", image).out())
        .containsPattern("^image,.*,disagreement\\R.*,(0\\.0|[0-9.]+E-[0-9]+)\\s*$");
  }

  @Test
  @DisplayName("makes a classifier that evaluate compares with a member")
  void evaluated() throws IOException {
    Command run =
        derm(
            "evaluate",
            "--dataset",
            "csv",
            "--images",
            folder.resolve("images"),
            "--all",
            "--allow-overlap",
            "--limit",
            12,
            "--model",
            ensemble,
            "--compare",
            model,
            "--views",
            4,
            "--out",
            folder.resolve("evaluated"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode metrics = JSON.readTree(Files.readString(folder.resolve("evaluated/metrics.json")));
    assertThat(metrics.at("/options/views").asText()).isEqualTo("4");
    assertThat(metrics.at("/comparison/other").asText()).isEqualTo("model.zip");
  }

  @Test
  @DisplayName("prints a program that opens the ensemble in a block")
  void program() {
    Command run =
        derm(
            "evaluate",
            "--dataset",
            "csv",
            "--images",
            ".",
            "--all",
            "--model",
            ensemble,
            "--print-java",
            "--out",
            folder.resolve("printed"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("EnsembleBundle.open(model, OnnxOptions.of(OnnxProvider.CPU))")
        .contains("com.microsoft.onnxruntime:onnxruntime:");
  }

  @Test
  @DisplayName("takes views from members that derm export stored them in, as derm classify does")
  void storedViews() {
    Path averaging = folder.resolve("views.zip");
    Command stored = derm("export", "--model", model, "--views", 4, "--out", averaging);
    Path out = folder.resolve("averaging.zip");

    assertThat(stored.err()).contains("the file has no recalibration and no prediction sets");
    assertThat(derm("info", averaging).out()).contains("views: 4");
    assertThat(derm("classify", "--model", averaging, image).out())
        .isEqualTo(derm("classify", "--model", model, "--views", 4, image).out())
        .isNotEqualTo(derm("classify", "--model", model, image).out());
    assertThat(derm("ensemble", "--out", out, averaging, model).err())
        .contains("views.zip averages over 4 and model.zip over 1 views of an image");
    assertThat(derm("ensemble", "--out", out, averaging, averaging).exitCode()).isZero();
    assertThat(derm("info", out).out()).contains("views: 4");
    assertThat(derm("export", "--model", averaging, "--out", folder.resolve("v.onnx")).err())
        .contains("the ONNX model does not store the 4 views");
  }

  @Test
  @DisplayName("refuses one model, an ensemble as a member, and options for single networks")
  void refused() {
    Path out = folder.resolve("none.zip");
    assertThat(derm("ensemble", "--out", out, model))
        .satisfies(
            run -> assertThat(run.exitCode()).isEqualTo(2),
            run -> assertThat(run.err()).contains("MODEL"));
    assertThat(derm("ensemble", "--out", out, model, ensemble).err())
        .contains(ensemble + " is itself an ensemble; give its members");
    assertThat(derm("classify", "--model", ensemble, "--precision", "int8", image).err())
        .contains("--precision applies to a model.zip of one network only");
    assertThat(derm("classify", "--model", ensemble, "--coverage", 0.9, image).err())
        .contains("--coverage: " + ensemble + " has no calibration of prediction sets");
    assertThat(derm("classify", "--model", model, "--csv", "--disagreement", image).err())
        .contains("--disagreement applies to an ensemble only");
    assertThat(derm("export", "--model", ensemble, "--out", folder.resolve("e.onnx")).err())
        .contains("an ensemble, and a single classifier is needed here");
    assertThat(
            derm("explain", "--model", ensemble, "--method", "saliency", "--out", out, image).err())
        .contains("--method saliency needs gradients, which an ensemble does not provide");
    assertThat(Files.exists(out)).isFalse();
  }
}
