package io.github.derm4j.taxonomy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.ParentRule;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.taxonomy.PartitionSweep;
import io.github.derm4j.taxonomy.ProbablePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A tree in a file")
class TreeFileTest {

  private static final String PATHS =
      "diagnosis_1,diagnosis_2,images\nbenign,nevus,30\nmalignant,melanoma,12\n";

  @TempDir private Path folder;

  @Test
  @DisplayName("is the same in each format, plain or compressed")
  void formats() throws IOException {
    DiseaseTaxonomy tree = TreeFile.of(file("tree.csv", PATHS)).read();
    Path packed = folder.resolve("tree.csv.gz");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write(PATHS.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(tree.leaves()).extracting(DiseaseNode::name).containsExactly("nevus", "melanoma");
    assertThat(TreeFile.of(packed).read()).isEqualTo(tree);
    Path json = file("tree.json", TaxonomyJson.write(tree));
    assertThat(TreeFile.of(json).read()).isEqualTo(tree);
    assertThat(TreeFile.of(json).validate()).isEmpty();
    assertThat(TreeFile.of(packed).validate().orElseThrow().isValid()).isTrue();
    Path obo = file("tree.obo", "[Term]\nid: a\nname: one\n\n[Term]\nid: b\nname: two\nis_a: a\n");
    assertThat(TreeFile.of(obo).read().leaves()).extracting(DiseaseNode::id).containsExactly("b");
  }

  @Test
  @DisplayName("with a parent that is missing is read by a rule, else refused")
  void parents() throws IOException {
    TreeFile file = TreeFile.of(file("tree.csv", "id,name,parent\na,one,\nb,two,x\n"));

    assertThatThrownBy(file::read).isInstanceOf(IllegalArgumentException.class);
    assertThat(file.validate().orElseThrow().isValid()).isFalse();
    assertThat(file.withParentRule(ParentRule.FIRST_LISTED).withOrphansAsRoots().read().size())
        .as("two roots below a common one")
        .isEqualTo(3);
  }

  @Test
  @DisplayName("is read with its counts, which make a sweep and a path of probabilities")
  void counts() throws IOException {
    Path images = file("images.csv", PATHS);
    Path rows = file("rows.csv", "diagnosis_1;diagnosis_2\nbenign;nevus\nbenign;nevus\n");
    var counts = TreeFile.counts(images);

    assertThat(counts.total()).isEqualTo(42);
    assertThat(TreeFile.counts(counts.taxonomy(), rows).total()).isEqualTo(2);
    assertThat(TreeFile.dialect(images)).isEmpty();
    assertThat(TreeFile.dialect(rows)).contains("semicolon");
    assertThat(TreeFile.dialect(file("tree.obo", ""))).isEmpty();
    assertThat(PartitionSweep.of(counts, PartitionRule.EXHAUSTIVE).roundSizes())
        .containsExactly(10, 20, 50);
    DiseasePartition classes = DiseasePartitioner.withMaxClassSize(30).partition(counts);
    assertThat(ProbablePath.steps(classes, new float[] {0.25f, 0.75f}))
        .extracting(ProbablePath.Step::probability)
        .startsWith(1.0, 0.75);
    assertThatThrownBy(() -> ProbablePath.steps(classes, new float[1]))
        .hasMessageContaining("1 probabilities for 2 training classes");
  }

  @Test
  @DisplayName("in another encoding is refused with the line, and read if it has a byte order mark")
  void encodings() throws IOException {
    String obo = "[Term]\nid: a\nname: nævus\n";
    Path latin = folder.resolve("latin.obo");
    Files.write(latin, obo.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TreeFile.of(latin).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("latin.obo is not UTF-8: line 3");
    Path marked = folder.resolve("marked.obo");
    Files.write(marked, obo.getBytes(StandardCharsets.UTF_16));
    assertThat(TreeFile.of(marked).read().leaves())
        .extracting(DiseaseNode::name)
        .containsExactly("nævus");
    Path json = folder.resolve("latin.json");
    Files.write(json, "{\n\"name\":\"nævus\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TreeFile.of(json).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("latin.json is not UTF-8: line 2");
  }

  @Test
  @DisplayName("in OWL is refused by its name, with the remedy")
  void owl() throws IOException {
    Path owl = file("doid.owl", "<?xml version=\"1.0\"?>");
    assertThatThrownBy(() -> TreeFile.of(owl).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("convert it to OBO");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
