package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HierarchicalScoreTest {
  /** root 0; benign 1 with nevus 3 and keratosis 4; malignant 2 with melanoma 5. */
  private static final int[] PARENTS = {-1, 0, 0, 1, 1, 2};

  @Test
  void aSharedParentIsHalfRight() {
    // Nevus for keratosis shares "benign" of {benign, nevus} and {benign, keratosis}.
    HierarchicalScore score = HierarchicalScore.of(PARENTS, new int[] {4}, new int[] {3});
    assertThat(score).isEqualTo(new HierarchicalScore(0.5, 0.5));
    assertThat(HierarchicalScore.of(PARENTS, new int[] {4}, new int[] {5}).f(1)).isZero();
    assertThat(HierarchicalScore.of(PARENTS, new int[] {4}, new int[] {4}).f(1)).isEqualTo(1);
  }

  @Test
  void aCoarserPredictionIsPreciseButLacksRecall() {
    HierarchicalScore score = HierarchicalScore.of(PARENTS, new int[] {5, 3}, new int[] {2, 3});
    assertThat(score.precision()).isEqualTo(1);
    assertThat(score.recall()).isEqualTo(0.75);
    assertThat(score.f(1)).isCloseTo(1.5 / 1.75, within(1e-15));
  }

  @Test
  void withoutASingleRootEveryNodeCounts() {
    int[] forest = {-1, -1, 0, 1};
    assertThat(HierarchicalScore.of(forest, new int[] {2, 2}, new int[] {0, 3}))
        .isEqualTo(new HierarchicalScore(1.0 / 3, 0.25));
  }

  @Test
  void rejectsWhatIsNoTree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HierarchicalScore.of(new int[] {1, 0}, new int[] {0}, new int[] {1}))
        .withMessageContaining("cycle");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HierarchicalScore.of(PARENTS, new int[] {6}, new int[] {0}))
        .withMessageContaining("actual[0] is 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HierarchicalScore.of(new int[] {-1, 9}, new int[] {0}, new int[] {0}))
        .withMessageContaining("parents[1] is 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HierarchicalScore.of(PARENTS, new int[0], new int[0]));
  }
}
