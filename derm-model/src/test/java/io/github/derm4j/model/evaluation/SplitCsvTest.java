package io.github.derm4j.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A table of folds")
class SplitCsvTest {

  private static final List<LesionRecord> RECORDS =
      Stream.of("a", "b", "c", "d", "e")
          .map(
              id -> LesionRecord.builder(id, id + ".jpg", DiseaseNode.of("nevus", "nevus")).build())
          .toList();

  @TempDir Path folder;

  private Path table(String... rows) throws IOException {
    return Files.writeString(
        folder.resolve("folds.csv"), "image,component,fold\n" + String.join("\n", rows) + "\n");
  }

  private static List<String> ids(List<LesionRecord> part) {
    return part.stream().map(LesionRecord::imageId).toList();
  }

  @Test
  @DisplayName("holds one fold out, chooses on the next and trains on the others")
  void folds() throws IOException {
    Path table = table("a,0,0", "b,1,1", "c,2,2", "d,3,0");

    GroupedSplit first = SplitCsv.readFold(table, RECORDS, 0);
    assertThat(ids(first.test())).containsExactly("a", "d");
    assertThat(ids(first.validation())).containsExactly("b");
    assertThat(ids(first.train())).containsExactly("c"); // e is in no fold.

    GroupedSplit last = SplitCsv.readFold(table, RECORDS, 2);
    assertThat(ids(last.test())).containsExactly("c");
    assertThat(ids(last.validation())).containsExactly("a", "d");
    assertThat(ids(last.train())).containsExactly("b");
  }

  @Test
  @DisplayName("is refused if a fold is missing or an image is in two")
  void refused() throws IOException {
    Path table = table("a,0,0", "b,1,1", "c,2,2");
    assertThatThrownBy(() -> SplitCsv.readFold(table, RECORDS, 3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has 3 folds, and fold 3 is to be held out");
    Path twice = table("a,0,0", "b,1,1", "c,2,2", "a,0,1");
    assertThatThrownBy(() -> SplitCsv.readFold(twice, RECORDS, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("image 'a' is in two folds; leave one row for each image");
    Path few = table("a,0,0", "b,1,1");
    assertThatThrownBy(() -> SplitCsv.readFold(few, RECORDS, 0))
        .hasMessageContaining("has 2 folds");
  }
}
