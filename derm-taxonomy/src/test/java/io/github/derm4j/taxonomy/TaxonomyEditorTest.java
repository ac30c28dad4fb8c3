package io.github.derm4j.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaxonomyEditorTest {

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.builder()
          .addRoot(DiseaseNode.of("skin", "skin disease"))
          .add(DiseaseNode.of("ben", "benign"), "skin")
          .add(new DiseaseNode("nv", "nevus", List.of("mole"), List.of("ICD:D22")), "ben")
          .add(DiseaseNode.of("blue", "blue nevus"), "nv")
          .add(new DiseaseNode("nv2", "naevus", List.of(), List.of("MESH:1")), "ben")
          .add(DiseaseNode.of("spitz", "Spitz naevus"), "nv2")
          .add(DiseaseNode.of("mal", "malignant"), "skin")
          .build();

  @Test
  void aRenamedNodeKeepsItsIdAndItsOldName() {
    DiseaseTaxonomy renamed = tree.edit().rename("nv", "melanocytic nevus").apply();
    assertThat(renamed.require("nv").name()).isEqualTo("melanocytic nevus");
    assertThat(renamed.findByName("nevus")).contains(renamed.require("nv"));
    assertThat(tree.require("nv").name()).isEqualTo("nevus");
  }

  @Test
  void aPrunedNodeTakesItsDescendantsAlong() {
    DiseaseTaxonomy pruned = tree.edit().prune("ben").apply();
    assertThat(pruned.nodes()).extracting(DiseaseNode::id).containsExactly("skin", "mal");
  }

  @Test
  void mergedNodesShareChildrenNamesAndReferences() {
    DiseaseTaxonomy merged = tree.edit().merge("nv", List.of("nv2")).apply();
    assertThat(merged.find("nv2")).isEmpty();
    assertThat(merged.require("nv"))
        .isEqualTo(
            new DiseaseNode(
                "nv", "nevus", List.of("mole", "naevus"), List.of("ICD:D22", "MESH:1")));
    assertThat(merged.children(merged.require("nv")))
        .extracting(DiseaseNode::id)
        .containsExactly("spitz", "blue");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.edit().merge("nv", List.of("nv2")).rename("nv2", "x"))
        .withMessageContaining("merged into 'nv'");
    assertThatIllegalArgumentException().isThrownBy(() -> tree.edit().merge("nv", List.of("nv")));
  }

  @Test
  void mergesMayFollowEachOther() {
    DiseaseTaxonomy merged =
        tree.edit().merge("nv2", List.of("spitz")).merge("nv", List.of("nv2")).apply();
    assertThat(merged.leaves()).extracting(DiseaseNode::id).containsExactly("blue", "mal");
    assertThat(merged.findByName("Spitz naevus")).contains(merged.require("nv"));
  }

  @Test
  void aMergeIntoANodeBelowIsReportedAsACycle() {
    assertThatExceptionOfType(InvalidTaxonomyException.class)
        .isThrownBy(() -> tree.edit().merge("blue", List.of("nv")).prune("mal").apply())
        .satisfies(
            e ->
                assertThat(e.report().errors())
                    .extracting(TaxonomyProblem::kind)
                    .contains(TaxonomyProblem.Kind.CYCLE));
  }

  @Test
  void aTreeIsGraftedBelowANode() {
    DiseaseTaxonomy other =
        DiseaseTaxonomy.builder()
            .addRoot(DiseaseNode.of("mel", "melanoma"))
            .add(DiseaseNode.of("lm", "lentigo maligna"), "mel")
            .build();
    DiseaseTaxonomy grafted = tree.edit().graft("mal", other).apply();
    assertThat(grafted.path(grafted.require("lm")))
        .containsExactly("skin disease", "malignant", "melanoma", "lentigo maligna");
    assertThat(grafted.subtree(grafted.require("mel"))).isEqualTo(other);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.edit().graft("mal", tree))
        .withMessageContaining("[skin, ben, nv");
  }

  @Test
  void aSubtreeIsATree() {
    DiseaseTaxonomy nevi = tree.subtree(tree.require("nv"));
    assertThat(nevi.root().id()).isEqualTo("nv");
    assertThat(nevi.size()).isEqualTo(2);
    assertThat(tree.subtree(tree.root())).isEqualTo(tree);
  }

  @Test
  void unknownNodesAndAPrunedRootAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.edit().prune("nevos"))
        .withMessageContaining("did you mean 'nv'");
    assertThatExceptionOfType(InvalidTaxonomyException.class)
        .isThrownBy(() -> tree.edit().prune("skin").apply());
  }
}
