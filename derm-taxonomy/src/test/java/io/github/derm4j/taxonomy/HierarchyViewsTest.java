package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Probabilities of the whole tree, costs of confusions, soft targets. */
class HierarchyViewsTest {

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("skin", "benign", "melanocytic", "blue"),
              List.of("skin", "benign", "melanocytic", "spitz"),
              List.of("skin", "benign", "wart"),
              List.of("skin", "malignant", "melanoma"),
              List.of("skin", "rare")));

  private DiseaseNode node(String name) {
    return tree.findByName(name).orElseThrow();
  }

  /** Classes: own images of benign, melanocytic (with blue and spitz), wart, melanoma. */
  private final DiseasePartition partition =
      DiseasePartitioner.withMaxClassSize(10)
          .partition(
              DiseaseCounts.builder(tree)
                  .add(node("benign"), 4)
                  .add(node("blue"), 5)
                  .add(node("spitz"), 5)
                  .add(node("wart"), 8)
                  .add(node("melanoma"), 30)
                  .build());

  @Test
  void everyNodeHasTheSumOfTheClassesBelowIt() {
    TreeProbabilities p =
        TreeProbabilities.of(partition, new float[] {0.125f, 0.5f, 0.25f, 0.125f});
    assertThat(p.probability(tree.root())).hasValue(1);
    assertThat(p.probability(node("benign"))).hasValue(0.875);
    assertThat(p.probability(node("melanocytic"))).hasValue(0.5);
    assertThat(p.probability(node("malignant"))).hasValue(0.125);
    assertThat(p.probability(node("rare"))).hasValue(0);
    assertThat(p.probability(node("blue"))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreeProbabilities.of(partition, new float[3]))
        .withMessageContaining("3 values for 4 training classes");
  }

  @Test
  void theMostSpecificAnswerIsAsPreciseAsTheProbabilitiesAllow() {
    TreeProbabilities p =
        TreeProbabilities.of(partition, new float[] {0.125f, 0.5f, 0.25f, 0.125f});
    assertThat(p.mostSpecific(0.9)).isEqualTo(tree.root());
    assertThat(p.mostSpecific(0.875)).isEqualTo(node("benign"));
    assertThat(p.mostSpecific(0.51)).isEqualTo(node("benign"));
    assertThat(p.mostSpecific(0.5)).isEqualTo(node("melanocytic"));
    assertThat(p.mostSpecific(0.01)).isEqualTo(node("melanocytic"));
    for (double bad : new double[] {0, -1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> p.mostSpecific(bad))
          .withMessageContaining("" + bad);
    }
  }

  @Test
  void aConfusionCostsTheEdgesBetweenTwoClasses() {
    assertThat(tree.distance(node("blue"), node("melanoma"))).isEqualTo(5);
    assertThat(tree.distance(node("blue"), node("benign"))).isEqualTo(2);
    assertThat(tree.distance(node("blue"), node("blue"))).isZero();
    assertThat(HierarchicalCost.EDGES.matrix(partition))
        .isDeepEqualTo(new double[][] {{0, 2, 2, 4}, {2, 0, 2, 4}, {2, 2, 0, 4}, {4, 4, 4, 0}});
  }

  @Test
  void aConfusionCostsTheHeightOfTheCommonAncestor() {
    assertThat(HierarchicalCost.COMMON_ANCESTOR_HEIGHT.matrix(partition))
        .isDeepEqualTo(
            new double[][] {{0, 0.5, 0.5, 1}, {0.5, 0, 0.5, 1}, {0.5, 0.5, 0, 1}, {1, 1, 1, 0}});
  }

  @Test
  void softTargetsFallWithTheCost() {
    float[] target = LabelSmoothing.of(partition, HierarchicalCost.EDGES, 1).target(2);
    double total = 1 + 2 * Math.exp(-2) + Math.exp(-4);
    assertThat(target)
        .containsExactly(
            new float[] {
              (float) (Math.exp(-2) / total),
              (float) (Math.exp(-2) / total),
              (float) (1 / total),
              (float) (Math.exp(-4) / total)
            },
            within(1e-7f));
  }

  @Test
  void theLimitsOfBetaAreOneHotAndUniform() {
    assertThat(LabelSmoothing.of(partition, HierarchicalCost.EDGES, 0).target(0))
        .containsOnly(0.25f);
    assertThat(LabelSmoothing.of(partition, HierarchicalCost.EDGES, 1e4).target(3))
        .containsExactly(0f, 0f, 0f, 1f);
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LabelSmoothing.of(partition, HierarchicalCost.EDGES, bad));
    }
  }
}
