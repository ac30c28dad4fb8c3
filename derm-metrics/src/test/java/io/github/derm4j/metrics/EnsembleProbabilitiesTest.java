package io.github.derm4j.metrics;

import static io.github.derm4j.metrics.ReferenceTable.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The probabilities of several models")
class EnsembleProbabilitiesTest {

  @Test
  @DisplayName("have the mean and the mutual information that numpy and scipy give in 200 cases")
  void referenceValues() {
    assertThat(ReferenceTable.rows("ensembles.csv"))
        .hasSize(200)
        .allSatisfy(
            row -> {
              double[][] models = models(Integer.parseInt(row.get("seed")));

              EnsembleProbabilities all = EnsembleProbabilities.of(models);

              double[] mean = all.mean();
              assertThat((double) models.length).isEqualTo(number(row, "models"));
              assertThat(mean[0]).isCloseTo(number(row, "first"), within(1e-14));
              assertThat(mean[mean.length - 1]).isCloseTo(number(row, "last"), within(1e-14));
              assertThat(Arrays.stream(mean).max().orElseThrow())
                  .isCloseTo(number(row, "largest"), within(1e-14));
              assertThat(all.entropy()).isCloseTo(number(row, "entropy"), within(1e-13));
              assertThat(all.disagreement()).isCloseTo(number(row, "disagreement"), within(1e-13));
            });
  }

  /** The models of ensembles.py. */
  private static double[][] models(int seed) {
    double[][] models = Arrays.copyOf(new GeneratedClasses(seed).probabilities, 2 + seed % 4);
    if (seed % 7 == 0) {
      Arrays.fill(models, 1, models.length, models[0]);
    }
    if (seed % 5 == 0) {
      models[0] = new double[models[0].length];
      models[0][models[0].length - 1] = 1;
    }
    return models;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 10, 49})
  @DisplayName("are those of one model, without disagreement, if all are equal")
  void equalModels(int count) {
    float[] single = {0.1f, 0.2f, 0.65f, 0.05f, 1e-30f};
    double[] model = new double[single.length];
    Arrays.setAll(model, c -> single[c]);

    EnsembleProbabilities all =
        EnsembleProbabilities.of(Collections.nCopies(count, model).toArray(double[][]::new));

    assertThat(all.mean()).containsExactly(model);
    assertThat(all.disagreement()).isZero();
  }

  @Test
  @DisplayName("disagree by log 2 if two models are certain of different classes")
  void certain() {
    EnsembleProbabilities all = EnsembleProbabilities.of(new double[][] {{1, 0, 0}, {0, 1, 0}});

    assertThat(all.mean()).containsExactly(0.5, 0.5, 0);
    assertThat(all.entropy()).isCloseTo(Math.log(2), within(1e-15));
    assertThat(all.disagreement()).isCloseTo(Math.log(2), within(1e-15));
    assertThat(all).asString().startsWith("EnsembleProbabilities[entropy 0.69");
  }

  @Test
  @DisplayName("do not depend on the order of the models in any bit")
  void order() {
    Random random = new Random(1);
    for (int trial = 0; trial < 100; trial++) {
      List<double[]> models = new ArrayList<>();
      for (int m = 0; m < 5; m++) {
        models.add(random.doubles(4).toArray());
      }
      EnsembleProbabilities before = EnsembleProbabilities.of(models.toArray(double[][]::new));
      Collections.shuffle(models, random);

      EnsembleProbabilities after = EnsembleProbabilities.of(models.toArray(double[][]::new));

      assertThat(after.mean()).containsExactly(before.mean());
      assertThat(after.disagreement()).isEqualTo(before.disagreement());
    }
  }

  @Test
  @DisplayName("of one class are certain")
  void oneClass() {
    EnsembleProbabilities all = EnsembleProbabilities.of(new double[][] {{1}, {1}});

    assertThat(all.entropy()).isZero();
    assertThat(all.disagreement()).isZero();
  }

  @Test
  @DisplayName("are refused if one is no probability, or a model has other classes")
  void refused() {
    assertThatThrownBy(() -> EnsembleProbabilities.of(new double[][] {{0.5, 0.5}, {Double.NaN, 1}}))
        .hasMessage("probability[0] is NaN; every value must be a finite number");
    assertThatThrownBy(() -> EnsembleProbabilities.of(new double[][] {{0.5, 0.5}, {1.5, -0.5}}))
        .hasMessage("probability[1] = -0.5: must be at least 0");
    assertThatThrownBy(() -> EnsembleProbabilities.of(new double[][] {{0.5, 0.5}, {1}}))
        .hasMessageContaining("the first model has 2 values but another model has 1");
    assertThatThrownBy(() -> EnsembleProbabilities.of(new double[0][]))
        .hasMessage("the number of models must be at least 1 but is 0");
    assertThatThrownBy(() -> EnsembleProbabilities.of(new double[][] {{}}))
        .hasMessage("the number of classes must be at least 1 but is 0");
  }
}
