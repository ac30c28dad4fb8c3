package io.github.derm4j.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scikit-learn on the points of {@code tsne.csv}, which src/test/python/tsne.py makes. */
@DisplayName("t-SNE")
class TSneTest {

  private static final int FEATURES = 10;

  private static List<String> comments;
  private static float[][] points;
  private static double[][] sklearn;

  @BeforeAll
  static void read() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(TSneTest.class.getResourceAsStream("tsne.csv")),
                StandardCharsets.UTF_8))) {
      List<String> lines = reader.lines().toList();
      comments = lines.stream().filter(line -> line.startsWith("#")).toList();
      double[][] rows =
          lines.stream()
              .filter(line -> !line.startsWith("#"))
              .map(line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble))
              .map(row -> row.toArray())
              .toArray(double[][]::new);
      points = new float[rows.length][FEATURES];
      sklearn = new double[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        for (int k = 0; k < FEATURES; k++) {
          points[i][k] = (float) rows[i][k];
        }
        sklearn[i] = Arrays.copyOfRange(rows[i], FEATURES, FEATURES + 2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 12})
  @DisplayName("is judged by a trustworthiness that equals scikit-learn's")
  void trustworthiness(int neighbours) {
    assertThat(Trustworthiness.measure(points, sklearn, neighbours))
        .isCloseTo(published(neighbours), within(1e-6));
    assertThat(Trustworthiness.measure(points, plane(points), neighbours))
        .isLessThan(published(neighbours));
  }

  @ParameterizedTest(name = "angle {0}")
  @ValueSource(doubles = {0, 0.5})
  @DisplayName(
      "is as trustworthy as scikit-learn's, to 0.005, by the exact and the tree's gradient")
  void asTrustworthy(double angle) {
    double[][] embedding = TSne.withSeed(1).withPerplexity(20).withAngle(angle).embed(points);

    assertThat(Trustworthiness.measure(points, embedding, 5)).isGreaterThan(published(5) - 0.005);
    assertThat(Trustworthiness.measure(points, embedding, 12)).isGreaterThan(published(12) - 0.005);
  }

  @Test
  @DisplayName("gives the same image for the same seed, and another for another")
  void isSeeded() {
    TSne short1 = TSne.withSeed(1).withPerplexity(10).withIterations(50);
    TSne short2 = TSne.withSeed(2).withPerplexity(10).withIterations(50);

    assertThat(short1.embed(points)).isDeepEqualTo(short1.embed(points));
    assertThat(short1.embed(points)[0]).isNotEqualTo(short2.embed(points)[0]);
  }

  @Test
  @DisplayName("survives points that lie on one another")
  void duplicates() {
    float[][] same = IntStream.range(0, 40).mapToObj(i -> points[i / 8]).toArray(float[][]::new);

    double[][] embedding = TSne.withSeed(1).withPerplexity(5).withIterations(300).embed(same);

    for (double[] point : embedding) {
      assertThat(point).hasSize(2).doesNotContain(Double.NaN);
    }
  }

  @Test
  @DisplayName("refuses too few points, NaN, and options out of range")
  void refuses() {
    float[][] broken = {{1}, {Float.NaN}, {2}, {3}, {4}};

    assertThatThrownBy(() -> TSne.withSeed(1).embed(Arrays.copyOf(points, 90)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "90 points: a perplexity of 30.0 needs more than three times as many; lower it");
    assertThatThrownBy(() -> TSne.withSeed(1).withPerplexity(1).embed(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
    assertThatThrownBy(() -> TSne.withSeed(1).withAngle(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("angle = 1.5");
  }

  @Test
  @DisplayName("has affinities that sum to 1, near and all")
  void affinities() {
    assertThat(Affinities.ofNearest(points, 20).total()).isCloseTo(1, within(1e-9));
    assertThat(Affinities.ofAll(points, 20).total()).isCloseTo(1, within(1e-9));
  }

  @Test
  @DisplayName("repels by a tree as by all pairs: exactly at angle 0, to 1 % at 0.3")
  void quadTree() {
    Random random = new Random(3);
    double[] y = random.doubles(400).toArray();
    QuadTree tree = new QuadTree(y);
    for (int i = 0; i < 200; i += 13) {
      double[] exact = new double[3];
      for (int j = 0; j < 200; j++) {
        double dx = y[2 * i] - y[2 * j];
        double dy = y[2 * i + 1] - y[2 * j + 1];
        double weight = j == i ? 0 : 1 / (1 + dx * dx + dy * dy);
        exact[0] += weight * weight * dx;
        exact[1] += weight * weight * dy;
        exact[2] += weight;
      }
      double[] sums = new double[400];
      assertThat(tree.repel(i, 0, sums)).isCloseTo(exact[2], within(1e-9));
      assertThat(sums[2 * i]).isCloseTo(exact[0], within(1e-9));
      assertThat(sums[2 * i + 1]).isCloseTo(exact[1], within(1e-9));
      assertThat(tree.repel(i, 0.3, new double[400])).isCloseTo(exact[2], within(0.01 * exact[2]));
    }
  }

  private static double published(int neighbours) {
    String start = "# trustworthiness," + neighbours + ",";
    return comments.stream()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .findFirst()
        .orElseThrow();
  }

  /** The first two features, which is no embedding at all. */
  private static double[][] plane(float[][] rows) {
    return Arrays.stream(rows).map(row -> new double[] {row[0], row[1]}).toArray(double[][]::new);
  }
}
