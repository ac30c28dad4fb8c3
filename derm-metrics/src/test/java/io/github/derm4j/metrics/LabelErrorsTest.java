package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.metrics.LabelErrors.Suspect;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Probable label errors")
class LabelErrorsTest {

  @Test
  @DisplayName("are those of confident learning, recomputed with numpy on 100 generated sets")
  void referenceValues() {
    assertThat(ReferenceTable.rows("label_errors.csv"))
        .hasSize(100)
        .allSatisfy(
            row -> {
              MulticlassScores cases =
                  new GeneratedClasses(Long.parseLong(row.get("seed"))).scores();
              LabelErrors errors = LabelErrors.of(cases);
              int classes = cases.labels().size();
              double thresholds = 0;
              long diagonal = 0;
              long all = 0;
              for (int i = 0; i < classes; i++) {
                thresholds += errors.threshold(i);
                diagonal += errors.confident(i, i);
                for (int j = 0; j < classes; j++) {
                  all += errors.confident(i, j);
                }
              }
              assertThat(thresholds).isCloseTo(number(row, "thresholds"), within(1e-12));
              assertThat((double) diagonal).isEqualTo(number(row, "diagonal"));
              assertThat((double) all).isEqualTo(number(row, "confident"));
              assertThat(errors.joint(0, 1)).isCloseTo(number(row, "joint01"), within(1e-12));
              assertThat(errors.errorShare()).isCloseTo(number(row, "share"), within(1e-12));
              List<Suspect> found = errors.suspects().stream().filter(Suspect::isError).toList();
              assertThat((double) found.size()).isEqualTo(number(row, "errors"));
              double order = 0;
              for (int k = 0; k < found.size(); k++) {
                order += (double) found.get(k).index() * (k + 1);
              }
              assertThat(order).isEqualTo(number(row, "order"));
              assertThat(found.stream().mapToDouble(Suspect::margin).sum())
                  .isCloseTo(number(row, "margins"), within(1e-12));
              if (!found.isEmpty()) {
                assertThat((double) found.get(0).index()).isEqualTo(number(row, "first"));
              }
            });
  }

  @Test
  @DisplayName("of equal probabilities are cases whose label is not the first of these classes")
  void ties() {
    LabelErrors errors =
        LabelErrors.of(
            MulticlassScores.of(
                new double[][] {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}},
                new int[] {0, 1, 1},
                List.of("a", "b")));

    // All reach both thresholds of 0.5; a tie goes to the first class.
    assertThat(errors.confident(1, 0)).isEqualTo(2);
    assertThat(errors.suspects()).extracting(Suspect::index).containsExactly(1, 2);
    assertThat(errors.suspects()).extracting(Suspect::margin).containsOnly(0.0);
  }

  @Test
  @DisplayName("of a class without cases, or with a single one, are not invented")
  void tinyClasses() {
    LabelErrors errors =
        LabelErrors.of(
            MulticlassScores.of(
                new double[][] {{0.9, 0.1, 0}, {0.1, 0.8, 0.1}, {0.1, 0.1, 0.8}, {0.8, 0.1, 0.1}},
                new int[] {0, 1, 0, 0},
                List.of("a", "b", "never")));

    assertThat(errors.threshold(2)).isInfinite();
    assertThat(errors.threshold(0)).isCloseTo(0.6, within(1e-12));
    // The third case is of no class that has cases: suspicious, but not an error.
    assertThat(errors.suspects()).extracting(Suspect::index).containsExactly(2);
    assertThat(errors.suspects().get(0).isError()).isFalse();
    assertThat(errors.suspects().get(0).margin()).isCloseTo(-0.7, within(1e-12));
    assertThat(errors.errorShare()).isZero();
  }

  @Test
  @DisplayName("with one class of labels are none")
  void oneClass() {
    LabelErrors errors =
        LabelErrors.of(
            MulticlassScores.of(
                new double[][] {{0.9, 0.1}, {0.2, 0.8}}, new int[2], List.of("a", "b")));

    assertThat(errors.suspects()).extracting(Suspect::isError).containsExactly(false);
    assertThat(errors.joint(1, 1)).isZero();
    assertThat(errors.joint(0, 0)).isEqualTo(1);
  }
}
