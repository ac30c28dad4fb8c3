package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Subgroups that share lesions; values of numpy by src/test/python/paired.py")
class SubgroupCorrelationTest {

  private static final Offset<Double> EXACT = within(1e-9);

  private final List<Double> scores = new ArrayList<>();
  private final List<Boolean> truth = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private final List<Integer> lesions = new ArrayList<>();

  @Test
  @DisplayName("of areas, where each lesion has an image in each group, are tested as DeLong does")
  void areasAreDeLongs() {
    for (int i = 0; i < 60; i++) {
      boolean positive = i % 3 == 0;
      double base = i * 17 % 61 / 61.0 + (positive ? 0.3 : 0);
      add(rounded(base + 0.2 * (i * 7 % 13 / 13.0)), positive, "dermoscopic", i);
      add(
          rounded(base + 0.35 * (i * 11 % 17 / 17.0) - (i % 9 == 0 ? 0.3 : 0)),
          positive,
          "clinical",
          i);
    }
    SubgroupGap gap = SubgroupGap.auc(rows(), correlation(), 0.95).orElseThrow();

    assertThat(gap.highest()).isEqualTo("dermoscopic");
    assertThat(gap.difference()).isCloseTo(0.706875 - 0.604375, EXACT);
    assertThat(gap.correlation()).isCloseTo(0.9029004077624723, EXACT);
    assertThat(gap.homogeneity().statistic()).isCloseTo(7.656078477169209, EXACT);
    assertThat(gap.homogeneity().p()).isCloseTo(0.0056581357273213055, EXACT);
    assertThat(gap.interval().low()).as("independent groups would contain 0").isPositive();
    assertThat(SubgroupGap.auc(rows(), 0.95).orElseThrow().interval().low()).isNegative();
  }

  @Test
  @DisplayName("of proportions give Newcombe's interval of a paired difference")
  void newcombe() {
    int lesion = 0;
    for (int[] cell : new int[][] {{36, 1, 1}, {12, 1, 0}, {2, 0, 1}}) {
      for (int i = 0; i < cell[0]; i++) {
        add(cell[1], true, "A", lesion);
        add(cell[2], true, "B", lesion++);
      }
    }
    add(0, false, "A", lesion);
    SubgroupGap gap = SubgroupGap.sensitivity(rows(), correlation(), 0.95).orElseThrow();

    assertThat(gap.interval().low()).isCloseTo(0.05692958400323869, EXACT);
    assertThat(gap.interval().high()).isCloseTo(0.3404276029749407, EXACT);
    assertThat(gap.correlation()).isCloseTo(-0.11470786693528089, EXACT);
  }

  @Test
  @DisplayName("allow for several images of a lesion in one group")
  void severalImages() {
    for (int k = 0; k < 48; k++) {
      add(k * 5 % 7 > 1 ? 1 : 0, true, "A", k);
      add(k * 5 % 7 > 1 || k % 4 == 0 ? 1 : 0, true, "A", k);
      add(k * 5 % 7 > 2 && k % 5 > 0 ? 1 : 0, true, "B", k);
    }
    add(0, false, "A", 99);

    assertThat(correlation().sensitivity("A", "B"))
        .isCloseTo(0.5937545378832044, EXACT)
        .isEqualTo(correlation().sensitivity("B", "A"));
  }

  @Test
  @DisplayName("are not correlated without a common lesion, or where a figure has no variance")
  void none() {
    for (int k = 0; k < 24; k++) {
      add(k % 3 / 2.0, k % 2 == 0, k % 4 < 2 ? "A" : "B", k);
    }
    assertThat(correlation().auc("A", "B")).isZero();
    assertThat(SubgroupGap.auc(rows(), correlation(), 0.95))
        .isEqualTo(SubgroupGap.auc(rows(), 0.95));

    for (int k = 0; k < 24; k++) {
      add(1, true, "C", k);
    }
    assertThat(correlation().sensitivity("A", "C")).as("all found").isZero();
    assertThat(correlation().specificity("A", "C")).as("no negative").isZero();
    assertThat(correlation().auc("A", "C")).as("one class").isZero();
    assertThat(correlation().auc("A", "unheard of")).isZero();
  }

  private void add(double score, boolean positive, String group, int lesion) {
    scores.add(score);
    truth.add(positive);
    groups.add(group);
    lesions.add(lesion);
  }

  private static double rounded(double value) {
    return Math.rint(value * 100) / 100;
  }

  private List<SubgroupTable.ClusteredRow> rows() {
    return SubgroupTable.rows(binary(), groups, 0.5, Clusters.of(lesions));
  }

  private SubgroupCorrelation correlation() {
    return SubgroupCorrelation.of(binary(), groups, 0.5, Clusters.of(lesions));
  }

  private BinaryScores binary() {
    boolean[] positive = new boolean[truth.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = truth.get(i);
    }
    return BinaryScores.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), positive);
  }
}
