package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "McNemar's test of clusters; values of scipy and statsmodels by src/test/python/paired.py")
class ClusteredMcNemarTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void threeImagesOfEachLesion() {
    ClusteredMcNemar test =
        ClusteredMcNemar.of(
            answers(36, i -> i * 7 % 12 < 9), answers(36, i -> (i * 5 + i / 3) % 11 < 6), by(36));

    assertThat(test.counts()).isEqualTo(new McNemarTest(14, 7, 36));
    assertThat(test.clusters()).isEqualTo(12);
    assertThat(test.exactP()).isCloseTo(0.1953125, EXACT);
    assertThat(test.midP()).isCloseTo(0.13671875, EXACT);
    assertThat(test.designEffect()).isEqualTo(1);
    assertThat(test.interval(0.95).low()).isCloseTo(-0.05611487177015392, EXACT);
    assertThat(test.interval(0.95).high()).isCloseTo(0.42453592440173293, EXACT);
  }

  @Test
  void imagesOfALesionAreAlike() {
    ClusteredMcNemar test =
        ClusteredMcNemar.of(
            answers(36, i -> i / 3 % 4 > 0), answers(36, i -> i / 3 % 3 > 0), by(36));

    assertThat(test.exactP()).isCloseTo(1, EXACT);
    assertThat(test.midP()).isCloseTo(0.6875, EXACT);
    assertThat(test.designEffect()).isCloseTo(3.1818181818181808, EXACT);
    assertThat(test.interval(0.95).low()).isCloseTo(-0.3087266373377533, EXACT);
    assertThat(test.interval(0.95).high()).isCloseTo(0.45035753862530703, EXACT);
  }

  @Test
  void isTheSimpleTestOfSingleCases() {
    boolean[] first = answers(18, i -> i * 7 % 12 < 9);
    boolean[] second = answers(18, i -> i * 5 % 11 < 6);
    McNemarTest simple = McNemarTest.of(first, second);
    ClusteredMcNemar test =
        ClusteredMcNemar.of(
            first, second, Clusters.of(IntStream.range(0, 18).map(i -> 7 * i).toArray()));

    assertThat(test.exactP()).isCloseTo(0.453125, EXACT).isCloseTo(simple.exactP(), EXACT);
    assertThat(test.midP()).isCloseTo(0.2890625, EXACT).isCloseTo(simple.midP(), EXACT);
    assertThat(test.interval(0.95)).isEqualTo(simple.interval(0.95));
  }

  @Test
  void equalAnswers() {
    boolean[] answers = answers(6, i -> i % 2 == 0);
    ClusteredMcNemar test = ClusteredMcNemar.of(answers, answers, by(6));

    assertThat(test.exactP()).isEqualTo(1);
    assertThat(test.midP()).isEqualTo(1);
    // Two lesions count as two cases: not more than (1 ± …) of them.
    assertThat(test.interval(0.95)).isEqualTo(new McNemarTest(0, 0, 2).interval(0.95));
  }

  @Test
  void oneClusterAndOneClass() {
    boolean[] right = answers(3, i -> true);
    boolean[] wrong = answers(3, i -> false);
    ClusteredMcNemar one = ClusteredMcNemar.ofSensitivity(right, wrong, right, by(3));

    assertThat(one.exactP()).as("one lesion can't tell two tests apart").isEqualTo(1);
    assertThat(one.interval(0.95)).isEqualTo(new McNemarTest(1, 0, 1).interval(0.95));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusteredMcNemar.ofSpecificity(right, wrong, right, by(3)));
  }

  @Test
  void manyCases() {
    ClusteredMcNemar test =
        ClusteredMcNemar.of(
            answers(12_000, i -> i % 3 == 0), answers(12_000, i -> i % 2 == 0), by(12_000));

    assertThat(test.exactP()).isBetween(0.0, 1e-9);
    assertThat(test.difference()).isCloseTo(1 / 3.0 - 1 / 2.0, EXACT);
  }

  private static Clusters by(int cases) {
    return Clusters.of(IntStream.range(0, cases).map(i -> i / 3).toArray());
  }

  private static boolean[] answers(int cases, IntPredicate right) {
    boolean[] answers = new boolean[cases];
    IntStream.range(0, cases).forEach(i -> answers[i] = right.test(i));
    return answers;
  }
}
