package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiseasePartitionerTest {

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("skin", "benign", "nevus", "blue"),
              List.of("skin", "benign", "wart"),
              List.of("skin", "malignant", "melanoma"),
              List.of("skin", "rare", "never seen")));

  private final DiseaseCounts counts =
      DiseaseCounts.of(
          tree,
          Map.of(
              node("skin > benign"), 7,
              node("skin > benign > nevus"), 60,
              node("skin > benign > nevus > blue"), 40,
              node("skin > benign > wart"), 30,
              node("skin > malignant > melanoma"), 500));

  private DiseaseNode node(String id) {
    return tree.require(id);
  }

  @Test
  void countsAreSummedOverSubtrees() {
    assertThat(counts.own(node("skin > benign"))).isEqualTo(7);
    assertThat(counts.subtree(node("skin > benign"))).isEqualTo(137);
    assertThat(counts.subtree(node("skin > rare"))).isZero();
    assertThat(counts.total()).isEqualTo(637).isEqualTo(counts.subtree(tree.root()));
  }

  @Test
  void theExhaustiveRulePutsEveryImageIntoOneClass() {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(100).partition(counts);
    assertThat(partition.classes())
        .extracting(TrainingClass::id, TrainingClass::images, TrainingClass::kind)
        .containsExactly(
            tuple("skin > benign#own", 7L, TrainingClass.Kind.OWN_IMAGES),
            tuple("skin > benign > nevus", 100L, TrainingClass.Kind.SUBTREE),
            tuple("skin > benign > wart", 30L, TrainingClass.Kind.SUBTREE),
            tuple("skin > malignant > melanoma", 500L, TrainingClass.Kind.LARGE_LEAF));
    assertThat(partition.dropped()).isEmpty();
    assertThat(partition.classes().get(0).name()).isEqualTo("benign (own images)");
    assertThat(partition.classes().get(1).nodes())
        .containsExactly(node("skin > benign > nevus"), node("skin > benign > nevus > blue"));
  }

  @Test
  void theIdOfOwnImagesIsNeverTheIdOfANode() {
    DiseaseTaxonomy odd =
        DiseaseTaxonomy.builder()
            .addRoot(DiseaseNode.of("a", "a"))
            .add(DiseaseNode.of("a#own", "b"), "a")
            .build();
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(1).partition(DiseaseCounts.ofLabels(odd, odd.nodes()));
    assertThat(partition.classes())
        .extracting(TrainingClass::id)
        .containsExactly("a#own#own", "a#own");
  }

  @Test
  void theLiteralRuleReportsWhatItLoses() {
    DiseasePartition partition =
        DiseasePartitioner.withMaxClassSize(100).withRule(PartitionRule.LITERAL).partition(counts);
    assertThat(partition.classes())
        .extracting(TrainingClass::id)
        .containsExactly("skin > benign > nevus > blue", "skin > benign > wart");
    assertThat(partition.dropped())
        .containsExactly(
            new DroppedImages(node("skin > benign"), 7),
            new DroppedImages(node("skin > benign > nevus"), 60),
            new DroppedImages(node("skin > malignant > melanoma"), 500));
    assertThat(partition.statistics().droppedImages()).isEqualTo(567);
  }

  @Test
  void aSizeEqualToTheMaximumIsAllowedUnlessStrictlyBelow() {
    DiseasePartitioner atMost = DiseasePartitioner.withMaxClassSize(100);
    assertThat(atMost.partition(counts).classOf(node("skin > benign > nevus"))).hasValue(1);
    DiseasePartition strict = atMost.withStrictMaximum().partition(counts);
    assertThat(strict.isStrict()).isTrue();
    assertThat(strict.classes())
        .extracting(TrainingClass::id)
        .containsExactly(
            "skin > benign#own",
            "skin > benign > nevus#own",
            "skin > benign > nevus > blue",
            "skin > benign > wart",
            "skin > malignant > melanoma");
  }

  @Test
  void aTreeThatFitsIsOneClass() {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(1000).partition(counts);
    assertThat(partition.classes()).hasSize(1);
    assertThat(partition.classes().get(0).nodes()).isEqualTo(tree.nodes());
  }

  @Test
  void aNodeWithoutImagesBelongsToTheClassThatBoundsIt() {
    DiseaseCounts sparse = DiseaseCounts.of(tree, Map.of(node("skin > benign > wart"), 5L));
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(10).partition(sparse);
    assertThat(partition.classOf(node("skin > rare > never seen"))).hasValue(0);

    DiseasePartition finer = DiseasePartitioner.withMaxClassSize(100).partition(counts);
    assertThat(finer.classOf(node("skin > rare > never seen"))).isEmpty();
    assertThat(finer.classOf(tree.root())).isEmpty();
    assertThat(finer.classOf(node("skin > benign > nevus > blue"))).hasValue(1);
  }

  @Test
  void aPersonCanReadTheTable() {
    assertThat(DiseasePartitioner.withMaxClassSize(100).partition(counts).toTable())
        .isEqualTo(
            """
            class   images  nodes  kind        path
                0        7      1  own images  skin > benign
                1      100      2  subtree     skin > benign > nevus
                2       30      1  subtree     skin > benign > wart
                3      500      1  large leaf  skin > malignant > melanoma
            4 classes (exhaustive, n <= 100): 637 images, mean 159.3, median 65.0, largest 500; dropped 0 images
            """);
  }

  @Test
  void statisticsTellHowEvenTheClassesAre() {
    PartitionStatistics statistics =
        DiseasePartitioner.withMaxClassSize(100).partition(counts).statistics();
    assertThat(statistics.classes()).isEqualTo(4);
    assertThat(statistics.mean()).isEqualTo(637 / 4.0);
    assertThat(statistics.median()).isEqualTo(65);
    assertThat(statistics.smallest()).isEqualTo(7);
    assertThat(statistics.largest()).isEqualTo(500);
    assertThat(statistics.imbalance()).isEqualTo(500 / 7.0);
    assertThat(statistics.evenness()).isBetween(0.4, 0.6);
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiseasePartitioner.withMaxClassSize(0))
        .withMessageContaining("maxClassSize is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DiseasePartitioner.withMaxClassSize(5)
                    .partition(DiseaseCounts.builder(tree).build()))
        .withMessageContaining("no image");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiseaseCounts.of(tree, Map.of(tree.root(), -1)))
        .withMessageContaining("is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiseaseCounts.of(tree, Map.of(tree.root(), 1.5)))
        .withMessageContaining("images are whole");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiseaseCounts.of(tree, Map.of(DiseaseNode.of("x", "x"), 1)))
        .withMessageContaining("'x'");
  }
}
