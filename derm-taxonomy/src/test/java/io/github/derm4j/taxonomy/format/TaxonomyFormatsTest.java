package io.github.derm4j.taxonomy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.ParentRule;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.taxonomy.TaxonomyProblem;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaxonomyFormatsTest {

  private final DiseaseTaxonomy tree =
      DiseaseTaxonomy.builder()
          .addRoot(DiseaseNode.of("D:1", "skin disease"))
          .add(
              new DiseaseNode(
                  "D:2", "mole (nevus)", List.of("mole \"common\"", "a|b"), List.of("ICD:D22")),
              "D:1")
          .add(DiseaseNode.of("D:3", "it's <new>, {really}!"), "D:2")
          .add(DiseaseNode.of("D:4", "wart"), "D:1")
          .build();

  private final DiseaseCounts counts =
      DiseaseCounts.of(
          tree, Map.of(tree.require("D:2"), 5, tree.require("D:3"), 20, tree.require("D:4"), 3));

  @Test
  void aParentTableIsWrittenAndReadBackWithoutALoss() throws IOException {
    for (ParentTable format : List.of(ParentTable.commaSeparated(), ParentTable.tabSeparated())) {
      assertThat(format.read(new StringReader(format.write(tree))).build()).isEqualTo(tree);
    }
    assertThat(ParentTable.tabSeparated().write(PaperTaxonomy.tree()))
        .startsWith("id\tname\tparent\tsynonyms\tcross_references\nskin disease\tskin disease\t\t");
  }

  @Test
  void aParentMayBeNamedByItsNameAndThereMayBeSeveral() throws IOException {
    DiseaseTaxonomyBuilder builder =
        ParentTable.tabSeparated()
            .read(
                new StringReader(
                    "id\tlabel\tparents\n1\tskin\t\n2\ta\tskin\n3\tb\tskin\n4\tc\ta|b\n"));
    assertThat(builder.validate().errors())
        .extracting(TaxonomyProblem::kind)
        .containsExactly(TaxonomyProblem.Kind.SEVERAL_PARENTS);
    assertThat(builder.parentRule(ParentRule.FIRST_LISTED).build().path(DiseaseNode.of("4", "c")))
        .containsExactly("skin", "a", "c");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParentTable.commaSeparated().read(new StringReader("id,name\n")))
        .withMessageContaining("'parent'");
  }

  @Test
  void anOboFileIsWrittenAndReadBackWithoutALoss() throws IOException {
    String obo = Obo.write(tree);
    assertThat(obo)
        .contains(
            """
            [Term]
            id: D:2
            name: mole (nevus)
            synonym: "a|b" EXACT []
            synonym: "mole \\"common\\"" EXACT []
            xref: ICD:D22
            is_a: D:1 ! skin disease
            """);
    assertThat(Obo.read(new StringReader(obo)).build()).isEqualTo(tree);
    assertThat(Obo.read(new StringReader(Obo.write(PaperTaxonomy.tree()))).build())
        .isEqualTo(PaperTaxonomy.tree());
  }

  @Test
  void anOboFileAsOntologiesPublishItIsRead() throws IOException {
    DiseaseTaxonomy read =
        Obo.read(
                new StringReader(
                    """
                    format-version: 1.2
                    ontology: doid

                    [Term]
                    id: DOID:37
                    name: skin disease
                    def: "A disease." [url:https\\://example.org]

                    [Term]
                    id: DOID:1909
                    name: melanoma
                    synonym: "malignant melanoma" EXACT [NCI:C1]
                    synonym: "naevocarcinoma" RELATED []
                    xref: ICD10CM:C43 {source="x"} ! a comment
                    xref: MESH:D008545 "Melanoma"
                    is_a: DOID:37 {is_inferred="true"} ! skin disease

                    [Term]
                    id: DOID:9
                    name: obsolete thing
                    is_obsolete: true

                    [Typedef]
                    id: part_of
                    name: part of
                    """))
            .build();
    assertThat(read.size()).isEqualTo(2);
    assertThat(read.require("DOID:1909"))
        .isEqualTo(
            new DiseaseNode(
                "DOID:1909",
                "melanoma",
                List.of("malignant melanoma", "naevocarcinoma"),
                List.of("ICD10CM:C43", "MESH:D008545")));
  }

  @Test
  void aTermBelowAnObsoleteOneIsToldApartFromOneBelowNothing() throws IOException {
    DiseaseTaxonomyBuilder builder =
        Obo.read(
            new StringReader(
                """
                [Term]
                id: T:1
                name: mole
                alt_id: T:8

                [Term]
                id: T:2
                name: old
                is_obsolete: true
                replaced_by: T:1 ! mole

                [Term]
                id: T:3
                name: blue
                is_a: T:2

                [Term]
                id: T:4
                name: older
                is_obsolete: true

                [Term]
                id: T:5
                name: red
                is_a: T:4

                [Term]
                id: T:6
                name: green
                is_a: T:7

                [Term]
                id: T:9
                name: grey
                is_a: T:8
                is_a: T:1 {source="a"}
                """));
    assertThat(builder.validate().errors())
        .extracting(TaxonomyProblem::message)
        .containsExactly(
            "'T:3' names the parent 'T:2', which is obsolete and replaced by 'T:1'; name another"
                + " parent",
            "'T:5' names the parent 'T:4', which is obsolete; name another parent",
            "'T:6' names the parent 'T:7', which does not exist; add it or correct the name");
  }

  @Test
  void qualifiersAndCommentsAreNoPartOfAValue() throws IOException {
    // OBO 1.4: <tag>: <value> {<trailing modifiers>} ! <comment>.
    DiseaseTaxonomy read =
        Obo.read(
                new StringReader(
                    """
                    \ufeff[Term] ! a stanza
                    id: T:1 {source="X:1"} ! the root
                    name: skin disorder

                    [Term]
                    id: T:2
                    name: lentigo {comment="see ! and {this}", date=2020-01-01} ! flat
                    synonym: "flat \\"brown\\" spot {sic} ! x" EXACT [A:b {lang=eng}] {score="1"}
                    is_a: T:1 {is_inferred="true"} ! skin disorder

                    [Term]
                    id: T:3
                    name: obsolete mole
                    is_obsolete: true {source="X:9"} ! replaced

                    [Term]
                    id: T:4
                    name: 2-{alpha} mole \\{b=c\\}
                    xref: UMLS:C001 "remark ! here" {x="y"}
                    is_a: T:1
                    is_obsolete: false {x="y"}
                    """))
            .build();
    assertThat(read.nodes())
        .containsExactlyInAnyOrder(
            DiseaseNode.of("T:1", "skin disorder"),
            new DiseaseNode("T:2", "lentigo", List.of("flat \"brown\" spot {sic} ! x"), List.of()),
            new DiseaseNode("T:4", "2-{alpha} mole {b=c}", List.of(), List.of("UMLS:C001")));
    assertThat(read.children(read.root())).hasSize(2);
  }

  @Test
  void alternativeIdsOfParentsAndContinuedLinesAreUnderstood() throws IOException {
    DiseaseTaxonomy read =
        Obo.read(
                new StringReader(
                    """
                    [Term]
                    id: T:3
                    name: lentigo ma\\
                    ligna
                    is_a: T:9 ! merged into T:2

                    [Term]
                    id: T:2
                    alt_id: T:9 {source="x"}
                    name: melanoma
                    is_a: T:1

                    [Term]
                    id: T:1
                    name: skin disorder
                    """))
            .build();
    assertThat(read.require("T:3").name()).isEqualTo("lentigo maligna");
    assertThat(read.parent(read.require("T:3"))).contains(read.require("T:2"));
  }

  @Test
  void aMalformedOboFileIsNamedWithItsLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Obo.read(new StringReader("[Term]\nid: a\nnonsense\n")))
        .withMessageContaining("line 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Obo.read(new StringReader("[Term]\nsynonym: bare\n")))
        .withMessageContaining("line 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Obo.read(new StringReader("[Term]\nname: a\n")))
        .withMessageContaining("no id");
  }

  @Test
  void textIsIndentedAndShowsCounts() {
    assertThat(TaxonomyDrawing.TEXT.draw(counts))
        .isEqualTo(
            """
            skin disease  (0 of 28 images)
              mole (nevus)  (5 of 25 images)
                it's <new>, {really}!  (20 of 20 images)
              wart  (3 of 3 images)
            """);
  }

  @Test
  void newickNestsChildrenBeforeTheirParent() {
    assertThat(TaxonomyDrawing.NEWICK.draw(tree))
        .isEqualTo("(('it''s <new>, {really}!')'mole (nevus)','wart')'skin disease';\n");
    assertThat(TaxonomyDrawing.NEWICK.draw(DiseaseTaxonomy.fromPaths(List.of(List.of("a")))))
        .isEqualTo("'a';\n");
  }

  @Test
  void dotDrawsBoxesAndArrows() {
    assertThat(TaxonomyDrawing.DOT.draw(counts))
        .isEqualTo(
            """
            digraph taxonomy {
              rankdir=LR;
              node [shape=box];
              n0 [label="skin disease\\n(0 of 28 images)"];
              n1 [label="mole (nevus)\\n(5 of 25 images)"];
              n0 -> n1;
              n2 [label="it's <new>, {really}!\\n(20 of 20 images)"];
              n1 -> n2;
              n3 [label="wart\\n(3 of 3 images)"];
              n0 -> n3;
            }
            """);
  }

  @Test
  void mermaidShowsTheClassesOfAPartition() {
    DiseasePartition partition = DiseasePartitioner.withMaxClassSize(10).partition(counts);
    assertThat(TaxonomyDrawing.MERMAID.draw(partition))
        .isEqualTo(
            """
            flowchart LR
              n0["skin disease"]
              n1["mole (nevus)<br/>[class 0: 5 images of its own]"]
              n0 --> n1
              n2["it's #lt;new#gt;, {really}!<br/>[class 1: 20 images]"]
              n1 --> n2
              n3["wart<br/>[class 2: 3 images]"]
              n0 --> n3
            """);
    assertThat(
            TaxonomyDrawing.TEXT.draw(
                DiseasePartitioner.withMaxClassSize(10)
                    .withRule(PartitionRule.LITERAL)
                    .partition(counts)))
        .contains("[dropped: 20 images]");
  }

  @Test
  void deepTreesAreDrawnWithoutRecursion() throws IOException {
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder().addRoot(DiseaseNode.of("0", "0"));
    for (int i = 1; i <= 100_000; i++) {
      builder.add(DiseaseNode.of("" + i, "" + i), "" + (i - 1));
    }
    DiseaseTaxonomy chain = builder.build();
    assertThat(TaxonomyDrawing.NEWICK.draw(chain)).startsWith("(((").endsWith(")'0';\n");
    assertThat(TaxonomyDrawing.TEXT.draw(chain)).endsWith("level 100000: 100000\n");
    assertThat(TaxonomyDrawing.DOT.draw(chain)).contains("n99999 -> n100000;");
    assertThat(TaxonomyDrawing.MERMAID.draw(chain)).contains("n99999 --> n100000");
    assertThat(Obo.read(new StringReader(Obo.write(chain))).build()).isEqualTo(chain);
    ParentTable table = ParentTable.commaSeparated();
    assertThat(table.read(new StringReader(table.write(chain))).build()).isEqualTo(chain);
  }
}
