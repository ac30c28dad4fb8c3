package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiseaseTaxonomyTest {

  private static final List<List<String>> PATHS =
      List.of(
          List.of("Malignant", "Melanoma", "Invasive"),
          List.of("Malignant", "Melanoma", "In situ"),
          List.of("Malignant", "Carcinoma"),
          List.of("Benign", "Nevus"));

  private final DiseaseTaxonomy tree = DiseaseTaxonomy.fromPaths(PATHS, "skin disease");

  private DiseaseNode node(String id) {
    return tree.require(id);
  }

  @Test
  void nodesComeInPreOrderWithSiblingsByName() {
    assertThat(tree.nodes())
        .extracting(DiseaseNode::name)
        .containsExactly(
            "skin disease",
            "Benign",
            "Nevus",
            "Malignant",
            "Carcinoma",
            "Melanoma",
            "In situ",
            "Invasive");
    assertThat(tree.size()).isEqualTo(8);
    assertThat(tree.leaves())
        .extracting(DiseaseNode::name)
        .containsExactly("Nevus", "Carcinoma", "In situ", "Invasive");
  }

  @Test
  void theOrderOfTheInputHasNoEffect() {
    List<List<String>> shuffled = new ArrayList<>(PATHS);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      DiseaseTaxonomy other = DiseaseTaxonomy.fromPaths(shuffled, "skin disease");
      assertThat(other).isEqualTo(tree).hasSameHashCodeAs(tree);
      assertThat(other.contentHash()).isEqualTo(tree.contentHash());
    }
  }

  @Test
  void theContentHashIsTheSameInEverySession() {
    assertThat(tree.contentHash())
        .isEqualTo("a6a7e5b200003e4616ce80c64a396d088bc5342d150939bb7ffacb0653a063d9");
  }

  @Test
  void theContentHashChangesWithASynonymAndWithAPlace() {
    DiseaseTaxonomy plain =
        DiseaseTaxonomy.builder()
            .addRoot(DiseaseNode.of("r", "r"))
            .add(DiseaseNode.of("a", "a"), "r")
            .add(DiseaseNode.of("b", "b"), "r")
            .build();
    DiseaseTaxonomy synonym =
        DiseaseTaxonomy.builder()
            .addRoot(DiseaseNode.of("r", "r"))
            .add(new DiseaseNode("a", "a", List.of("alpha"), List.of()), "r")
            .add(DiseaseNode.of("b", "b"), "r")
            .build();
    DiseaseTaxonomy deeper =
        DiseaseTaxonomy.builder()
            .addRoot(DiseaseNode.of("r", "r"))
            .add(DiseaseNode.of("a", "a"), "r")
            .add(DiseaseNode.of("b", "b"), "a")
            .build();
    assertThat(List.of(plain.contentHash(), synonym.contentHash(), deeper.contentHash()))
        .doesNotHaveDuplicates();
    assertThat(plain).isNotEqualTo(synonym).isNotEqualTo(deeper);
  }

  @Test
  void nodesAreFoundByIdPathAndName() {
    DiseaseNode melanoma = node("Malignant > Melanoma");
    assertThat(tree.find("Malignant > Melanoma")).contains(melanoma);
    assertThat(tree.findPath(List.of("Malignant", "Melanoma"))).contains(melanoma);
    assertThat(tree.findPath(List.of("skin disease", "Malignant", "Melanoma"))).contains(melanoma);
    assertThat(tree.findPath(List.of("Melanoma"))).isEmpty();
    assertThat(tree.findPath(List.of())).isEmpty();
    assertThat(tree.findByName("Melanoma")).contains(melanoma);
    assertThat(tree.findByName("Wart")).isEmpty();
    assertThat(tree.path(melanoma)).containsExactly("skin disease", "Malignant", "Melanoma");
  }

  @Test
  void anUnknownIdIsAnsweredWithWhatItMayHaveMeant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.require("Malignant > melanomma"))
        .withMessageContaining("'Malignant > melanomma'")
        .withMessageContaining("did you mean 'Malignant > Melanoma'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.require("nevus"))
        .withMessageContaining("did you mean 'Benign > Nevus'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.require("hyperkeratosis"))
        .withMessageContaining("no id or name is similar");
  }

  @Test
  void aNameOfSeveralNodesIsRefusedWithAllCandidates() {
    DiseaseTaxonomy twice =
        DiseaseTaxonomy.fromPaths(List.of(List.of("r", "a", "Other"), List.of("r", "b", "Other")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twice.findByName("Other"))
        .withMessageContaining("'r > a > Other', 'r > b > Other'");
  }

  @Test
  void aSynonymFindsItsNodeWhereNoNameDoes() {
    assertThat(PaperTaxonomy.tree().findByName("benign melanocyte"))
        .contains(PaperTaxonomy.nine().get(7));
  }

  @Test
  void relationsFollowTheTree() {
    DiseaseNode malignant = node("Malignant");
    DiseaseNode melanoma = node("Malignant > Melanoma");
    DiseaseNode inSitu = node("Malignant > Melanoma > In situ");
    DiseaseNode carcinoma = node("Malignant > Carcinoma");
    assertThat(tree.parent(inSitu)).contains(melanoma);
    assertThat(tree.parent(tree.root())).isEmpty();
    assertThat(tree.children(malignant)).containsExactly(carcinoma, melanoma);
    assertThat(tree.children(inSitu)).isEmpty();
    assertThat(tree.isLeaf(inSitu)).isTrue();
    assertThat(tree.isLeaf(melanoma)).isFalse();
    assertThat(tree.ancestors(inSitu)).containsExactly(melanoma, malignant, tree.root());
    assertThat(tree.descendantsAndSelf(malignant)).hasSize(5).startsWith(malignant);
    assertThat(tree.isAncestorOrSelf(malignant, inSitu)).isTrue();
    assertThat(tree.isAncestorOrSelf(inSitu, inSitu)).isTrue();
    assertThat(tree.isAncestorOrSelf(inSitu, malignant)).isFalse();
    assertThat(tree.isAncestorOrSelf(carcinoma, melanoma)).isFalse();
    assertThat(tree.lowestCommonAncestor(inSitu, carcinoma)).isEqualTo(malignant);
    assertThat(tree.lowestCommonAncestor(carcinoma, inSitu)).isEqualTo(malignant);
    assertThat(tree.lowestCommonAncestor(melanoma, inSitu)).isEqualTo(melanoma);
    assertThat(tree.lowestCommonAncestor(node("Benign > Nevus"), inSitu)).isEqualTo(tree.root());
    assertThat(tree.depth(inSitu)).isEqualTo(3);
    assertThat(tree.height()).isEqualTo(3);
    assertThat(tree.level(1)).extracting(DiseaseNode::name).containsExactly("Benign", "Malignant");
  }

  @Test
  void aLevelThatDoesNotExistIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.level(4))
        .withMessageContaining("level 4")
        .withMessageContaining("0 to 3");
    assertThatIllegalArgumentException().isThrownBy(() -> tree.level(-1));
  }

  @Test
  void aCommonRootIsNotDoubled() {
    assertThat(DiseaseTaxonomy.fromPaths(List.of(List.of("r", "a")), "r"))
        .isEqualTo(DiseaseTaxonomy.fromPaths(List.of(List.of("r", "a"))));
    assertThat(DiseaseTaxonomy.fromPaths(List.of(List.of("r", "a")), "top").height()).isEqualTo(2);
  }

  @Test
  void aBuilderOfATreeMakesTheSameTree() {
    assertThat(tree.toBuilder().build()).isEqualTo(tree);
  }

  @Test
  void renamingANodeKeepsTheOldNameAsASynonym() {
    DiseaseNode mole = DiseaseNode.of("n", "Mole").withName("Nevus");
    assertThat(mole.name()).isEqualTo("Nevus");
    assertThat(mole.synonyms()).containsExactly("Mole");
    assertThat(mole.withName("Mole").synonyms()).containsExactly("Nevus");
  }

  @Test
  void aChainOfOneHundredThousandNodesIsBuiltAndAsked() {
    List<String> chain = new ArrayList<>();
    for (int i = 0; i <= 100_000; i++) {
      chain.add("n" + i);
    }
    DiseaseTaxonomy deep = DiseaseTaxonomy.fromPaths(List.of(chain));
    DiseaseNode last = deep.leaves().get(0);
    assertThat(deep.height()).isEqualTo(100_000);
    assertThat(deep.path(last)).isEqualTo(chain);
    assertThat(deep.findPath(chain)).contains(last);
    assertThat(deep.lowestCommonAncestor(deep.root(), last)).isEqualTo(deep.root());
    assertThat(last.id()).hasSizeLessThan(1_100).endsWith("n100000");
    assertThat(deep.contentHash()).hasSize(64);
  }

  @Test
  void anInvalidInputIsRefusedWithItsReport() {
    assertThatExceptionOfType(InvalidTaxonomyException.class)
        .isThrownBy(() -> DiseaseTaxonomy.fromPaths(PATHS))
        .withMessageContaining("2 roots: 'Malignant', 'Benign'")
        .satisfies(e -> assertThat(e.report().errors()).hasSize(1));
  }
}
