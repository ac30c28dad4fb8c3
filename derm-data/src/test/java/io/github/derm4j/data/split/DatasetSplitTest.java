package io.github.derm4j.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A data set and its parts")
class DatasetSplitTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(List.of(List.of("any", "a")));

  private static LesionDataset dataset(int images) {
    List<LesionRecord> records =
        IntStream.range(0, images)
            .mapToObj(i -> LesionRecord.builder("i" + i, i + ".png", TREE.root()).build())
            .toList();
    return new LesionDataset(records, TREE, ImageSource.inMemory(Map.of()), LoadReport.empty());
  }

  @Test
  @DisplayName("are those of the split by lesion, with counts and the source of the images")
  void parts() {
    LesionDataset dataset = dataset(10);
    DatasetSplit split = DatasetSplit.byFractions(dataset, 3, 0.6, 0.2, 0.2);

    assertThat(split.parts())
        .isEqualTo(GroupedSplit.byFractions(dataset.records(), 3, 0.6, 0.2, 0.2));
    assertThat(split.train()).hasSize(6);
    assertThat(split.validation()).hasSize(2);
    assertThat(split.test()).hasSize(2);
    assertThat(split.trainCounts().total()).isEqualTo(6);
    assertThat(split.images()).isSameAs(dataset.images());
  }

  @Test
  @DisplayName("are of that data set, which may have more images")
  void ofTheSameDataset() {
    GroupedSplit parts = GroupedSplit.byFractions(dataset(10).records(), 3, 0.6, 0.2, 0.2);

    assertThat(new DatasetSplit(dataset(12), parts).test()).isEqualTo(parts.test());
    assertThatThrownBy(() -> new DatasetSplit(dataset(9), parts))
        .hasMessage(
            "image i9 of the split is not in LesionDataset[9 images from memory]; split the"
                + " records of this data set");
  }
}
