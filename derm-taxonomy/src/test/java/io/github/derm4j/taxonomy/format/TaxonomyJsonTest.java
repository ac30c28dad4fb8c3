package io.github.derm4j.taxonomy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.PartitionRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaxonomyJsonTest {

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.builder()
          .addRoot(DiseaseNode.of("skin", "skin disease"))
          .add(
              new DiseaseNode(
                  "mel", "melanoma", List.of("malignant melanoma"), List.of("ICD10CM:C43")),
              "skin")
          .add(DiseaseNode.of("nv", "naevus \"é\""), "skin")
          .build();

  private final DiseasePartition partition =
      DiseasePartitioner.withMaxClassSize(10)
          .partition(
              DiseaseCounts.of(
                  tree, Map.of(tree.root(), 3, tree.require("mel"), 20, tree.require("nv"), 5)));

  @Test
  void aTreeIsWrittenAsDocumented() {
    assertThat(TaxonomyJson.write(tree))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                """
            {
              "format" : "derm4j-taxonomy",
              "version" : 1,
              "contentHash" : "%s",
              "nodes" : [ {
                "id" : "skin",
                "name" : "skin disease"
              }, {
                "id" : "mel",
                "name" : "melanoma",
                "parent" : "skin",
                "synonyms" : [ "malignant melanoma" ],
                "crossReferences" : [ "ICD10CM:C43" ]
              }, {
                "id" : "nv",
                "name" : "naevus \\"é\\"",
                "parent" : "skin"
              } ]
            }
            """,
                tree.contentHash()));
  }

  @Test
  void aTreeIsReadBackWithoutALoss() {
    assertThat(TaxonomyJson.read(TaxonomyJson.write(tree))).isEqualTo(tree);
    assertThat(TaxonomyJson.read(TaxonomyJson.write(PaperTaxonomy.tree())))
        .isEqualTo(PaperTaxonomy.tree());
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(TaxonomyJson.read("\ufeff" + TaxonomyJson.write(tree))).isEqualTo(tree);
    assertThat(PartitionJson.read("\ufeff" + PartitionJson.write(partition), tree))
        .isEqualTo(partition);
  }

  @Test
  void anAlteredTreeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(TaxonomyJson.write(tree).replace("C43", "C44")))
        .withMessageContaining("altered");
  }

  @Test
  void aDocumentNestedDeeperThanAnyTreeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read("[".repeat(100_000)))
        .withMessageContaining("nesting depth");
  }

  @Test
  void aTextLongerThanAnyNameIsRefused() {
    String name = "x".repeat((1 << 20) + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(TaxonomyJson.write(tree).replace("melanoma", name)))
        .withMessageContaining("String value length");
  }

  @Test
  void foreignLaterAndMalformedDocumentsAreNamed() {
    String json = TaxonomyJson.write(tree);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(json.replace("\"version\" : 1", "\"version\" : 2")))
        .withMessageContaining("version 2")
        .withMessageContaining("reads version 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(PartitionJson.write(partition)))
        .withMessageContaining("'derm4j-partition'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(json.substring(0, 200)))
        .withMessageContaining("no derm4j-taxonomy document");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(json.replace("\"name\"", "\"nmae\"")))
        .withMessageContaining("'name'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(json.replace("\"parent\"", "\"parents\"")))
        .withMessageContaining("parents");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(json.replace("\"melanoma\"", "null")))
        .withMessageContaining("name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read(json.replace("\"malignant melanoma\"", "null")))
        .withMessageContaining("synonyms");
    assertThatIllegalArgumentException().isThrownBy(() -> TaxonomyJson.read(""));
    assertThatIllegalArgumentException().isThrownBy(() -> TaxonomyJson.read("null"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TaxonomyJson.read("{\"format\":\"derm4j-taxonomy\",\"version\":1,\"nodes\":null}"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TaxonomyJson.read(
                    "{\"format\":\"derm4j-taxonomy\",\"version\":1,\"nodes\":[null]}"));
  }

  @Test
  void messagesHaveTheSameDigitsInEveryLanguage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaxonomyJson.read("[".repeat(20)))
        .withMessageContaining("Document nesting depth (11) exceeds the maximum allowed (10");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TaxonomyJson.read("{\"format\":\"derm4j-taxonomy\",\"version\":99999999999}"))
        .withMessageContaining("version 99999999999 of derm4j-taxonomy");
  }

  @Test
  void nodesThatMakeNoTreeAreReported() {
    assertThatExceptionOfType(InvalidTaxonomyException.class)
        .isThrownBy(
            () ->
                TaxonomyJson.read(
                    """
                    {"format": "derm4j-taxonomy", "version": 1, "nodes": [
                      {"id": "a", "name": "a"}, {"id": "b", "name": "b", "parent": "x"}]}
                    """))
        .withMessageContaining("'x'");
  }

  @Test
  void aPartitionIsWrittenAsDocumented() {
    assertThat(PartitionJson.write(partition))
        .startsWith(
            String.format(
                Locale.ROOT,
                """
            {
              "format" : "derm4j-partition",
              "version" : 1,
              "taxonomy" : "%s",
              "rule" : "exhaustive",
              "maxClassSize" : 10,
              "strictlyBelow" : false,
              "classes" : [ {
                "id" : "skin#own",
                "name" : "skin disease (own images)",
                "kind" : "own_images",
                "top" : "skin",
                "images" : 3,
                "nodes" : [ "skin" ]
              }, {
            """,
                tree.contentHash()));
  }

  @Test
  void aPartitionIsReadBackWithoutALoss() {
    assertThat(PartitionJson.read(PartitionJson.write(partition), tree)).isEqualTo(partition);
    DiseasePartition literal =
        DiseasePartitioner.withMaxClassSize(10)
            .withRule(PartitionRule.LITERAL)
            .partition(DiseaseCounts.of(tree, Map.of(tree.root(), 3, tree.require("nv"), 9)));
    assertThat(literal.dropped()).hasSize(1);
    assertThat(PartitionJson.read(PartitionJson.write(literal), tree)).isEqualTo(literal);
  }

  @Test
  void aPartitionOfAnotherTreeOrAlteredIsRefused() {
    String json = PartitionJson.write(partition);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionJson.read(json, PaperTaxonomy.tree()))
        .withMessageContaining(tree.contentHash());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionJson.read(json.replace("large_leaf", "subtree_"), tree))
        .withMessageContaining("'subtree_' is none of [subtree, large_leaf, own_images]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionJson.read(json.replace("own_images", "subtree"), tree))
        .withMessageContaining("altered");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionJson.read(json.replace("\"nv\"", "\"mel\""), tree));
  }

  @Test
  void aDeepTreeIsWrittenAndReadWithoutRecursion() {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder().addRoot(DiseaseNode.of("0", "0"));
    for (int i = 1; i <= 100_000; i++) {
      builder.add(DiseaseNode.of("" + i, "" + i), "" + (i - 1));
    }
    DiseaseTaxonomy chain = builder.build();
    assertThat(TaxonomyJson.read(TaxonomyJson.write(chain))).isEqualTo(chain);
    DiseasePartition parts =
        DiseasePartitioner.withMaxClassSize(10)
            .partition(DiseaseCounts.ofLabels(chain, chain.nodes()));
    assertThat(parts.classes()).hasSize(100_001 - 9);
    assertThat(PartitionJson.read(PartitionJson.write(parts), chain)).isEqualTo(parts);
  }
}
