package io.github.derm4j.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where Python has numpy and Pillow (Debian: python3-numpy, python3-pil). */
@DisplayName("The input of an exported classifier, made by the script in Python")
class OnnxInputScriptTest {

  private static final String PYTHON = System.getProperty("derm.python", "/usr/bin/python3");
  private static final int SIZE = 112;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} x {1} pixels, the central {2}")
  @CsvSource({
    "128, 128, 1", // a small shrink, which is not filtered
    "112, 112, 1",
    "90, 70, 1",
    "150, 180, 0.875",
    "260, 230, 1"
  })
  @DisplayName("gives the probabilities of the classifier to 1e-3")
  void probabilities(int width, int height, double crop) throws Exception {
    assumeTrue(
        Files.exists(Path.of(PYTHON)) && run("-c", "import numpy, PIL") == 0,
        PYTHON + " has no numpy and PIL");
    List<Path> images = images(width, height);
    List<String> words =
        new ArrayList<>(
            List.of(
                "../examples/python/onnx_input.py",
                "--size",
                "" + SIZE,
                "--crop",
                "" + crop,
                "--values",
                "MINUS_ONE_TO_ONE",
                "--out",
                folder.resolve("input.f32").toString()));
    images.forEach(image -> words.add(image.toString()));

    int exit = run(words.toArray(String[]::new));

    assertThat(exit).as(Files.readString(folder.resolve("python.log"))).isZero();
    LesionClassifier classifier = classifier(crop);
    float[] input = floats("input.f32");
    float[][] actual = predict(classifier, input, images.size());
    int length = 3 * SIZE * SIZE;
    for (int i = 0; i < images.size(); i++) {
      try (LesionImage image = decode(images.get(i))) {
        float[] pixels = Arrays.copyOfRange(input, i * length, (i + 1) * length);
        assertThat(greyLevels(pixels, classifier, image)).isLessThan(0.1);
        assertThat(actual[i])
            .containsExactly(classifier.classify(image).probabilities(), within(1e-3f));
      }
    }
  }

  @ParameterizedTest(name = "{0} x {1} pixels, the central {2}")
  @CsvSource({"700, 520, 0.875", "1210, 1100, 1"})
  @Tag("slow")
  @DisplayName("gives the probabilities of the classifier for large images")
  void largeImages(int width, int height, double crop) throws Exception {
    probabilities(width, height, crop);
  }

  /** The mean difference, which a random network may hardly show. */
  private static double greyLevels(float[] pixels, LesionClassifier classifier, LesionImage image) {
    INDArray own = classifier.extractor().preprocessing().apply(List.of(image));
    float[] expected = own.permute(0, 3, 1, 2).dup('c').data().asFloat();
    double sum = 0;
    for (int i = 0; i < pixels.length; i++) {
      sum += Math.abs(pixels[i] - expected[i]);
    }
    return sum / pixels.length * 127.5;
  }

  private List<Path> images(int width, int height) throws IOException {
    SyntheticLesions.of(3)
        .withLesions(17)
        .withImagesPerLesion(1)
        .withSize(width, height)
        .writeTo(folder.resolve("images"));
    try (Stream<Path> files = Files.walk(folder.resolve("images"))) {
      return files
          .filter(file -> file.toString().matches(".*[.](png|jpg)"))
          .sorted()
          .limit(4)
          .toList();
    }
  }

  private static LesionClassifier classifier(double crop) {
    return RandomClassifier.of(
        new Spots(6, 2).partition(),
        new Preprocessing(SIZE, crop, Normalization.MINUS_ONE_TO_ONE),
        0.125,
        3);
  }

  private float[][] predict(LesionClassifier classifier, float[] input, int images)
      throws Exception {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(classifier, file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(input), new long[] {images, 3, SIZE, SIZE});
        OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, tensor))) {
      return (float[][]) result.get(OnnxExport.PROBABILITIES).orElseThrow().getValue();
    }
  }

  private static LesionImage decode(Path file) throws IOException {
    return ImageDecoder.decode(Files.readAllBytes(file), file.toString());
  }

  private float[] floats(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private int run(String... words) throws IOException, InterruptedException {
    ProcessBuilder python = new ProcessBuilder(PYTHON).redirectErrorStream(true);
    python.command().addAll(List.of(words));
    return python.redirectOutput(folder.resolve("python.log").toFile()).start().waitFor();
  }
}
