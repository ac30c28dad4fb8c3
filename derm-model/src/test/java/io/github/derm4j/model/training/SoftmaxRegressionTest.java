package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checked against scikit-learn: src/test/python/softmax_regression.py. */
class SoftmaxRegressionTest {

  private static final int CLASSES = 4;
  private static final int FEATURES = 6;
  private static final double L2 = 0.05;
  private static final double LOSS = 0.872147231796;

  private INDArray features;
  private INDArray probabilities;
  private int[] labels;
  private SoftmaxRegression regression;

  @BeforeEach
  void readProblem() throws IOException {
    List<String> lines =
        Resources.readLines(
            Resources.getResource(SoftmaxRegressionTest.class, "softmax_regression.csv"),
            StandardCharsets.UTF_8);
    List<String> rows = lines.subList(2, lines.size());
    labels = new int[rows.size()];
    float[][] x = new float[rows.size()][FEATURES];
    float[][] p = new float[rows.size()][CLASSES];
    for (int row = 0; row < rows.size(); row++) {
      List<String> cells = Splitter.on(',').splitToList(rows.get(row));
      labels[row] = Integer.parseInt(cells.get(0));
      for (int i = 0; i < FEATURES; i++) {
        x[row][i] = Float.parseFloat(cells.get(1 + i));
      }
      for (int i = 0; i < CLASSES; i++) {
        p[row][i] = Float.parseFloat(cells.get(1 + FEATURES + i));
      }
    }
    features = Nd4j.create(x);
    probabilities = Nd4j.create(p);
    regression = new SoftmaxRegression(features, labels, CLASSES, L2);
  }

  @Test
  void reachesTheProbabilitiesOfScikitLearn() {
    Last last = new Last(1000);

    regression.minimize(last);

    INDArray difference =
        regression.head(last.parameters).probabilities(features).sub(probabilities);
    assertThat(difference.amaxNumber().doubleValue()).isLessThan(2e-3);
    assertThat(last.loss).isCloseTo(LOSS, offset(1e-5));
    assertThat(last.iterations).isLessThan(100);
  }

  @Test
  void lowersTheLossFromEachIterationToTheNext() {
    double[] previous = {Math.log(CLASSES)};

    regression.minimize(
        (parameters, loss) -> {
          assertThat(loss).isLessThanOrEqualTo(previous[0]);
          previous[0] = loss;
          return true;
        });

    assertThat(previous[0]).isLessThan(Math.log(CLASSES));
  }

  @Test
  void learnsWithoutAPenaltyFromFeaturesThatRepeatEachOther() {
    SoftmaxRegression unpenalised =
        new SoftmaxRegression(Nd4j.hstack(features, features), labels, CLASSES, 0);
    Last last = new Last(200);

    unpenalised.minimize(last);

    assertThat(last.loss).isBetween(0.0, LOSS);
    assertThat(last.parameters).doesNotContain(Double.NaN);
  }

  @Test
  void endsWhenItIsTold() {
    Last last = new Last(3);

    regression.minimize(last);

    assertThat(last.iterations).isEqualTo(3);
  }

  @Test
  void hasTheGradientOfItsLoss() {
    SplittableRandom random = new SplittableRandom(3);
    double[] parameters = random.doubles((FEATURES + 1) * CLASSES, -0.5, 0.5).toArray();

    double[] gradient = regression.gradient(parameters);

    double step = 1e-3;
    for (int i = 0; i < parameters.length; i++) {
      double[] above = parameters.clone();
      double[] below = parameters.clone();
      above[i] += step;
      below[i] -= step;
      double expected = (regression.loss(above) - regression.loss(below)) / (2 * step);
      assertThat(gradient[i]).as("parameter %d", i).isCloseTo(expected, offset(1e-3));
    }
  }

  private static final class Last implements SoftmaxRegression.Iterations {
    private final int limit;
    private double[] parameters = {};
    private double loss;
    private int iterations;

    Last(int limit) {
      this.limit = limit;
    }

    @Override
    public boolean goOn(double[] current, double currentLoss) {
      parameters = current.clone();
      loss = currentLoss;
      return ++iterations < limit;
    }
  }
}
