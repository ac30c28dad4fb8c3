package io.github.derm4j.model.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.Resources;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks and their features are made by {@code src/test/python/backbones.py}. */
@DisplayName("An ONNX network as a frozen body")
class OnnxBackboneTest {

  private static final String TIMM =
      """
      {
        "architecture": "vit_tiny_patch8_32",
        "num_classes": 0,
        "num_features": 16,
        "global_pool": "token",
        "pretrained_cfg": {
          "tag": "in1k",
          "custom_load": false,
          "input_size": [3, 32, 32],
          "fixed_input_size": true,
          "interpolation": "bicubic",
          "crop_pct": 0.875,
          "crop_mode": "center",
          "mean": [0.485, 0.456, 0.406],
          "std": [0.229, 0.224, 0.225],
          "num_classes": 1000,
          "pool_size": null,
          "first_conv": "patch_embed.proj",
          "classifier": "head"
        }%s
      }
      """;

  /** For networks that turn pixel values into numbers themselves. */
  private static final String OWN =
      """
      {"channels": "RGB", "rescaleFactor": 1, "mean": [%1$d, %1$d, %1$d], "std": [1, 1, 1],
       "resize": "shortest-edge", "resizeTo": 36, "interpolation": "bicubic"}
      """;

  @TempDir Path folder;

  private LesionImage image;

  @BeforeEach
  void read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OnnxBackboneTest.class.getResourceAsStream("image.png"))) {
      image = ImageDecoder.decode(in.readAllBytes(), "image.png");
    }
  }

  @AfterEach
  void close() {
    image.close();
  }

  private Path copy(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in =
        Objects.requireNonNull(OnnxBackboneTest.class.getResourceAsStream(name))) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private static BackboneSettings timm(String more) {
    return BackboneSettings.parse(TIMM.formatted(more), "config.json");
  }

  private OnnxBackbone open(String network, BackboneSettings settings) throws IOException {
    return OnnxBackbone.load(copy(network + ".onnx"), settings, 1);
  }

  private static float[] expected(String network, String pooling) throws IOException {
    for (String line :
        Resources.readLines(
            Resources.getResource(OnnxBackboneTest.class, "features.csv"),
            StandardCharsets.UTF_8)) {
      String[] cells = line.split(",", -1);
      if (cells[0].equals(network) && cells[1].equals(pooling)) {
        float[] features = new float[cells.length - 2];
        for (int i = 0; i < features.length; i++) {
          features[i] = Float.parseFloat(cells[i + 2]);
        }
        return features;
      }
    }
    throw new AssertionError(network + " " + pooling);
  }

  private void agrees(OnnxBackbone backbone, float[] expected, double tolerance) {
    assertThat(backbone.length()).isEqualTo(expected.length);
    // Several batches, the last one not full.
    float[][] features = backbone.features(Collections.nCopies(19, image));
    assertThat(features.length).isEqualTo(19);
    for (int row : new int[] {0, 15, 18}) {
      for (int i = 0; i < expected.length; i++) {
        assertThat(features[row][i]).as("f%d", i).isCloseTo(expected[i], within((float) tolerance));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "last_hidden_state, first-token, -1, first-token",
    "last_hidden_state, mean-of-tokens, 0, mean-of-tokens-0",
    "last_hidden_state, mean-of-tokens, 2, mean-of-tokens-2",
    "pooler_output, vector, -1, vector"
  })
  @DisplayName("computes PyTorch's features of a transformer from each of its outputs")
  void transformer(String output, String pooling, int prefix, String reference) throws IOException {
    String more = ", \"output\": \"" + output + "\", \"pooling\": \"" + pooling + "\"";
    if (prefix >= 0) {
      more += ", \"prefixTokens\": " + prefix;
    }
    try (OnnxBackbone backbone = open("vit", timm(more))) {
      agrees(backbone, expected("vit", reference), 1e-4);
    }
  }

  @Test
  @DisplayName("computes PyTorch's mean of a map, for a network of opset 11 and one image")
  void map() throws IOException {
    try (OnnxBackbone backbone = open("convnext", timm(", \"pooling\": \"mean-of-positions\""))) {
      agrees(backbone, expected("convnext", "mean-of-positions"), 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet", "last"})
  @DisplayName("computes PyTorch's vector with three images of opset 21, and channels last")
  void vector(String network) throws IOException {
    try (OnnxBackbone backbone = open(network, timm(""))) {
      agrees(backbone, expected(network, "vector"), 1e-4);
      assertThat(backbone.pooling()).isEqualTo(Pooling.VECTOR);
    }
  }

  @Test
  @DisplayName("takes float16, within its precision")
  void half() throws IOException {
    try (OnnxBackbone backbone = open("half", timm(""))) {
      agrees(backbone, expected("half", "vector"), 2e-3);
    }
  }

  @ParameterizedTest
  @CsvSource({"unsigned, 0", "signed, 128"})
  @DisplayName("takes whole numbers of 8 bits")
  void bytes(String network, int mean) throws IOException {
    BackboneSettings settings = BackboneSettings.parse(OWN.formatted(mean), "own.json");
    try (OnnxBackbone backbone = open(network, settings)) {
      agrees(backbone, expected(network, "vector"), 1e-4);
    }
    assertThatThrownBy(() -> open(network, timm("")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("whole numbers");
  }

  @Test
  @DisplayName("reads weights from a file beside the model, which is part of its identity")
  void external() throws IOException {
    Path weights = copy("external.weights");
    try (OnnxBackbone backbone = open("external", timm(""))) {
      agrees(backbone, expected("external", "vector"), 1e-4);
      assertThat(backbone.sha256())
          .containsOnlyKeys("external.onnx", "external.weights")
          .containsEntry(
              "external.weights",
              MoreFiles.asByteSource(weights).hash(Hashing.sha256()).toString());
      assertThat(backbone.bytes())
          .isEqualTo(Files.size(folder.resolve("external.onnx")) + Files.size(weights));
      Files.write(weights, new byte[(int) Files.size(weights)]);
      try (OnnxBackbone other = open("external", timm(""))) {
        assertThat(other.id()).isNotEqualTo(backbone.id());
      }
    }
    Files.delete(weights);
    assertThatThrownBy(() -> open("external", timm("")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("external.weights");
  }

  @Test
  @DisplayName("is opened and used in three lines")
  void guide() throws IOException {
    Path model = copy("resnet.onnx");
    Path preprocessing = Files.writeString(folder.resolve("config.json"), TIMM.formatted(""));
    List<LesionImage> images = List.of(image);
    // tag::backbone
    BackboneSettings settings = BackboneSettings.read(preprocessing);
    try (OnnxBackbone backbone = OnnxBackbone.load(model, settings, 2)) {
      float[][] features = backbone.features(images);
      System.out.println(features[0].length + " features, " + backbone.sha256());
    }
    // end::backbone
    try (OnnxBackbone again = OnnxBackbone.load(model, settings, 2)) {
      assertThat(again.features(images)).hasDimensions(1, again.length());
      assertThat(again.sha256()).containsOnlyKeys("resnet.onnx");
    }
  }

  @Test
  @DisplayName("computes with the provider that was chosen, or not at all")
  void provider() throws IOException {
    Path model = copy("resnet.onnx");

    // No jar has this one.
    assertThatThrownBy(
            () -> OnnxBackbone.load(model, timm(""), OnnxOptions.of(OnnxProvider.DIRECT_ML)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no directml: no jar at Maven Central has it");
    try (OnnxBackbone backbone =
        OnnxBackbone.load(model, timm(""), OnnxOptions.of(OnnxProvider.CPU))) {
      assertThat(backbone.placement()).isEmpty();
    }
  }

  @Test
  @DisplayName("says everything that it found, in a file that opens it again")
  void settings() throws IOException {
    try (OnnxBackbone backbone = open("convnext", timm(", \"pooling\": \"mean-of-positions\""))) {
      BackboneSettings own = BackboneSettings.parse(backbone.settings(), "own.json");
      try (OnnxBackbone again =
          OnnxBackbone.load(
              "convnext.onnx",
              MoreFiles.asByteSource(folder.resolve("convnext.onnx")),
              own,
              OnnxOptions.cpu(1))) {
        assertThat(again.settings()).isEqualTo(backbone.settings());
        assertThat(again.id()).isEqualTo(backbone.id());
        assertThat(again.features(List.of(image))[0])
            .containsExactly(backbone.features(List.of(image))[0]);
      }
    }
  }

  @Test
  @DisplayName("names what neither the model nor the settings say")
  void missing() {
    assertThatThrownBy(() -> open("resnet", BackboneSettings.NONE))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "resnet.onnx: the model does not say channels, rescaleFactor, mean, std, resize,"
                + " resizeTo, interpolation; give a preprocessing file with these fields");
    assertThatThrownBy(() -> open("vit", timm("")))
        .hasMessageContaining("config.json lacks output")
        .hasMessageContaining("last_hidden_state [?, ?, ?], pooler_output [?, ?]");
    assertThatThrownBy(() -> open("vit", timm(", \"output\": \"last_hidden_state\"")))
        .hasMessageContaining("lacks pooling")
        .hasMessageContaining("first-token or mean-of-tokens");
    assertThatThrownBy(
            () ->
                open(
                    "vit",
                    timm(", \"output\": \"last_hidden_state\", \"pooling\": \"mean-of-tokens\"")))
        .hasMessageContaining("lacks prefixTokens");
  }

  @Test
  @DisplayName("refuses what does not fit the model")
  void refused() {
    assertThatThrownBy(() -> open("two", timm("")))
        .isInstanceOf(IOException.class)
        .hasMessage("two.onnx: it has 2 inputs (pixel_values, age); a backbone has one, the image");
    assertThatThrownBy(() -> open("vit", timm(", \"output\": \"logits\"")))
        .hasMessageContaining("it has no output logits; its outputs are last_hidden_state");
    assertThatThrownBy(() -> open("resnet", timm(", \"pooling\": \"first-token\"")))
        .hasMessageContaining("which is no first-token");
    assertThatThrownBy(() -> open("resnet", timm(", \"prefixTokens\": 1")))
        .hasMessageContaining("prefixTokens is for mean-of-tokens");
    assertThatThrownBy(() -> open("resnet", timm(", \"layout\": \"NHWC\"")))
        .hasMessageContaining("the model's input is NCHW");
    BackboneSettings larger =
        BackboneSettings.parse(TIMM.formatted("").replace("32, 32", "64, 64"), "config.json");
    assertThatThrownBy(() -> open("resnet", larger))
        .hasMessageContaining("the model takes images of 32 pixels, and config.json says 64");
  }

  @Test
  @DisplayName("refuses a model that is no ONNX, or is larger than memory, before it is loaded")
  void unreadable() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no network");
    assertThatThrownBy(() -> OnnxBackbone.load(text, timm(""), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.onnx: not a readable ONNX model");
    assertThatThrownBy(() -> OnnxBackbone.load(folder.resolve("none.onnx"), timm(""), 1))
        .isInstanceOf(NoSuchFileException.class);
    Path model = copy("external.onnx");
    try (RandomAccessFile weights =
        new RandomAccessFile(folder.resolve("external.weights").toFile(), "rw")) {
      weights.setLength(100L << 20); // Sparse.
    }
    assertThatThrownBy(() -> OnnxBackbone.load(model, timm(""), OnnxOptions.cpu(1), 50L << 20))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its weights need 100 MiB, and this machine has 50 MiB of memory");
  }

  @Test
  @DisplayName("refuses weights outside of the folder of the model")
  void outside() throws IOException {
    byte[] bytes = Files.readAllBytes(copy("external.onnx"));
    String outside = new String(bytes, StandardCharsets.ISO_8859_1);
    Path model = folder.resolve("external.onnx");
    Files.write(
        model,
        outside
            .replace("external.weights", "../al.weights123")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> OnnxBackbone.load(model, timm(""), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside of its folder");
  }
}
