package io.github.derm4j.data.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("Images ranked by their features")
class FeatureRankingTest {

  private static final double ROUNDING = 2e-6;

  private static Table table(String name) throws IOException {
    try (InputStream in = FeatureRankingTest.class.getResourceAsStream(name)) {
      return TableReader.standard().read(Objects.requireNonNull(in).readAllBytes(), name);
    }
  }

  private static List<String> path(String label) {
    return Arrays.asList(label.split(" > "));
  }

  private static List<LesionRecord> records(DiseaseTaxonomy tree, List<String> labels) {
    List<LesionRecord> records = new ArrayList<>();
    for (String label : labels) {
      String id = Integer.toString(records.size());
      records.add(LesionRecord.builder(id, id, tree.findPath(path(label)).orElseThrow()).build());
    }
    return records;
  }

  private static FeatureRanking ranking(List<String> labels, INDArray features) {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(labels.stream().map(FeatureRankingTest::path).toList(), "all");
    return FeatureRanking.of(records(tree, labels), tree, features);
  }

  private static FeatureRanking reference() throws IOException {
    Table images = table("images.csv");
    float[][] features = new float[images.rows().size()][6];
    for (int i = 0; i < features.length; i++) {
      for (int k = 0; k < 6; k++) {
        features[i][k] = (float) images.rows().get(i).number("f" + k);
      }
    }
    return ranking(images.column("label"), Nd4j.createFromArray(features));
  }

  private static Map<String, Double> scores(List<Finding> findings) {
    return findings.stream()
        .collect(Collectors.toMap(each -> each.image().imageId(), Finding::score));
  }

  @Test
  @DisplayName("off-topic: distance to the tenth neighbour, as scikit-learn has it")
  void offTopic() throws IOException {
    List<Finding> findings = reference().offTopic();

    Map<String, Double> scores = scores(findings);
    for (TableRow row : table("images.csv").rows()) {
      assertThat(scores.get(row.get("image"))).isCloseTo(row.number("tenth"), within(ROUNDING));
    }
    assertThat(findings).hasSize(41).isSortedAccordingTo(by(each -> -each.score()));
  }

  @Test
  @DisplayName("label errors: the ratio of distances; a label and one below it are the same")
  void labelErrors() throws IOException {
    List<Finding> findings = reference().labelErrors();

    Map<String, Double> scores = scores(findings);
    for (TableRow row : table("images.csv").rows()) {
      if (row.get("ratio").isEmpty()) {
        assertThat(scores).doesNotContainKey(row.get("image"));
      } else {
        assertThat(scores.get(row.get("image"))).isCloseTo(row.number("ratio"), within(ROUNDING));
      }
    }
    assertThat(findings).hasSize(40).isSortedAccordingTo(by(Finding::score));
    assertThat(findings.subList(0, 2))
        .extracting(each -> each.image().imageId(), each -> each.suggested().orElseThrow().name())
        .containsExactlyInAnyOrder(tuple("3", "keratosis"), tuple("7", "malignant"));
  }

  @Test
  @DisplayName("near duplicates: the closest pairs, as many as there are images")
  void nearDuplicates() throws IOException {
    List<Finding> findings = reference().nearDuplicates();

    assertThat(findings)
        .extracting(each -> each.image().imageId() + "-" + each.other().orElseThrow().imageId())
        .containsExactlyElementsOf(
            table("pairs.csv").rows().stream().map(row -> row.get(0) + "-" + row.get(1)).toList());
    assertThat(findings.get(0).score()).isLessThan(ROUNDING);
  }

  @Test
  @DisplayName("images without features are in no ranking, and are named")
  void withoutFeatures() {
    FeatureRanking ranking =
        ranking(
            List.of("a", "a", "b", "b"),
            Nd4j.createFromArray(new float[][] {{1, 0}, {0, 0}, {1, 1}, {Float.NaN, 1}}));

    assertThat(ranking.withoutFeatures())
        .extracting(LesionRecord::imageId)
        .containsExactly("1", "3");
    assertThat(ranking.offTopic()).extracting(e -> e.image().imageId()).containsExactly("0", "2");
    assertThat(ranking.offTopic().get(0).score()).isCloseTo(1 - Math.sqrt(0.5), within(ROUNDING));
    assertThat(ranking.nearDuplicates()).hasSize(1);
    assertThat(ranking.labelErrors()).isEmpty();
  }

  @Test
  @DisplayName("ties are in the order of the images, also across blocks")
  void ties() {
    int images = 2100;
    float[][] features = new float[images][2];
    for (int i = 0; i < images; i++) {
      features[i][i % 2] = 1;
    }

    FeatureRanking ranking =
        ranking(Collections.nCopies(images, "a"), Nd4j.createFromArray(features));

    assertThat(ranking.nearDuplicates()).hasSize(images);
    assertThat(ranking.nearDuplicates().get(0).image().imageId()).isEqualTo("0");
    assertThat(ranking.nearDuplicates())
        .extracting(each -> each.other().orElseThrow().imageId())
        .startsWith("2", "4", "6")
        .contains("2098");
    assertThat(ranking.offTopic()).extracting(e -> e.image().imageId()).startsWith("0", "1", "2");
    assertThat(ranking.labelErrors()).isEmpty();
  }

  @Test
  @DisplayName("one image or none has no neighbours; too few rows are refused")
  void degenerate() {
    assertThat(ranking(List.of("a"), Nd4j.createFromArray(new float[][] {{1, 2}})).offTopic())
        .isEmpty();
    assertThatThrownBy(
            () -> ranking(List.of("a", "b"), Nd4j.createFromArray(new float[][] {{1, 2}})))
        .hasMessageContaining("features of shape [1, 2] for 2 images: one row for each is needed");
  }

  private static Comparator<Finding> by(Function<Finding, Double> key) {
    return Comparator.comparing(key);
  }
}
