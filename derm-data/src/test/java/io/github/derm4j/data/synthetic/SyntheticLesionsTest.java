package io.github.derm4j.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.split.Components;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The synthetic lesions")
class SyntheticLesionsTest {

  private final SyntheticLesions small =
      SyntheticLesions.of(7).withLesions(40).withImagesPerLesion(2).withSize(48, 36);

  @Test
  @DisplayName("cover the paper's three and nine nodes with at least twelve diseases")
  void tree() {
    List<DiseaseNode> three = SyntheticLesions.taxonomy().level(1);
    assertThat(three)
        .extracting(DiseaseNode::name)
        .containsExactly("benign", "malignant", "non-neoplastic");
    assertThat(SyntheticLesions.taxonomy().level(2)).hasSize(9);
    assertThat(SyntheticLesions.taxonomy().leaves()).hasSizeGreaterThanOrEqualTo(12);
  }

  @Test
  @DisplayName("show each lesion the given number of times, and each disease at least once")
  void counts() {
    LesionDataset dataset = small.dataset();
    assertThat(dataset.records()).hasSize(80);
    Map<String, Long> byLesion =
        dataset.records().stream()
            .collect(Collectors.groupingBy(r -> r.lesionId().orElseThrow(), Collectors.counting()));
    assertThat(byLesion).hasSize(40);
    assertThat(byLesion.values()).containsOnly(2L);
    Set<DiseaseNode> diseases =
        dataset.records().stream().map(LesionRecord::diagnosis).collect(Collectors.toSet());
    assertThat(diseases).hasSameElementsAs(dataset.taxonomy().leaves());
    assertThat(Components.byIds(dataset.records()).count()).isBetween(25, 39);
  }

  @Test
  @DisplayName("are the same for the same seed, and different for another seed")
  void seeded() throws IOException {
    LesionDataset first = small.dataset();
    LesionDataset again = small.dataset();
    LesionDataset other =
        SyntheticLesions.of(8).withLesions(40).withImagesPerLesion(2).withSize(48, 36).dataset();
    assertThat(again.records()).isEqualTo(first.records());
    int different = 0;
    for (int i = 0; i < first.records().size(); i++) {
      byte[] bytes = first.images().read(first.records().get(i).imageName());
      assertThat(again.images().read(first.records().get(i).imageName())).isEqualTo(bytes);
      byte[] others = other.images().read(other.records().get(i).imageName());
      different += Arrays.equals(bytes, others) ? 0 : 1;
    }
    assertThat(different).isEqualTo(80);
    assertThat(ids(other)).doesNotContainAnyElementsOf(ids(first));
  }

  private static Set<String> ids(LesionDataset dataset) {
    return dataset.records().stream()
        .flatMap(
            each ->
                Stream.of(
                    each.imageId(), each.lesionId().orElseThrow(), each.patientId().orElseThrow()))
        .collect(Collectors.toSet());
  }

  @Test
  @DisplayName("show no image twice, and each in the given size")
  void pictures() throws IOException {
    LesionDataset dataset = small.dataset();
    Collection<String> seen = new HashSet<>();
    for (LesionRecord record : dataset.records()) {
      byte[] bytes = dataset.images().read(record.imageName());
      try (LesionImage image = ImageDecoder.decode(bytes, record.imageName())) {
        assertThat(image.width()).isEqualTo(48);
        assertThat(image.height()).isEqualTo(36);
        seen.add(Arrays.toString(image.toPng()));
      }
    }
    assertThat(seen).hasSize(80);
  }

  @Test
  @DisplayName("can be written to a folder and read back as a manifest")
  void folder(@TempDir Path folder) throws IOException {
    small.writeTo(folder);
    LesionDataset drawn = small.dataset();
    try (LesionDataset read = DatasetReaders.named("csv").read(DatasetRequest.of(folder))) {
      assertThat(read.report().isClean()).isTrue();
      assertThat(read.taxonomy()).isEqualTo(drawn.taxonomy());
      assertThat(read.records()).hasSameSizeAs(drawn.records());
      for (int i = 0; i < 80; i++) {
        LesionRecord expected = drawn.records().get(i);
        LesionRecord record = read.records().get(i);
        assertThat(record.imageId()).isEqualTo(expected.imageId());
        assertThat(record.diagnosis()).isEqualTo(expected.diagnosis());
        assertThat(record.lesionId()).isEqualTo(expected.lesionId());
        assertThat(record.patientId()).isEqualTo(expected.patientId());
        assertThat(record.attributes()).isEqualTo(expected.attributes());
        assertThat(read.images().read(record.imageName()))
            .isEqualTo(drawn.images().read(expected.imageName()));
      }
    }
  }

  @Test
  @DisplayName("refuse what can't be drawn")
  void refuses() {
    assertThatThrownBy(() -> small.withLesions(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("17 diseases");
    assertThatThrownBy(() -> small.withImagesPerLesion(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> small.withSize(8, 8)).isInstanceOf(IllegalArgumentException.class);
  }
}
