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
