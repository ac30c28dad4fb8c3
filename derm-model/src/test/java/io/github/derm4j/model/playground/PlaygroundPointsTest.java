package io.github.derm4j.model.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The points of the playground")
class PlaygroundPointsTest {

  private static PlaygroundPoints points(PlaygroundData data, int noise) {
    return PlaygroundPoints.of(
        PlaygroundSettings.defaults().withData(data).withNoise(noise).withSeed(5));
  }

  private static double radius(PlaygroundPoints points, int i) {
    return Math.hypot(points.value(i, 0), points.value(i, 1));
  }

  @Test
  @DisplayName("circle: half within a radius of 2.5, half from 3.5 to 5")
  void circle() {
    PlaygroundPoints points = points(PlaygroundData.CIRCLE, 0);
    assertThat(points.size()).isEqualTo(500);
    for (int i = 0; i < 500; i++) {
      if (i < 250) {
        assertThat(radius(points, i)).isLessThan(2.5);
      } else {
        assertThat(radius(points, i)).isBetween(3.5, 5.0);
      }
      assertThat(points.target(i)).isEqualTo(i < 250 ? 1 : -1);
    }
  }

  @Test
  @DisplayName("noise moves what decides the label, not the point")
  void noise() {
    PlaygroundPoints noisy = points(PlaygroundData.CIRCLE, 50);
    long wrong =
        IntStream.range(0, 500).filter(i -> noisy.target(i) > 0 != radius(noisy, i) < 2.5).count();
    assertThat(wrong).isBetween(50L, 250L);
    assertThat(IntStream.range(0, 500).mapToDouble(i -> radius(noisy, i)).max().orElseThrow())
        .isLessThan(5);
  }

  @Test
  @DisplayName("xor: the sign of the product, with a gap of 0.3 along the axes")
  void xor() {
    PlaygroundPoints points = points(PlaygroundData.XOR, 0);
    for (int i = 0; i < points.size(); i++) {
      assertThat(Math.abs(points.value(i, 0))).isBetween(0.3, 5.3);
      assertThat(Math.abs(points.value(i, 1))).isBetween(0.3, 5.3);
      assertThat(points.target(i)).isEqualTo(Math.signum(points.value(i, 0) * points.value(i, 1)));
    }
  }

  @Test
  @DisplayName("gauss: clouds at 2 and -2, whose variance grows from 0.5 to 4 with the noise")
  void gauss() {
    for (int noise : new int[] {0, 50}) {
      PlaygroundPoints points = points(PlaygroundData.GAUSS, noise);
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 500; i++) {
        double x = points.value(i, 0) - 2 * points.target(i);
        double y = points.value(i, 1) - 2 * points.target(i);
        sum += x + y;
        squares += x * x + y * y;
      }
      double variance = noise == 0 ? 0.5 : 4;
      // Four standard errors of 1,000 normal deviates.
      assertThat(sum / 1000).isCloseTo(0, within(4 * Math.sqrt(variance / 1000)));
      assertThat(squares / 1000).isCloseTo(variance, within(4 * variance * Math.sqrt(2 / 1000.0)));
    }
  }

  @Test
  @DisplayName("spiral: 1.75 turns outwards, the second class opposite of the first")
  void spiral() {
    PlaygroundPoints points = points(PlaygroundData.SPIRAL, 0);
    assertThat(radius(points, 125)).isCloseTo(2.5, within(1e-12));
    double angle = 1.75 * 125 / 250 * 2 * Math.PI;
    assertThat(points.value(125, 0)).isCloseTo(2.5 * Math.sin(angle), within(1e-12));
    for (int i = 0; i < 250; i++) {
      assertThat(points.value(i + 250, 0)).isCloseTo(-points.value(i, 0), within(1e-12));
      assertThat(points.value(i + 250, 1)).isCloseTo(-points.value(i, 1), within(1e-12));
    }
  }

  @Test
  @DisplayName("plane: a tenth of the sum")
  void plane() {
    PlaygroundPoints points = points(PlaygroundData.PLANE, 0);
    assertThat(points.size()).isEqualTo(1200);
    for (int i = 0; i < 1200; i++) {
      assertThat(points.target(i))
          .isCloseTo((points.value(i, 0) + points.value(i, 1)) / 10, within(1e-12));
    }
    assertThat(points.classes()).isEmpty();
  }

  @Test
  @DisplayName("multi-gauss: six cones of radius 2 with alternating signs")
  void multiGauss() {
    PlaygroundPoints points = points(PlaygroundData.MULTI_GAUSS, 0);
    int flat = 0;
    for (int i = 0; i < 1200; i++) {
      double x = points.value(i, 0);
      double y = points.value(i, 1);
      double column = Math.max(-4, Math.min(4, 4 * Math.rint(x / 4)));
      double row = y > 0 ? 2.5 : -2.5;
      double distance = Math.hypot(x - column, y - row);
      double sign = (column == 0) == (row > 0) ? -1 : 1;
      double expected = sign * Math.max(0, 1 - distance / 2);
      assertThat(points.target(i)).isCloseTo(expected, within(1e-12));
      flat += points.target(i) == 0 ? 1 : 0;
    }
    // The cones cover 6 * 4 pi of 144.
    assertThat(flat / 1200.0).isCloseTo(1 - 24 * Math.PI / 144, within(0.06));
  }

  @Test
  @DisplayName("lesions: four measures of melanomas and nevi that overlap, each with its image")
  void lesions() {
    PlaygroundPoints points = points(PlaygroundData.LESIONS, 0);
    assertThat(points.size()).isEqualTo(300);
    assertThat(points.classes()).containsExactly("nevus", "melanoma");
    assertThat(points.columns().stream().map(PlaygroundPoints.Column::name))
        .containsExactly("asymmetry", "border", "colour", "diameter [mm]");
    for (int column = 0; column < 4; column++) {
      int place = column;
      assertThat(IntStream.range(0, 300).mapToDouble(i -> points.value(i, place)).max())
          .hasValue(5);
      assertThat(IntStream.range(0, 300).mapToDouble(i -> points.value(i, place)).min())
          .hasValue(-5);
      double[] melanomas = values(points, column, 1);
      double[] nevi = values(points, column, -1);
      assertThat(Arrays.stream(melanomas).average().orElseThrow())
          .isGreaterThan(Arrays.stream(nevi).average().orElseThrow());
      assertThat(Arrays.stream(melanomas).min().orElseThrow())
          .isLessThan(Arrays.stream(nevi).max().orElseThrow());
    }
    byte[] image = points.image(0).orElseThrow();
    assertThat(image).startsWith(0xFF, 0xD8, 0xFF);

    // The image stays with its point.
    PlaygroundPoints.Parts parts = points.shuffled(50, 5);
    int place =
        IntStream.range(0, 150)
            .filter(i -> parts.train().value(i, 0) == points.value(7, 0))
            .findFirst()
            .orElse(-1);
    PlaygroundPoints part = place < 0 ? parts.test() : parts.train();
    int found =
        IntStream.range(0, 150)
            .filter(i -> part.value(i, 0) == points.value(7, 0))
            .findFirst()
            .orElseThrow();
    assertThat(part.image(found))
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(points.image(7).orElseThrow()));
    assertThat(points(PlaygroundData.CIRCLE, 0).image(0)).isEmpty();
  }

  private static double[] values(PlaygroundPoints points, int column, double target) {
    return IntStream.range(0, points.size())
        .filter(i -> points.target(i) == target)
        .mapToDouble(i -> points.value(i, column))
        .toArray();
  }

  @Test
  @DisplayName("are shuffled and divided by the seed")
  void shuffled() {
    PlaygroundPoints points = points(PlaygroundData.XOR, 0);
    PlaygroundPoints.Parts parts = points.shuffled(30, 9);
    assertThat(parts.train().size()).isEqualTo(150);
    assertThat(parts.test().size()).isEqualTo(350);
    Set<Double> all = new HashSet<>();
    IntStream.range(0, 150).forEach(i -> all.add(parts.train().value(i, 0)));
    IntStream.range(0, 350).forEach(i -> all.add(parts.test().value(i, 0)));
    assertThat(all).hasSize(500);
    assertThat(parts.train().value(0, 0)).isNotEqualTo(points.value(0, 0));
  }

  @Test
  @DisplayName("come from a file: columns of numbers, scaled, and a label, wherever it stands")
  void file(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("moles.csv");
    Files.writeString(
        file,
        "name,diagnosis,area,depth\n"
            + IntStream.range(0, 11)
                .mapToObj(i -> "m" + i + "," + (i > 6 ? "melanoma" : "nevus") + "," + i + "," + -i)
                .collect(Collectors.joining("\n")));
    PlaygroundPoints points = PlaygroundPoints.read(file, Problem.CLASSIFICATION);
    assertThat(points.columns())
        .containsExactly(
            new PlaygroundPoints.Column("area", 0, 10),
            new PlaygroundPoints.Column("depth", -10, 0));
    assertThat(points.classes()).containsExactly("melanoma", "nevus");
    assertThat(points.value(3, 0)).isCloseTo(-2, within(1e-12));
    assertThat(points.value(3, 1)).isCloseTo(2, within(1e-12));
    assertThat(points.target(3)).isEqualTo(1);
    assertThat(points.target(10)).isEqualTo(-1);
  }

  private static String table(String last) {
    return "a,b,value\n"
        + IntStream.range(0, 10)
            .mapToObj(i -> i + "," + i * i + "," + i)
            .collect(Collectors.joining("\n"))
        + "\n"
        + last;
  }

  private static PlaygroundPoints read(String csv, Problem problem) throws IOException {
    return PlaygroundPoints.read(csv.getBytes(StandardCharsets.UTF_8), "own.csv", problem);
  }

  @Test
  @DisplayName("of a file for a regression have targets from -1 to 1")
  void regression() throws IOException {
    PlaygroundPoints points = read(table(""), Problem.REGRESSION);
    assertThat(points.target(0)).isEqualTo(-1);
    assertThat(points.target(9)).isEqualTo(1);
    assertThat(points.classes()).isEmpty();
  }

  @Test
  @DisplayName("report what is wrong with a file")
  void wrongFiles() {
    assertThatThrownBy(() -> read(table("1,2,x"), Problem.REGRESSION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("own.csv, line 12: column 'value' holds 'x'");
    assertThatThrownBy(() -> read(table("1,,3"), Problem.REGRESSION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("own.csv, line 12: column 'b' is blank");
    assertThatThrownBy(() -> read(table(""), Problem.CLASSIFICATION))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the table own.csv: column 'value' has 10 different labels (0, 1, 2, 3, 4, …): a"
                + " classification needs two; for numbers, choose regression");
    assertThatThrownBy(() -> read("a,b,label\n1,2,x\n", Problem.CLASSIFICATION))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the table own.csv: column 'label' has 1 different labels (x): a classification needs"
                + " two; for numbers, choose regression");
    assertThatThrownBy(() -> read("a,b,label\n1,2,x\n1,2,y\n", Problem.CLASSIFICATION))
        .isInstanceOf(IOException.class)
        .hasMessage("the table own.csv: 2 points: must be from 10 to 10000");
    String tooLong = "a,b,label\n" + "1,2,x\n".repeat(5_001) + "1,2,y\n".repeat(5_000);
    assertThatThrownBy(() -> read(tooLong, Problem.CLASSIFICATION))
        .isInstanceOf(IOException.class)
        .hasMessage("the table own.csv: 10001 points: must be from 10 to 10000");
    assertThatThrownBy(() -> read("a,label\n1,x\n1,y\n", Problem.CLASSIFICATION))
        .isInstanceOf(IOException.class)
        .hasMessage("the table own.csv: 1 columns: must be from 2 to 8");
  }

  @Test
  @DisplayName("of features are their principal components: distances stay, variances fall")
  void features() {
    // Rows in the plane of two orthogonal directions, of lengths 3 and 1, within five features.
    float[][] features = new float[40][];
    double[] targets = new double[40];
    double[] along = new double[40];
    double[] across = new double[40];
    for (int i = 0; i < 40; i++) {
      along[i] = 3 * Math.cos(2 * Math.PI * i / 40);
      across[i] = Math.sin(2 * Math.PI * i / 40);
      targets[i] = i < 20 ? 1 : -1;
      features[i] =
          new float[] {
            (float) (7 + along[i] * 0.6),
            (float) (along[i] * 0.8),
            2,
            (float) (across[i] * 0.8 - 1),
            (float) (across[i] * -0.6)
          };
    }
    double[][] components = PrincipalComponents.scores(features, 2);
    double first = Math.signum(components[0][0] * along[0]);
    double second = Math.signum(components[10][1] * across[10]);
    for (int i = 0; i < 40; i++) {
      assertThat(components[i][0]).isCloseTo(first * along[i], within(1e-5));
      assertThat(components[i][1]).isCloseTo(second * across[i], within(1e-5));
    }

    PlaygroundPoints points =
        PlaygroundPoints.ofFeatures(features, targets, List.of("no", "yes"), 2);
    assertThat(points.columns().get(0).name()).isEqualTo("component 1");
    assertThat(points.columns().get(0).high()).isCloseTo(3, within(1e-5));
    assertThat(points.columns().get(1).high()).isCloseTo(1, within(1e-5));
    features[3] = new float[4];
    assertThatThrownBy(() -> PlaygroundPoints.ofFeatures(features, targets, List.of("a", "b"), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the rows of features differ in length: must be equal");
  }
}
