package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Shuffled labels")
class LabelShuffleTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(List.of(List.of("a"), List.of("b"), List.of("c")), "root");

  private final List<LesionRecord> records = records();

  @Test
  @DisplayName("stay the same for all images of a lesion")
  void perLesion() {
    Map<String, String> ofLesion = new HashMap<>();
    for (LesionRecord record : LabelShuffle.shuffle(records, 3)) {
      String known = ofLesion.putIfAbsent(Lesions.idOf(record), record.diagnosis().name());
      assertThat(known).isIn(null, record.diagnosis().name());
    }
  }

  @Test
  @DisplayName("keep the number of lesions of every diagnosis, and change nothing else")
  void keepCounts() {
    List<LesionRecord> shuffled = LabelShuffle.shuffle(records, 3);

    assertThat(count(shuffled)).isEqualTo(count(records));
    assertThat(shuffled).extracting(LesionRecord::imageId).isEqualTo(ids(records));
    assertThat(shuffled).isNotEqualTo(records);
  }

  @Test
  @DisplayName("are the same for the same seed, and different for another seed")
  void seeded() {
    assertThat(LabelShuffle.shuffle(records, 3)).isEqualTo(LabelShuffle.shuffle(records, 3));
    assertThat(LabelShuffle.shuffle(records, 3)).isNotEqualTo(LabelShuffle.shuffle(records, 4));
  }

  private static Map<String, Long> count(List<LesionRecord> records) {
    return records.stream()
        .collect(Collectors.groupingBy(each -> each.diagnosis().name(), Collectors.counting()));
  }

  private static List<String> ids(List<LesionRecord> records) {
    return records.stream().map(LesionRecord::imageId).toList();
  }

  private static List<LesionRecord> records() {
    List<LesionRecord> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String diagnosis = i < 30 ? "a" : i < 50 ? "b" : "c";
      records.add(
          LesionRecord.builder(
                  "image" + i, "image" + i + ".png", TREE.findByName(diagnosis).orElseThrow())
              .lesionId("lesion" + i / 2)
              .build());
    }
    return records;
  }
}
