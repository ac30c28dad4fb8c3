package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsicChallengeScoreTest {
  private static final Offset<Double> SAME = within(1e-11);
  @TempDir Path folder;
  private Path truth;
  private Path prediction;

  @BeforeEach
  void copyTheGeneratedFiles() throws IOException {
    truth = copied("isic-truth.csv");
    prediction = copied("isic-prediction.csv");
  }

  private Path copied(String name) throws IOException {
    Path target = folder.resolve(name);
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
      Files.copy(in, target);
    }
    return target;
  }

  @Test
  void everyFigureIsTheChallenges() throws IOException {
    IsicChallengeScore score = IsicChallengeScore.of(truth, prediction);
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

  @Test
  void aFileOfAnotherLayoutIsRefusedByName() throws IOException {
    assertRefused(lines -> lines.set(0, "id,MEL"), "the header must be image");
    assertRefused(lines -> lines.remove(5), "has other images");
    assertRefused(lines -> lines.set(3, lines.get(4)), "two rows");
    assertRefused(lines -> lines.set(3, "x,1,2"), "line 4 has 3 cells");
    assertRefused(lines -> lines.set(3, lines.get(3).replaceFirst("0\\.\\d+", "?")), "'?'");
    assertRefused(lines -> lines.set(3, lines.get(3).replaceFirst("0\\.\\d+", "1.5")), "1.5");
    assertRefused(
        lines -> lines.set(0, lines.get(0).replace("MEL", "melanoma")), "other categories");
  }

  private void assertRefused(java.util.function.Consumer<List<String>> change, String message)
      throws IOException {
    List<String> lines = new java.util.ArrayList<>(Files.readAllLines(prediction));
    change.accept(lines);
    Path changed = folder.resolve("changed.csv");
    Files.write(changed, lines);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IsicChallengeScore.of(truth, changed))
        .withMessageContaining(message)
        .withMessageContaining("changed.csv");
  }
}
