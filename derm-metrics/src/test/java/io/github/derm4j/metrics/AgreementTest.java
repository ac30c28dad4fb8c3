package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "Agreement and paired proportions; values of statsmodels by src/test/python/agreement.py")
class AgreementTest {
  private static final int[][] TABLE = {{20, 5, 1}, {4, 15, 6}, {2, 3, 14}};

  /** The category of each case by the reader of the rows, or of the columns. */
  private static int[] reader(boolean rows) {
    IntStream.Builder categories = IntStream.builder();
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        for (int k = 0; k < TABLE[a][b]; k++) {
          categories.add(rows ? a : b);
        }
      }
    }
    return categories.build().toArray();
  }

  private static Kappa cohen(Kappa.Weights weights) {
    return Kappa.cohen(reader(true), reader(false), 3, weights);
  }

  @Test
  void cohensKappaWithAndWithoutWeights() {
    assertThat(cohen(Kappa.Weights.NONE).value()).isCloseTo(0.5476923076923077, within(1e-12));
    assertThat(cohen(Kappa.Weights.NONE).standardError())
        .isCloseTo(0.08238684306965226, within(1e-12));
    assertThat(cohen(Kappa.Weights.LINEAR).value()).isCloseTo(0.6083916083916084, within(1e-12));
    assertThat(cohen(Kappa.Weights.LINEAR).standardError())
        .isCloseTo(0.07793217616768602, within(1e-12));
    assertThat(cohen(Kappa.Weights.QUADRATIC).value()).isCloseTo(0.6703296703296704, within(1e-12));
    assertThat(cohen(Kappa.Weights.QUADRATIC).standardError())
        .isCloseTo(0.08225269022503105, within(1e-12));
    assertThat(cohen(Kappa.Weights.NONE).interval(0.95).contains(0.5477)).isTrue();
  }

  @Test
  void fleissKappaOfFourReaders() {
    int[][] counts = {{3, 1, 0}, {0, 4, 0}, {1, 1, 2}, {4, 0, 0}, {0, 2, 2}, {2, 2, 0}};
    Kappa kappa = Kappa.fleiss(counts);
    assertThat(kappa.value()).isCloseTo(0.28888888888888903, within(1e-12));
    assertThatIllegalStateException().isThrownBy(() -> kappa.interval(0.95));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kappa.fleiss(new int[][] {{3, 1}, {2, 1}}))
        .withMessageContaining("case 1 by 3");
  }

  @Test
  void mcNemarsExactAndMidP() {
    McNemarTest test = new McNemarTest(12, 4, 66);
    assertThat(test.exactP()).isCloseTo(0.076812744140625, within(1e-12));
    // The exact value less the probability of what was seen, C(16, 4) / 2^16.
    assertThat(test.midP()).isCloseTo(0.076812744140625 - 1820.0 / 65536, within(1e-12));
    assertThat(test.difference()).isCloseTo(8.0 / 66, within(1e-15));
    assertThat(test.interval(0.95).contains(test.difference())).isTrue();
    assertThat(new McNemarTest(0, 0, 5).exactP()).isEqualTo(1);
    assertThat(new McNemarTest(0, 0, 5).midP()).isEqualTo(1);
    assertThat(new McNemarTest(3, 3, 6).exactP()).isEqualTo(1);
    assertThat(new McNemarTest(3, 3, 6).midP()).isCloseTo(1 - 20.0 / 64 / 2, within(1e-12));
  }

  @Test
  void mcNemarLooksAtPositivesForSensitivityAndAtNegativesForSpecificity() {
    boolean[] truth = {true, true, true, false, false};
    boolean[] first = {true, true, false, true, false};
    boolean[] second = {true, false, false, false, false};
    assertThat(McNemarTest.ofSensitivity(first, second, truth)).isEqualTo(new McNemarTest(1, 0, 3));
    assertThat(McNemarTest.ofSpecificity(first, second, truth)).isEqualTo(new McNemarTest(0, 1, 2));
    assertThat(McNemarTest.of(first, second)).isEqualTo(new McNemarTest(2, 0, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> McNemarTest.of(first, new boolean[2]));
    assertThatIllegalArgumentException().isThrownBy(() -> new McNemarTest(3, 3, 5));
  }

  @Test
  void cochransQOfThreeTests() {
    int[][] right = {
      {1, 1, 0}, {1, 0, 0}, {1, 1, 1}, {0, 1, 0}, {1, 1, 0}, {1, 0, 1}, {1, 1, 0}, {0, 0, 0}
    };
    boolean[][] cases = new boolean[right.length][3];
    for (int i = 0; i < right.length; i++) {
      for (int j = 0; j < 3; j++) {
        cases[i][j] = right[i][j] == 1;
      }
    }
    ChiSquareTest q = ChiSquareTest.cochranQ(cases);
    assertThat(q.statistic()).isCloseTo(4.333333333333333, within(1e-12));
    assertThat(q.p()).isCloseTo(0.11455884399268772, within(1e-12));
    assertThat(ChiSquareTest.cochranQ(new boolean[][] {{true, true}, {false, false}}).p())
        .isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChiSquareTest.cochranQ(new boolean[][] {{true}}));
  }
}
