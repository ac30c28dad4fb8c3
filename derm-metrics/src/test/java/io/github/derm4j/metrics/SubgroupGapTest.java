package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "The largest difference between subgroups; values of statsmodels by src/test/python/subgroups.py")
class SubgroupGapTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void sensitivitiesOfIndependentCases() {
    SubgroupGap gap =
        SubgroupGap.sensitivity(rows(new int[] {18, 9, 14}, new int[] {20, 15, 16}, 1), 0.95)
            .orElseThrow();

    assertThat(gap.highest()).isEqualTo("A");
    assertThat(gap.lowest()).isEqualTo("B");
    assertThat(gap.difference()).isCloseTo(0.3, EXACT);
    assertThat(gap.interval().low()).isCloseTo(0.015184933493806563, EXACT);
    assertThat(gap.interval().high()).isCloseTo(0.5530313606102373, EXACT);
    assertThat(gap.homogeneity().statistic()).isCloseTo(5.641097560975609, EXACT);
    assertThat(gap.homogeneity().degreesOfFreedom()).isEqualTo(2);
    assertThat(gap.homogeneity().p()).isCloseTo(0.05957324110444541, EXACT);
  }

  @Test
  void everyPositiveFoundInOneGroup() {
    SubgroupGap gap =
        SubgroupGap.sensitivity(rows(new int[] {30, 11, 10}, new int[] {30, 20, 25}, 1), 0.95)
            .orElseThrow();

    assertThat(gap.interval().low()).isCloseTo(0.37643314039738995, EXACT);
    assertThat(gap.interval().high()).isCloseTo(0.7659669762225203, EXACT);
    assertThat(gap.homogeneity().p()).isCloseTo(4.376967557756003e-6, EXACT);
  }

  @Test
  void equalGroupsDoNotDiffer() {
    SubgroupGap gap =
        SubgroupGap.sensitivity(rows(new int[] {12, 12}, new int[] {12, 12}, 1), 0.95)
            .orElseThrow();

    assertThat(gap.highest()).isEqualTo("A");
    assertThat(gap.lowest()).isEqualTo("B");
    assertThat(gap.difference()).isZero();
    assertThat(gap.interval().high()).isCloseTo(0.24249400665524112, EXACT);
    assertThat(gap.homogeneity().p()).isEqualTo(1);
  }

  /** Every case four times in one cluster says no more than the case once. */
  @Test
  void copiesAddNothing() {
    SubgroupGap once =
        SubgroupGap.sensitivity(rows(new int[] {18, 9, 14}, new int[] {20, 15, 16}, 1), 0.95)
            .orElseThrow();
    SubgroupGap copied =
        SubgroupGap.sensitivity(rows(new int[] {18, 9, 14}, new int[] {20, 15, 16}, 4), 0.95)
            .orElseThrow();

    assertThat(copied.difference()).isCloseTo(once.difference(), EXACT);
    assertThat(copied.homogeneity().p()).isCloseTo(once.homogeneity().p(), within(0.01));
    assertThat(copied.interval().low()).isCloseTo(once.interval().low(), within(0.01));
  }

  @Test
  void areas() {
    List<Double> scores = new ArrayList<>();
    List<Boolean> truth = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int group = 0; group < 3; group++) {
      for (int i = 0; i < 40; i++) {
        scores.add((i * (17 + 6 * group) + 11 * group) % 41 / 41.0 + 0.25 * (i % 2));
        truth.add(i % 2 == 1);
        groups.add("group " + group);
      }
    }
    boolean[] positive = new boolean[truth.size()];
    IntStream.range(0, positive.length).forEach(i -> positive[i] = truth.get(i));
    SubgroupGap gap =
        SubgroupGap.auc(
                SubgroupTable.rows(
                    BinaryScores.of(
                        scores.stream().mapToDouble(Double::doubleValue).toArray(), positive),
                    groups,
                    0.5,
                    single(positive.length)),
                0.95)
            .orElseThrow();

    assertThat(gap.highest()).isEqualTo("group 1");
    assertThat(gap.lowest()).isEqualTo("group 0");
    assertThat(gap.difference()).isCloseTo(0.0775, within(1e-10));
    assertThat(gap.interval().low()).isCloseTo(-0.15537938039114862, within(1e-10));
    assertThat(gap.interval().high()).isCloseTo(0.31037938039114865, within(1e-10));
    assertThat(gap.homogeneity().statistic()).isCloseTo(0.5166666568400056, within(1e-10));
    assertThat(gap.homogeneity().p()).isCloseTo(0.7723377470748317, within(1e-10));
  }

  @Test
  void smallAndUnknownGroupsAreNotCompared() {
    assertThat(SubgroupGap.sensitivity(rows(new int[] {18, 9}, new int[] {20, 9}, 1), 0.95))
        .isEmpty();
    assertThat(SubgroupGap.specificity(rows(new int[] {18, 9}, new int[] {20, 15}, 1), 0.95))
        .as("one negative")
        .isEmpty();
    List<SubgroupTable.ClusteredRow> unknown =
        SubgroupTable.rows(
            scores(new int[] {18, 9}, new int[] {20, 15}, 1),
            IntStream.range(0, 36).mapToObj(i -> i < 20 ? "A" : "").toList(),
            0.5,
            single(36));
    assertThat(SubgroupGap.sensitivity(unknown, 0.95)).isEmpty();
  }

  @Test
  void refusesALevelOutsideTheRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubgroupGap.sensitivity(List.of(), 95))
        .withMessageContaining("95");
  }

  /** Groups A, B, … of positives with as many hits, and one negative of group A. */
  private static List<SubgroupTable.ClusteredRow> rows(int[] hits, int[] cases, int copies) {
    List<String> groups = new ArrayList<>();
    for (int g = 0; g < cases.length; g++) {
      for (int i = 0; i < cases[g] * copies; i++) {
        groups.add(Character.toString('A' + g));
      }
    }
    groups.add("A");
    return SubgroupTable.rows(
        scores(hits, cases, copies),
        groups,
        0.5,
        Clusters.of(IntStream.range(0, groups.size()).map(i -> i / copies).toArray()));
  }

  private static BinaryScores scores(int[] hits, int[] cases, int copies) {
    List<Double> scores = new ArrayList<>();
    for (int g = 0; g < cases.length; g++) {
      for (int i = 0; i < cases[g] * copies; i++) {
        scores.add(i < hits[g] * copies ? 0.9 : 0.1);
      }
    }
    scores.add(0.1);
    boolean[] positive = new boolean[scores.size()];
    Arrays.fill(positive, 0, positive.length - 1, true);
    return BinaryScores.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), positive);
  }

  private static Clusters single(int cases) {
    return Clusters.of(IntStream.range(0, cases).toArray());
  }
}
