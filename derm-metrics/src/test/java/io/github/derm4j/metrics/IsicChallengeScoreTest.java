package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class IsicChallengeScoreTest {
  private static final Offset<Double> SAME = within(1e-11);
  private static final List<String> CATEGORIES = List.of("MEL", "NV");

  /** A generated table, whose last columns may be weights. */
  private static IsicTable generated(String name) throws IOException {
    List<List<String>> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    IsicChallengeScoreTest.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
      lines = reader.lines().map(line -> Arrays.asList(line.split(",", -1))).toList();
    }
    List<String> header = lines.get(0);
    List<List<String>> rows = lines.subList(1, lines.size());
    int end = header.contains("score_weight") ? header.indexOf("score_weight") : header.size();
    IsicTable table =
        IsicTable.of(
            name,
            rows.stream().map(row -> row.get(0)).toList(),
            header.subList(1, end),
            rows.stream()
                .map(row -> row.subList(1, end).stream().mapToDouble(Double::parseDouble).toArray())
                .toList());
    return end == header.size()
        ? table
        : table.withWeights(
            rows.stream().mapToDouble(row -> Double.parseDouble(row.get(end))).toArray());
  }

  @Test
  void everyFigureIsTheChallenges() throws IOException {
    IsicChallengeScore score =
        IsicChallengeScore.of(generated("isic-truth.csv"), generated("isic-prediction.csv"));
    List<Map<String, String>> rows = ReferenceTable.rows("isic-scores.csv");
    assertThat(score.categories()).hasSize(7);
    for (int c = 0; c < 7; c++) {
      IsicChallengeScore.Category category = score.categories().get(c);
      Map<String, String> row = rows.get(c);
      assertThat(category.name()).isEqualTo(row.get("category"));
      assertThat(category.accuracy()).isCloseTo(number(row, "accuracy"), SAME);
      assertThat(category.sensitivity()).isCloseTo(number(row, "sensitivity"), SAME);
      assertThat(category.specificity()).isCloseTo(number(row, "specificity"), SAME);
      assertThat(category.dice()).isCloseTo(number(row, "dice"), SAME);
      assertThat(category.positivePredictiveValue()).isCloseTo(number(row, "ppv"), SAME);
      assertThat(category.negativePredictiveValue()).isCloseTo(number(row, "npv"), SAME);
      assertThat(category.auc()).isCloseTo(number(row, "auc"), SAME);
      assertThat(category.aucAboveSensitivity80()).isCloseTo(number(row, "aucSens80"), SAME);
      assertThat(category.averagePrecision()).isCloseTo(number(row, "ap"), SAME);
    }
    assertThat(score.balancedAccuracy()).isCloseTo(number(rows.get(7), "accuracy"), SAME);
    assertThat(score.macroAverage(IsicChallengeScore.Category::auc)).isBetween(0.9, 1.0);
  }

  private static IsicTable table(List<String> images) {
    return IsicTable.of(
        "t.csv", images, CATEGORIES, Collections.nCopies(images.size(), new double[] {0.5, 0.25}));
  }

  @Test
  void imagesAreFoundWithAndWithoutTheirEnding() {
    IsicTable truth =
        IsicTable.of("truth", List.of("a", "b"), CATEGORIES, List.of(row(1, 0), row(0, 1)));
    IsicTable submission =
        IsicTable.of(
            "mine",
            List.of("b.jpg", "a.JPG"),
            List.of("NV", "MEL"),
            List.of(row(0.9, 0), row(0, 1)));
    assertThat(IsicChallengeScore.of(truth, submission).balancedAccuracy()).isEqualTo(1);
  }

  /** Five images; b is exactly at the half, and d is called A, although it is B. */
  private static IsicTable truth(double... weights) {
    List<double[]> rows = List.of(row(1, 0), row(1, 0), row(0, 1), row(0, 1), row(0, 1));
    IsicTable truth = IsicTable.of("truth", List.of("a", "b", "c", "d", "e"), CATEGORIES, rows);
    return weights.length == 0 ? truth : truth.withWeights(weights);
  }

  private static IsicTable prediction() {
    return IsicTable.of(
        "prediction",
        List.of("a", "b", "c", "d", "e"),
        CATEGORIES,
        List.of(row(0.9, 0.1), row(0.5, 0.4), row(0.2, 0.8), row(0.6, 0.4), row(0.1, 0.9)));
  }

  @Test
  void figuresOfFiveImagesAreThoseCountedOnPaper() {
    IsicChallengeScore score = IsicChallengeScore.of(truth(), prediction());
    assertThat(score.rows()).isEqualTo(5);
    IsicChallengeScore.Category first = score.categories().get(0);
    assertThat(first.positives()).isEqualTo(2);
    assertThat(first.accuracy()).isEqualTo(3.0 / 5);
    assertThat(first.sensitivity()).isEqualTo(1.0 / 2);
    assertThat(first.specificity()).isEqualTo(2.0 / 3);
    assertThat(first.dice()).isEqualTo(2.0 / 4);
    assertThat(first.area().orElseThrow().value()).isCloseTo(5.0 / 6, SAME);
    assertThat(first.aucInterval(0.95).orElseThrow().contains(5.0 / 6)).isTrue();
    assertThat(score.categories().get(1).positives()).isEqualTo(3);
    assertThat(score.macroAverage(IsicChallengeScore.Category::dice)).isCloseTo(0.65, SAME);
    assertThat(score.balancedAccuracy()).isCloseTo((1 + 2.0 / 3) / 2, SAME);
  }

  @Test
  void aRowWithoutWeightDoesNotCount() {
    IsicChallengeScore score = IsicChallengeScore.of(truth(1, 1, 1, 1, 0), prediction());
    assertThat(score.rows()).isEqualTo(4);
    assertThat(score.categories().get(1).positives()).isEqualTo(2);
    assertThat(score.categories().get(0).area().orElseThrow().value()).isCloseTo(0.75, SAME);
    assertThat(score.balancedAccuracy()).isCloseTo(0.75, SAME);
    ConfidenceInterval interval = score.balancedAccuracyInterval(0.9, 1);
    assertThat(interval.low()).isCloseTo(0.5, SAME);
    assertThat(interval.high()).isCloseTo(1, SAME);

    IsicChallengeScore uneven = IsicChallengeScore.of(truth(1, 1, 1, 2, 1), prediction());
    assertThat(uneven.rows()).isEqualTo(5);
    assertThat(uneven.categories().get(0).area()).isEmpty();
    assertThat(uneven.categories().get(0).aucInterval(0.9)).isEmpty();
    IsicChallengeScore single = IsicChallengeScore.of(truth(1, 0, 1, 1, 1), prediction());
    assertThat(single.categories().get(0).area()).as("of one positive").isEmpty();
    IsicChallengeScore other = IsicChallengeScore.of(truth(1, 1, 1, 0, 0), prediction());
    assertThat(other.categories().get(0).area()).as("of one negative").isEmpty();
  }

  /**
   * Of NV, k of three images are right, k from a binomial distribution: the figure is (1 + k/3)/2.
   */
  @Test
  void samplesKeepTheImagesOfEachCategory() {
    IsicChallengeScore score = IsicChallengeScore.of(truth(), prediction());
    ConfidenceInterval interval = score.balancedAccuracyInterval(0.9, 1);
    assertThat(interval.low()).isCloseTo(2.0 / 3, SAME);
    assertThat(interval.high()).isCloseTo(1, SAME);
    assertThat(score.balancedAccuracyInterval(0.9, 1)).isEqualTo(interval);
    ConfidenceInterval dice = score.macroDiceInterval(0.9, 1);
    assertThat(dice.low()).isBetween(0.0, 0.5);
    assertThat(dice.high()).isBetween(0.8, 1.0);
    assertRefused(() -> score.balancedAccuracyInterval(1, 1), "1.0");
  }

  @Test
  void figuresOfASampleCountItsCopies() {
    IsicRows rows = IsicRows.of(truth(), prediction(), row(1, 1, 1, 1, 1));
    assertThat(rows.all()).containsExactly(0, 1, 2, 3, 4);
    assertThat(rows.macroDice(rows.all())).isCloseTo(0.65, SAME);
    assertThat(rows.macroDice(new int[] {0, 0, 3})).isCloseTo((4.0 / 5 + 0) / 2, SAME);
    assertThat(rows.balancedAccuracy(new int[] {0, 0, 3})).isEqualTo(0.5);
    assertThat(rows.balancedAccuracy(new int[] {0, 1})).as("one category alone").isEqualTo(1);
    assertThat(IsicRows.share(1, 3)).isEqualTo(0.25);
    assertThat(IsicRows.share(0, 0)).isEqualTo(1);
  }

  private static double[] row(double... numbers) {
    return numbers;
  }

  @Test
  void aTableOfAnotherShapeIsRefusedByName() {
    assertRefused(() -> table(List.of("a", "a.jpg")), "t.csv: the image a has two rows");
    assertRefused(
        () -> IsicTable.of("t.csv", List.of("a"), List.of(), List.of(row())), "no category");
    assertRefused(
        () -> IsicTable.of("t.csv", List.of("a"), CATEGORIES, List.of(row(1))), "t.csv, a");
    assertRefused(
        () -> IsicTable.of("t.csv", List.of("a"), CATEGORIES, List.of(row(1, 1.5))), "1.5");
    assertRefused(
        () -> IsicTable.of("t.csv", List.of("a"), CATEGORIES, List.of(row(1, Double.NaN))), "NaN");
    assertRefused(() -> table(List.of("a")).withWeights(row(-1)), "the weight of a is -1.0");
    IsicTable truth = table(List.of("a", "b"));
    assertRefused(
        () -> IsicChallengeScore.of(truth, table(List.of("a", "c"))),
        "t.csv has other images than t.csv: without [b], and with [c]");
    assertRefused(
        () ->
            IsicChallengeScore.of(
                truth, IsicTable.of("s", List.of("a", "b"), List.of("MEL", "X"), rows(2))),
        "other categories");
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add("i" + i);
    }
    assertRefused(() -> IsicChallengeScore.of(table(many), truth), "i9] and 990 more");
  }

  private static List<double[]> rows(int count) {
    return Collections.nCopies(count, row(1, 0));
  }

  private static void assertRefused(Runnable refused, String message) {
    assertThatIllegalArgumentException().isThrownBy(refused::run).withMessageContaining(message);
  }
}
