package io.github.derm4j.model.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.metrics.Clusters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A score of novelty")
class NoveltyScoresTest {

  private static final int FEATURES = 8;
  private static final int NEIGHBOURS = 3;

  private final List<float[]> training = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();
  private final List<float[]> queries = new ArrayList<>();
  private final List<double[]> expected = new ArrayList<>();

  NoveltyScoresTest() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("novelty.csv")),
                StandardCharsets.UTF_8))) {
      for (String line : lines.lines().skip(1).toList()) {
        String[] cells = line.split(",", -1);
        float[] row = new float[FEATURES];
        for (int j = 0; j < FEATURES; j++) {
          row[j] = Float.parseFloat(cells[2 + j]);
        }
        if (cells[0].equals("train")) {
          training.add(row);
          classes.add(Integer.parseInt(cells[1]));
        } else {
          queries.add(row);
          expected.add(
              IntStream.range(2 + FEATURES, cells.length)
                  .mapToDouble(i -> Double.parseDouble(cells[i]))
                  .toArray());
        }
      }
    }
  }

  private float[][] features() {
    return training.toArray(float[][]::new);
  }

  private int[] labels() {
    return classes.stream().mapToInt(Integer::intValue).toArray();
  }

  private void agrees(NoveltyScore score, int column) {
    for (int i = 0; i < queries.size(); i++) {
      double reference = expected.get(i)[column];
      assertThat(score.of(queries.get(i)))
          .as("query %d", i)
          .isCloseTo(reference, within(2e-5 * Math.max(1, Math.abs(reference))));
    }
  }

  @Test
  @DisplayName("is scikit-learn's Mahalanobis distance with Ledoit and Wolf's shrinkage")
  void mahalanobis() {
    MahalanobisScore score = MahalanobisScore.fit(features(), labels());

    agrees(score, 0);
    assertThat(score.shrinkage()).isCloseTo(0.20720475649752546, within(1e-6));
  }

  @Test
  @DisplayName("is the relative distance by scikit-learn's covariances")
  void relative() {
    agrees(MahalanobisScore.fitRelative(features(), labels()), 1);
  }

  @Test
  @DisplayName("is the distance to scikit-learn's third neighbour at unit length")
  void neighbours() {
    agrees(NeighbourScore.fit(features(), NEIGHBOURS), 2);
  }

  @Test
  @DisplayName("is the same distance of the roots of the features, with their signs")
  void roots() {
    agrees(RootScore.fit(features(), rows -> NeighbourScore.fit(rows, NEIGHBOURS)), 4);
  }

  @Test
  @DisplayName("changes by at most the rounding of the references in 8 bits")
  void eightBits() {
    NeighbourScore exact = NeighbourScore.fit(features(), NEIGHBOURS);
    NeighbourScore rounded = exact.inEightBits();

    // Half a step of at most 1/127 in each of the features.
    double most = Math.sqrt(FEATURES) / 127 / 2;
    for (float[] query : queries) {
      assertThat(rounded.of(query)).isCloseTo(exact.of(query), within(most + 1e-6));
    }
    assertThat(rounded.of(queries.get(0))).isNotEqualTo(exact.of(queries.get(0)));
    assertThat(NeighbourScore.fit(new float[2][FEATURES], 1).inEightBits().of(queries.get(0)))
        .as("the distance of a unit vector from 0")
        .isCloseTo(1, within(1e-6));
  }

  @Test
  @DisplayName("is scipy's energy of the logits, of any size")
  void energy() {
    float[][] weights = new float[FEATURES][4];
    for (int c = 0; c < 4; c++) {
      weights[c][c] = 1;
    }
    agrees(new EnergyScore(weights, new float[4]), 3);
    assertThat(EnergyScore.ofLogits(new double[] {1000, 1000}))
        .isCloseTo(-1000 - Math.log(2), within(1e-9));
    assertThat(EnergyScore.ofLogits(new double[] {Double.NaN, 1})).isNaN();
  }

  @Test
  @DisplayName("works with one class")
  void oneClass() {
    MahalanobisScore score = MahalanobisScore.fit(features(), new int[training.size()]);

    assertThat(score.of(queries.get(0))).isPositive();
    float[][] mirrored = {{1, 0}, {-1, 0}, {0, 2}, {0, -2}};
    // S = diag(1/2, 2), its mean variance 5/4, the shrinkage 17/18: Σ = diag(29/24, 31/24).
    assertThat(MahalanobisScore.fit(mirrored, new int[4]).of(new float[] {3, 4}))
        .isCloseTo(9 * 24 / 29.0 + 16 * 24 / 31.0, within(1e-5));
  }

  @Test
  @DisplayName("of features that are not finite is NaN, which is flagged")
  void notFinite() {
    float[] row = queries.get(0).clone();
    row[2] = Float.NaN;

    assertThat(MahalanobisScore.fit(features(), labels()).of(row)).isNaN();
    assertThat(NeighbourScore.fit(features(), 1).of(row)).isNaN();
    assertThat(NoveltyDetector.isFlagged(Double.NaN, 3)).isTrue();
    assertThat(NoveltyDetector.isFlagged(3, 3)).isFalse();
    float[][] training = features();
    training[5][1] = Float.POSITIVE_INFINITY;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MahalanobisScore.fit(training, labels()))
        .withMessageContaining("feature 1 of image 5 is Infinity");
  }

  @Test
  @DisplayName("refuses features that do not vary, and wrong lengths")
  void refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MahalanobisScore.fit(new float[][] {{1, 2}, {1, 2}}, new int[2]))
        .withMessageContaining("do not vary");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MahalanobisScore.fit(features(), new int[3]))
        .withMessageContaining("40 images have 3 classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NeighbourScore.fit(features(), 41))
        .withMessageContaining("neighbours = 41: must be from 1 to the number of images, 40");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MahalanobisScore.fit(features(), labels()).of(new float[3]))
        .withMessageContaining("3 features, but the score needs 8");
  }

  @Test
  @DisplayName("flags at most the stated share of lesions like the validation lesions")
  void threshold() {
    // Scores 1 to 20 of 20 lesions, by distance from 0 in one dimension.
    NoveltyScore first =
        new NoveltyScore() {
          @Override
          public double of(float[] features) {
            return features[0];
          }

          @Override
          public int length() {
            return 1;
          }
        };
    float[][] validation = new float[20][1];
    Arrays.setAll(validation, i -> new float[] {i + 1});
    int[] single = IntStream.range(0, 20).toArray();
    NoveltyDetector detector =
        NoveltyDetector.of(first, validation, Clusters.of(single), "validation");

    // The ceil(21 * 0.95)-th score of 20, and the ceil(21 * 0.9)-th.
    assertThat(detector.threshold(0.05)).isEqualTo(20);
    assertThat(detector.threshold(0.1)).isEqualTo(19);
    assertThat(detector.threshold(0.01)).isInfinite(); // 99 lesions are needed.
    int[] pairs = IntStream.range(0, 20).map(i -> i / 2).toArray();
    assertThat(
            NoveltyDetector.of(first, validation, Clusters.of(pairs), "validation").threshold(0.05))
        .as("ten lesions are fewer than 19")
        .isInfinite();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> detector.threshold(0))
        .withMessageContaining("falseAlarms = 0.0");
  }

  @Test
  @DisplayName("of projected features keeps the squared norm on average")
  void projected() {
    // The mean of |R x|² over random signs is |x|², whatever x.
    NoveltyScore squares =
        new NoveltyScore() {
          @Override
          public double of(float[] features) {
            double sum = 0;
            for (float value : features) {
              sum += value * value;
            }
            return sum;
          }

          @Override
          public int length() {
            return 4;
          }
        };
    float[] row = queries.get(1);
    double mean =
        IntStream.range(0, 2000)
            .mapToDouble(seed -> ProjectedScore.fit(features(), 4, seed, any -> squares).of(row))
            .average()
            .orElseThrow();

    assertThat(mean / squares.of(row)).isCloseTo(1, within(0.05));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProjectedScore.fit(features(), 0, 1, any -> squares))
        .withMessageContaining("dimensions = 0");
  }

  @Test
  @DisplayName("is the same after a round trip through JSON")
  void json() {
    for (NoveltyScore score :
        List.of(
            MahalanobisScore.fit(features(), labels()),
            MahalanobisScore.fitRelative(features(), labels()),
            NeighbourScore.fit(features(), 2).inEightBits(),
            RootScore.fit(
                features(),
                roots ->
                    ProjectedScore.fit(
                        roots, 5, 3, rows -> NeighbourScore.fit(rows, 2).inEightBits())),
            ProjectedScore.fit(
                features(), 5, 3, projected -> MahalanobisScore.fit(projected, labels())))) {
      NoveltyDetector detector =
          NoveltyDetector.of(
              score,
              queries.toArray(float[][]::new),
              Clusters.of(IntStream.range(0, queries.size()).toArray()),
              "here");

      NoveltyDetector read = NoveltyJson.of(detector).detector();

      assertThat(read.scores(features())).isEqualTo(detector.scores(features()));
      assertThat(read.threshold(0.2)).isEqualTo(detector.threshold(0.2));
      assertThat(read.origin()).isEqualTo("here");
    }
    NoveltyJson known =
        NoveltyJson.of(
            NoveltyDetector.of(
                MahalanobisScore.fit(features(), labels()),
                queries.toArray(float[][]::new),
                Clusters.of(new int[queries.size()]),
                "here"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> copy(known, "magic", known.whitening()).detector())
        .withMessageContaining("'magic', which this version does not know");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> copy(known, known.score(), "AAAAAA==").detector())
        .withMessageContaining("whitening of the score of novelty has 1 numbers, and 36");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                NoveltyJson.of(
                    NoveltyDetector.of(
                        NeighbourScore.fit(features(), 2),
                        queries.toArray(float[][]::new),
                        Clusters.of(new int[queries.size()]),
                        "here")))
        .withMessageContaining(
            "only a NeighbourScore in 8 bits or a MahalanobisScore can be saved");
    NoveltyJson neighbours =
        NoveltyJson.of(
            NoveltyDetector.of(
                NeighbourScore.fit(features(), 2).inEightBits(),
                queries.toArray(float[][]::new),
                Clusters.of(new int[queries.size()]),
                "here"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> copy(neighbours, "mahalanobis", null).detector())
        .withMessageContaining("has no centres");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> copy(known, "neighbours", null).detector())
        .withMessageContaining("has no references");
  }

  private static NoveltyJson copy(NoveltyJson from, String score, @Nullable String whitening) {
    return new NoveltyJson(
        score,
        from.roots(),
        from.features(),
        from.dimensions(),
        from.signs(),
        from.neighbours(),
        from.references(),
        from.steps(),
        from.shrinkage(),
        from.mean(),
        whitening,
        from.centres(),
        from.background(),
        from.validationScores(),
        from.lesions(),
        from.origin());
  }
}
