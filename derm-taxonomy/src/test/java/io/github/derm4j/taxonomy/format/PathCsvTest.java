package io.github.derm4j.taxonomy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.TaxonomyProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathCsvTest {

  private static final String TABLE =
      """
      diagnosis_1,diagnosis_2,diagnosis_3,images,lesions
      Benign,"Nevus, common",Blue nevus,62,31
      Benign,"Nevus, common",,332,166
      Malignant,Melanoma,,40,20
      ,,,8,4
      """;

  private static CountedTaxonomy read(String table) throws IOException {
    return PathCsv.standard().read(new StringReader(table));
  }

  @Test
  void aRowIsAPathWithItsImages() throws IOException {
    CountedTaxonomy read = read(TABLE);
    DiseaseTaxonomy tree = read.taxonomy();
    assertThat(tree.root().name()).isEqualTo("skin disease");
    assertThat(tree.size()).isEqualTo(6);
    DiseaseNode nevus = tree.findPath(List.of("Benign", "Nevus, common")).orElseThrow();
    assertThat(read.counts().own(nevus)).isEqualTo(332);
    assertThat(read.counts().subtree(nevus)).isEqualTo(394);
    assertThat(read.counts().total()).isEqualTo(434);
    assertThat(read.unlabelled()).isEqualTo(8);
  }

  @Test
  void anotherColumnMayHoldTheCounts() throws IOException {
    PathCsv lesions = PathCsv.standard().withCountColumn("lesions");
    assertThat(lesions.read(new StringReader(TABLE)).counts().total()).isEqualTo(217);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathCsv.standard().withCountColumn("cases").read(new StringReader(TABLE)))
        .withMessageContaining("no column 'cases'");
  }

  @Test
  void rowsOfAMetadataTableAreCounted() throws IOException {
    String metadata = "isic_id,diagnosis_1,diagnosis_2\nI1,Benign,Nevus\nI2,Benign,Nevus\nI3,,\n";
    CountedTaxonomy rows = PathCsv.standard().withOneImagePerRow().read(new StringReader(metadata));
    assertThat(rows.counts().total()).isEqualTo(2);
    assertThat(rows.unlabelled()).isEqualTo(1);
    assertThat(read(metadata).counts().total()).isZero();
  }

  @Test
  void theOrderOfTheRowsHasNoEffect() throws IOException {
    CountedTaxonomy reversed =
        read(
            """
            diagnosis_1,diagnosis_2,diagnosis_3,images
            Malignant,Melanoma,,40
            Benign,"Nevus, common",,332
            Benign,"Nevus, common",Blue nevus,62
            """);
    assertThat(reversed.taxonomy()).isEqualTo(read(TABLE).taxonomy());
    assertThat(DiseasePartitioner.withMaxClassSize(100).partition(reversed.counts()))
        .isEqualTo(DiseasePartitioner.withMaxClassSize(100).partition(read(TABLE).counts()));
  }

  @Test
  void theThreeColumnsOfFitzpatrick17kAreRecognised() throws IOException {
    CountedTaxonomy read =
        read(
            """
            label,nine_partition_label,three_partition_label
            psoriasis,inflammatory,non-neoplastic
            """);
    assertThat(read.taxonomy().findPath(List.of("non-neoplastic", "inflammatory", "psoriasis")))
        .isPresent();
  }

  @Test
  void aFileMayHaveAByteOrderMarkCrLfAndCompression(@TempDir Path folder) throws IOException {
    String windows = "\uFEFF" + TABLE.replace("\n", "\r\n");
    Path plain = Files.writeString(folder.resolve("t.csv"), windows);
    Path zipped = folder.resolve("t.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(windows.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(PathCsv.standard().read(plain).taxonomy()).isEqualTo(read(TABLE).taxonomy());
    assertThat(PathCsv.standard().read(zipped).counts().total()).isEqualTo(434);
  }

  @Test
  void everyGapIsReportedWithItsLine() {
    assertThatExceptionOfType(InvalidTaxonomyException.class)
        .isThrownBy(() -> read("diagnosis_1,diagnosis_2,diagnosis_3\nA,,x\nB,y,\n,C,\n"))
        .satisfies(
            e ->
                assertThat(e.report().errors())
                    .extracting(TaxonomyProblem::message)
                    .satisfiesExactly(
                        first -> assertThat(first).startsWith("line 2"),
                        second -> assertThat(second).startsWith("line 4")));
  }

  @Test
  void aCountThatIsNoneIsNamedWithItsLine() {
    for (String bad : List.of("-3", "2.5", "many", "")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read("diagnosis_1,images\nA,1\nB," + bad + "\n"))
          .withMessageContaining("line 3")
          .withMessageContaining("'" + bad + "'");
    }
  }

  @Test
  void aTableThatIsNoneIsNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> read("")).withMessageContaining("empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("a,b\n1,2\n"))
        .withMessageContaining("diagnosis_1")
        .withMessageContaining("[a, b]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("diagnosis_1,diagnosis_1\n1,2\n"))
        .withMessageContaining("two columns called 'diagnosis_1'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("diagnosis_1,images\nA,1,2\n"))
        .withMessageContaining("3 cells in line 2, but 2 columns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("diagnosis_1,images\n\"A,1\n"))
        .withMessageContaining("not a readable table");
  }

  @Test
  void countsCanBeReadOntoATreeThatIsThere() throws IOException {
    DiseaseTaxonomy tree = read(TABLE).taxonomy();
    DiseaseCounts counts =
        PathCsv.standard()
            .readCounts(tree, new StringReader("diagnosis_1,images\nBenign,5\nMalignant,6\n"));
    assertThat(counts.own(tree.require("Malignant"))).isEqualTo(6);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PathCsv.standard()
                    .readCounts(tree, new StringReader("diagnosis_1,images\nBening,5\nX,6\n")))
        .withMessageContaining("[Bening], [X]");
  }

  @Test
  void whatIsWrittenIsReadBackWithoutALoss() throws IOException {
    CountedTaxonomy read = read(TABLE);
    String written = PathCsv.standard().write(read.counts());
    assertThat(written)
        .isEqualTo(
            """
            diagnosis_1,diagnosis_2,diagnosis_3,images
            Benign,"Nevus, common",,332
            Benign,"Nevus, common",Blue nevus,62
            Malignant,Melanoma,,40
            """);
    CountedTaxonomy again = read(written);
    assertThat(again.taxonomy()).isEqualTo(read.taxonomy());
    assertThat(PathCsv.standard().write(again.counts())).isEqualTo(written);
    String uncounted = PathCsv.standard().write(read.taxonomy());
    assertThat(read(uncounted).taxonomy()).isEqualTo(read.taxonomy());
  }

  @Test
  void idsSynonymsAndReferencesAreWrittenWhereTheTreeHasThem() throws IOException {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.builder()
            .addRoot(new DiseaseNode("D:1", "skin disease", List.of("a|b", "c\\"), List.of()))
            .add(new DiseaseNode("D:2", "melanoma", List.of(), List.of("ICD:C43")), "D:1")
            .add(DiseaseNode.of("D:3", "skin disease"), "D:1")
            .build();
    String written = PathCsv.standard().write(tree);
    assertThat(written).startsWith("diagnosis_1,diagnosis_2,node_id,synonyms,cross_references\n");
    assertThat(read(written).taxonomy()).isEqualTo(tree);
    assertThat(read(PathCsv.standard().write(PaperTaxonomy.tree())).taxonomy())
        .isEqualTo(PaperTaxonomy.tree());
  }

  @Test
  void theRootOfTheFormatHasToBeTheRootOfTheTree() throws IOException {
    DiseaseTaxonomy tree = DiseaseTaxonomy.fromPaths(List.of(List.of("skin", "nevus")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathCsv.standard().write(tree))
        .withMessageContaining("withRoot(\"skin\")");
    PathCsv skin = PathCsv.standard().withRoot("skin");
    assertThat(skin.read(new StringReader(skin.write(tree))).taxonomy()).isEqualTo(tree);
    DiseaseCounts onRoot = DiseaseCounts.of(tree, Map.of(tree.root(), 3));
    assertThat(skin.read(new StringReader(skin.write(onRoot))).counts().own(tree.root()))
        .isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> skin.withColumns(List.of()).read(new StringReader("")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathCsv.fitzpatrick17k().withRoot("r").write(deep("r")))
        .withMessageContaining("needs 4 path columns");
  }

  private static DiseaseTaxonomy deep(String root) {
    return DiseaseTaxonomy.fromPaths(List.of(List.of(root, "1", "2", "3", "4")));
  }
}
