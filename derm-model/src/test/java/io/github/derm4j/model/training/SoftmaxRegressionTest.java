package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private static final double BALANCED_LOSS = 0.889123053854;

  private INDArray features;
  private INDArray probabilities;
  private INDArray balancedProbabilities;
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
    float[][] balanced = new float[rows.size()][CLASSES];
    for (int row = 0; row < rows.size(); row++) {
      List<String> cells = Splitter.on(',').splitToList(rows.get(row));
      labels[row] = Integer.parseInt(cells.get(0));
      for (int i = 0; i < FEATURES; i++) {
        x[row][i] = Float.parseFloat(cells.get(1 + i));
      }
      for (int i = 0; i < CLASSES; i++) {
        p[row][i] = Float.parseFloat(cells.get(1 + FEATURES + i));
        balanced[row][i] = Float.parseFloat(cells.get(1 + FEATURES + CLASSES + i));
      }
    }
    features = Nd4j.create(x);
    probabilities = Nd4j.create(p);
    balancedProbabilities = Nd4j.create(balanced);
    regression = regression(features, ClassWeights.EQUAL, L2);
  }

  private SoftmaxRegression regression(INDArray of, ClassWeights rule, double l2) {
    double[] ofClass = rule.weights(labels, CLASSES);
    double[] weights = Arrays.stream(labels).mapToDouble(label -> ofClass[label]).toArray();
    return new SoftmaxRegression(of, labels, weights, CLASSES, l2);
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
  void reachesTheBalancedProbabilitiesOfScikitLearn() {
    SoftmaxRegression balanced = regression(features, ClassWeights.BALANCED, L2);
    Last last = new Last(1000);

    balanced.minimize(last);

    INDArray difference =
        balanced.head(last.parameters).probabilities(features).sub(balancedProbabilities);
    assertThat(difference.amaxNumber().doubleValue()).isLessThan(2e-3);
    assertThat(last.loss).isCloseTo(BALANCED_LOSS, offset(1e-5));
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
        regression(Nd4j.hstack(features, features), ClassWeights.EQUAL, 0);
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
    requireGradientOfLoss(regression);
    requireGradientOfLoss(regression(features, ClassWeights.BALANCED, L2));
  }

  private static void requireGradientOfLoss(SoftmaxRegression regression) {
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
