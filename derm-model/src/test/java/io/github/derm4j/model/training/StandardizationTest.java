package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("Features are standardised")
class StandardizationTest {

  @Test
  @DisplayName("by their deviation, but by 1 if they are constant, as by StandardScaler")
  void constant() {
    // scikit-learn 1.2, StandardScaler().fit(x).scale_ of these columns: 1, 1, 0.8165, 1.2472e-4.
    INDArray features =
        Nd4j.createFromArray(
                new double[][] {
                  {0, 0.3, 1, 0},
                  {0, 0.3, 2, 0.0001},
                  {0, 0.3, 3, 0.0003}
                })
            .castTo(DataType.FLOAT);
    // The rounding error of one element, as the sum of many leaves it.
    features.putScalar(1, 1, Math.nextUp(0.3f));

    INDArray deviation = Standardization.of(features).deviation();

    assertThat(deviation.getDouble(0)).isEqualTo(1);
    assertThat(deviation.getDouble(1)).isEqualTo(1);
    assertThat(deviation.getDouble(2)).isEqualTo(0.816496580927726, within(2e-6));
    assertThat(deviation.getDouble(3)).isEqualTo(1.247219128924647e-4, within(2e-6));
  }
}
