package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

@DisplayName("RMSProp with momentum")
class RmsPropMomentumTest {

  @Test
  @DisplayName("follows TensorFlow's formula to the last digits of a double")
  void followsTheFormula() {
    int n = 13;
    RmsPropMomentum updater = new RmsPropMomentum(0.045, null, 0.9, 0.8, 0.1);
    INDArray state = Nd4j.create(DataType.DOUBLE, updater.stateSize(n));
    GradientUpdater<?> applied = updater.instantiate(state, true);
    double[] ms = new double[n];
    java.util.Arrays.fill(ms, 1);
    double[] mom = new double[n];
    Random random = new Random(1);

    for (int step = 0; step < 20; step++) {
      double[] g = random.doubles(n, -3, 3).toArray();
      INDArray update = Nd4j.createFromArray(g.clone());
      applied.applyUpdater(update, step, 0);
      for (int i = 0; i < n; i++) {
        ms[i] = 0.9 * ms[i] + 0.1 * g[i] * g[i];
        mom[i] = 0.8 * mom[i] + 0.045 * g[i] / Math.sqrt(ms[i] + 0.1);
        assertThat(update.getDouble(i)).isCloseTo(mom[i], Offset.offset(1e-15));
      }
    }
  }

  @Test
  @DisplayName("continues from a saved state as if it had never stopped")
  void goesOnFromASavedState() {
    RmsPropMomentum updater = RmsPropMomentum.withLearningRate(0.001);
    INDArray state = Nd4j.create(DataType.FLOAT, 8);
    GradientUpdater<?> first = updater.instantiate(state, true);
    first.applyUpdater(Nd4j.createFromArray(1f, -2f, 3f, -4f), 0, 0);
    GradientUpdater<?> resumed = updater.instantiate(state.dup(), false);

    INDArray expected = Nd4j.createFromArray(0.5f, 0.5f, -0.5f, 2f);
    INDArray actual = expected.dup();
    first.applyUpdater(expected, 1, 0);
    resumed.applyUpdater(actual, 1, 0);

    assertThat(actual.toFloatVector()).isEqualTo(expected.toFloatVector());
  }

  @Test
  @DisplayName("takes the learning rate of its schedule")
  void takesTheRateOfItsSchedule() {
    RmsPropMomentum updater =
        new RmsPropMomentum(
            1, new StepSchedule(ScheduleType.EPOCH, 0.001, 0.16, 30), 0.9, 0.9, 0.1);

    assertThat(updater.getLearningRate(0, 29)).isEqualTo(0.001);
    assertThat(updater.getLearningRate(0, 30)).isCloseTo(0.00016, Offset.offset(1e-12));
  }

  @Test
  @DisplayName("refuses values outside their range, by name")
  void refusesBadValues() {
    assertThatThrownBy(() -> new RmsPropMomentum(0.1, null, 1, 0.9, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("decay = 1.0");
    assertThatThrownBy(() -> new RmsPropMomentum(0.1, null, 0.9, 0.9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epsilon = 0.0");
  }
}
