package io.github.derm4j.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.TestImages;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("The similarity graph")
class SimilarityGraphTest {

  private final List<LesionRecord> records = new ArrayList<>();
  private final Map<String, byte[]> files = new HashMap<>();

  private void add(String name, String disease, byte[] bytes) {
    String part = name.substring(0, name.indexOf('/'));
    records.add(
        LesionRecord.builder(name, name, DiseaseNode.of(disease, disease))
            .attribute("split", part)
            .build());
    files.put(name, bytes);
  }

  private static byte[] jpeg(long seed, int quality) {
    try (LesionImage image = LesionImage.of(TestImages.blobs(120, 90, seed))) {
      return image.toJpeg(quality);
    }
  }

  private Fingerprints prints() {
    return Fingerprints.read(records, ImageSource.inMemory(files));
  }

  @Test
  @DisplayName("joins equal bytes, equal file names and near duplicates, with the reason")
  void edges() {
    byte[] picture = jpeg(1, 95);
    add("train/a.jpg", "nevus", picture);
    add("test/b.jpg", "melanoma", picture);
    add("test/c.jpg", "nevus", jpeg(1, 60));
    add("train/d.jpg", "nevus", jpeg(2, 95));
    add("test/d.jpg", "nevus", jpeg(3, 95));
    SimilarityGraph graph =
        SimilarityGraph.builder(records)
            .bytes(prints())
            .fileNames()
            .nearDuplicates(prints(), 10)
            .build();
    assertThat(graph.edges())
        .extracting(SimilarityEdge::reason)
        .containsOnly(
            SimilarityReason.SAME_BYTES,
            SimilarityReason.SAME_FILE_NAME,
            SimilarityReason.NEAR_DUPLICATE);
    assertThat(graph.components().count()).isEqualTo(2);
    assertThat(graph.components().members(0)).containsExactly(0, 1, 2);
    assertThat(graph.components().members(1)).containsExactly(3, 4);
    assertThat(graph.chain(3, 4))
        .singleElement()
        .satisfies(edge -> assertThat(edge.evidence()).isEqualTo("d.jpg"));
    assertThat(graph.chain(0, 4)).isEmpty();
  }

  @Test
  @DisplayName("an audit counts copies, conflicts and leaks, and proves each leak")
  void audit() {
    byte[] picture = jpeg(1, 95);
    add("train/a.jpg", "nevus", picture);
    add("test/b.jpg", "melanoma", picture);
    add("train/c.jpg", "nevus", jpeg(2, 95));
    add("train/d.jpg", "nevus", jpeg(2, 95));
    add("test/e.jpg", "nevus", jpeg(2, 60));
    add("test/f.jpg", "nevus", jpeg(5, 60));
    SimilarityGraph graph =
        SimilarityGraph.builder(records).bytes(prints()).nearDuplicates(prints(), 10).build();
    LeakAudit audit = LeakAudit.of(graph, record -> record.attribute("split"));
    assertThat(audit.counts())
        .containsEntry("images", 6)
        .containsEntry("exactDuplicateGroups", 2)
        .containsEntry("labelConflictGroups", 1)
        .containsEntry("crossSplitGroups", 1)
        .containsEntry("nearDuplicatePairs", 2)
        .containsEntry("straddlingComponents", 2);
    assertThat(audit.isClean()).isFalse();
    for (LeakAudit.Straddle straddle : audit.straddling()) {
      List<SimilarityEdge> proof = straddle.proof();
      assertThat(proof).isNotEmpty();
      LesionRecord from = records.get(proof.get(0).first());
      assertThat(straddle.members()).contains(from);
    }
    assertThat(audit.toString()).contains("crossSplitGroups").contains("1");
    GroupedSplit split = GroupedSplit.byFractions(graph.components(), 1, 0.5, 0, 0.5);
    assertThat(
            LeakAudit.of(graph, r -> Optional.of(split.train().contains(r) ? "train" : "test"))
                .isClean())
        .isTrue();
  }

  @Test
  @DisplayName("an audit's page shows each finding's images, and escapes what tables say")
  void page(@TempDir Path folder) throws IOException {
    add("train/a.jpg", "nevus <b>", jpeg(1, 95));
    add("test/b.jpg", "melanoma", jpeg(1, 95));
    add("test/c.jpg", "melanoma", new byte[] {1});
    add("train/d.jpg", "melanoma", new byte[] {1});
    SimilarityGraph graph = SimilarityGraph.builder(records).bytes(prints()).build();
    LeakAudit audit = LeakAudit.of(graph, record -> record.attribute("split"));
    Path file = folder.resolve("audit.html");
    LeakAuditPage.write(audit, ImageSource.inMemory(files), 10, file);
    assertThat(Files.readString(file))
        .contains("Groups in more than one part (2)")
        .contains("Copies with different labels (1)")
        .contains("data:image/jpeg;base64,")
        .contains("same bytes")
        .contains("nevus &lt;b&gt;")
        .doesNotContain("nevus <b>")
        .contains("test/c.jpg is not an image");
    LeakAuditPage.write(audit, ImageSource.inMemory(files), 1, file);
    assertThat(Files.readString(file)).contains("… and 1 more.");
  }

  @Test
  @DisplayName("a chain follows the edges from one image to the other")
  void chain() {
    for (int i = 0; i < 6; i++) {
      add("x/" + i, "nevus", new byte[] {(byte) i});
    }
    SimilarityGraph.Builder builder = SimilarityGraph.builder(records);
    for (int i = 0; i < 5; i++) {
      builder.stated("x/" + i, "x/" + (i + 1), "list");
    }
    SimilarityGraph graph = builder.stated("x/1", "x/4", "list").stated("x/0", "?", "").build();
    assertThat(graph.chain(0, 5)).hasSize(3);
    assertThat(graph.chain(0, 5).get(1).evidence()).isEqualTo("list");
    assertThat(graph.chain(2, 2)).isEmpty();
    assertThat(graph.components().count()).isEqualTo(1);
  }

  @Test
  @DisplayName("joins images that one camera took within the time, by their EXIF data")
  void captureTimes() {
    add("x/a.jpg", "nevus", TestImages.withExif(jpeg(1, 80), "2016:05:01 10:00:00", "Cam A"));
    add("x/b.jpg", "nevus", TestImages.withExif(jpeg(2, 80), "2016:05:01 10:01:30", "Cam A"));
    add("x/c.jpg", "nevus", TestImages.withExif(jpeg(3, 80), "2016:05:01 10:01:40", "Cam B"));
    add("x/d.jpg", "nevus", TestImages.withExif(jpeg(4, 80), "2016:05:01 10:05:00", "Cam A"));
    add("x/e.jpg", "nevus", jpeg(5, 80));
    SimilarityGraph graph =
        SimilarityGraph.builder(records).captureTimes(prints(), Duration.ofMinutes(2)).build();
    assertThat(graph.edges())
        .containsExactly(
            new SimilarityEdge(0, 1, SimilarityReason.CAPTURE_TIME, "90 s between them"));
  }

  @Test
  @DisplayName("joins features that point the same way, block by block")
  void features() {
    int n = 2100;
    for (int i = 0; i < n; i++) {
      add("x/" + i, "nevus", new byte[0]);
    }
    SplittableRandom random = new SplittableRandom(77);
    float[][] rows = new float[n][48];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextDouble(-1, 1);
      }
    }
    INDArray features = Nd4j.createFromArray(rows);
    features.putRow(2099, features.getRow(3).mul(7));
    features.putRow(40, features.getRow(41).mul(0.2));
    features.getRow(7).assign(0);
    SimilarityGraph graph = SimilarityGraph.builder(records).features(features, 0.99).build();
    assertThat(graph.edges())
        .extracting(edge -> edge.first() + "-" + edge.second())
        .containsExactlyInAnyOrder("3-2099", "40-41");
    assertThatThrownBy(() -> SimilarityGraph.builder(records).features(Nd4j.zeros(3, 4), 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3, 4]");
  }

  @Test
  @DisplayName("lists images that can't be read, and continues")
  void unreadable() {
    add("x/a.jpg", "nevus", jpeg(1, 80));
    add("x/b.jpg", "nevus", new byte[] {1, 2, 3});
    add("x/c.jpg", "nevus", new byte[] {1, 2, 3});
    files.remove("x/a.jpg");
    Fingerprints prints = prints();
    assertThat(prints.failures()).containsOnlyKeys("x/a.jpg", "x/b.jpg", "x/c.jpg");
    SimilarityGraph graph =
        SimilarityGraph.builder(records).bytes(prints).nearDuplicates(prints, 5).build();
    assertThat(graph.edges()).hasSize(1);
    assertThatThrownBy(() -> SimilarityGraph.builder(List.of()).bytes(prints))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 fingerprints for 0 records");
  }
}
