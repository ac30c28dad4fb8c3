package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The references are made by {@code src/test/python/pil_reference.py}. */
@DisplayName("Against PIL's pixels")
class PilReferenceTest {

  private record Case(String file, String input, String kind, int angle, boolean flip, int size) {

    LesionImage ours() throws IOException {
      try (LesionImage image = load(input)) {
        return switch (kind) {
          case "rotate" -> new PaperAugmentation(size).apply(image, angle, flip);
          case "crop" -> new CentralCrop(0.875, size).apply(image, new SplittableRandom(0));
          default -> new WholeImage(size).apply(image, new SplittableRandom(0));
        };
      }
    }
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PilReferenceTest.class.getResourceAsStream(file), file)) {
      return in.readAllBytes();
    }
  }

  private static LesionImage load(String name) throws IOException {
    return ImageDecoder.decode(bytes(name + ".png"), name);
  }

  private static Stream<Case> cases(String input) throws IOException {
    return new String(bytes("reference.csv"), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> line.split(","))
        .filter(cells -> cells[1].equals(input))
        .map(
            cells ->
                new Case(
                    cells[0],
                    cells[1],
                    cells[2],
                    Integer.parseInt(cells[3]),
                    Boolean.parseBoolean(cells[4]),
                    Integer.parseInt(cells[5])));
  }

  static Stream<Case> photos() throws IOException {
    return cases("photo");
  }

  static Stream<Case> grids() throws IOException {
    return cases("grid");
  }

  @ParameterizedTest
  @MethodSource("photos")
  @DisplayName("the values agree to 40 dB with PIL's antialiased resize")
  void values(Case reference) throws IOException {
    try (LesionImage ours = reference.ours();
        LesionImage pil = load(reference.file())) {
      assertThat(psnr(ours, pil)).as(reference.file()).isGreaterThanOrEqualTo(40);
    }
  }

  private static double psnr(LesionImage first, LesionImage second) {
    byte[] a = first.bgrBytes();
    byte[] b = second.bgrBytes();
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (a[i] & 0xff) - (b[i] & 0xff);
      sum += difference * difference;
    }
    return sum == 0 ? 100 : 10 * Math.log10(255 * 255 / (sum / a.length));
  }

  static Stream<Arguments> frames() throws IOException {
    return new String(bytes("frames.csv"), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> Arguments.of((Object[]) line.split(",")));
  }

  @ParameterizedTest
  @MethodSource("frames")
  @DisplayName("resize and crop for pretrained networks give PIL's pixels exactly")
  void frame(String file, String input, String rule, int edge, String filter, int size)
      throws IOException {
    ResizeAndCrop transform =
        new ResizeAndCrop(
            ResizeAndCrop.Rule.valueOf(rule), edge, ResamplingFilter.valueOf(filter), size);
    try (LesionImage image = load(input);
        LesionImage ours = transform.apply(image, new SplittableRandom(0));
        LesionImage pil = load(file)) {
      assertThat(psnr(ours, pil)).as(file).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "progressive.jpg",
        "subsampled.jpg",
        "grey.jpg",
        "cmyk.jpg",
        "palette.png",
        "grey16.png",
        "transparent.png",
        "animated.png",
        "orientation3.jpg",
        "orientation6.jpg",
        "orientation8.jpg"
      })
  @DisplayName("unusual encodings are read as PIL reads them")
  void formats(String name) throws IOException {
    try (LesionImage ours = ImageDecoder.decode(bytes("formats/" + name), name);
        LesionImage pil = load("formats/" + name + ".expected")) {
      assertThat(ours.width()).isEqualTo(pil.width());
      // Decoders of JPEG may differ by a rounding, those of chroma by the way they enlarge it.
      assertThat(psnr(ours, pil)).isGreaterThanOrEqualTo(name.endsWith(".png") ? 99 : 38);
    }
  }

  @ParameterizedTest
  @MethodSource("grids")
  @DisplayName("a marked grid lies within half a pixel of PIL's")
  void geometry(Case reference) throws IOException {
    try (LesionImage ours = reference.ours();
        LesionImage pil = load(reference.file())) {
      int marks = 0;
      for (int y = 6; y < pil.height() - 6; y++) {
        for (int x = 6; x < pil.width() - 6; x++) {
          if (isMark(pil, x, y)) {
            double[] expected = centre(pil, x, y);
            double[] found = centre(ours, x, y);
            assertThat(Math.hypot(found[0] - expected[0], found[1] - expected[1])).isLessThan(0.5);
            marks++;
          }
        }
      }
      assertThat(marks).isGreaterThanOrEqualTo(6);
    }
  }

  private static boolean isMark(LesionImage image, int x, int y) {
    int value = image.rgb(x, y) & 0xff;
    for (int dy = -3; dy <= 3; dy++) {
      for (int dx = -3; dx <= 3; dx++) {
        int other = image.rgb(x + dx, y + dy) & 0xff;
        boolean earlier = dy < 0 || (dy == 0 && dx < 0);
        if (other > value || (earlier && other == value)) {
          return false;
        }
      }
    }
    return value > 120;
  }

  /** The centre of brightness around a place. */
  private static double[] centre(LesionImage image, int x, int y) {
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (int dy = -5; dy <= 5; dy++) {
      for (int dx = -5; dx <= 5; dx++) {
        double weight = Math.max(0, (image.rgb(x + dx, y + dy) & 0xff) - 70);
        sum += weight;
        sumX += weight * dx;
        sumY += weight * dy;
      }
    }
    return new double[] {x + sumX / sum, y + sumY / sum};
  }
}
