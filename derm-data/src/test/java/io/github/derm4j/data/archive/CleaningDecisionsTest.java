package io.github.derm4j.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Decisions on the images of a data set")
class CleaningDecisionsTest {

  @TempDir Path folder;

  @BeforeEach
  void images() throws IOException {
    for (String name : List.of("a.jpg", "b.jpg", "c.jpg", "d.jpg")) {
      Files.write(folder.resolve(name), new byte[] {(byte) name.charAt(0)});
    }
    Files.writeString(
        folder.resolve("manifest.csv"),
        """
        image,diagnosis_1,diagnosis_2,modality
        a,Benign,Nevus,dermoscopic
        b,Benign,Keratosis,dermoscopic
        c,Malignant,Melanoma,dermoscopic
        d,Malignant,Melanoma,clinical
        """);
  }

  private DatasetRequest request(String... rows) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("decisions.csv"),
            "image,decision,label\n" + String.join("\n", rows) + "\n");
    return DatasetRequest.of(folder).withDecisions(CleaningDecisions.read(file));
  }

  private static LesionDataset read(DatasetRequest request) throws IOException {
    return DatasetReaders.named("csv").read(request);
  }

  private static List<String> labels(LesionDataset dataset) {
    return dataset.records().stream()
        .map(record -> record.imageId() + " " + record.diagnosis().name())
        .toList();
  }

  @Test
  @DisplayName("drop and relabel while data are read; the report counts and names them")
  void applied() throws IOException {
    try (LesionDataset dataset =
        read(request("a,keep,", "b,drop,", "c,relabel,Benign > Nevus", "d,relabel,Keratosis"))) {
      assertThat(labels(dataset)).containsExactly("a Nevus", "c Nevus", "d Keratosis");
      assertThat(dataset.report().count(Reason.DROPPED)).isEqualTo(1);
      assertThat(dataset.report().isClean()).isTrue();
      assertThat(dataset.report().lines())
          .contains(
              "left out 1 dropped by a decision: b",
              "decisions of decisions.csv: keep 1, drop 1, relabel 2; 2 images that are read have a"
                  + " new label: c (Melanoma to Nevus), d (Melanoma to Keratosis)");
      assertThat(dataset.taxonomy().findByName("Melanoma")).isPresent();
    }
  }

  @Test
  @DisplayName("may be on images that the request leaves out, and name files in place of ids")
  void otherImages() throws IOException {
    DatasetRequest request = request("d,relabel,Nevus", "a.jpg,drop,", "c,drop,", "c,drop,");
    try (LesionDataset dataset = read(request.withModality(Modality.DERMOSCOPIC))) {
      assertThat(labels(dataset)).containsExactly("b Keratosis");
      assertThat(dataset.report().count(Reason.OTHER_MODALITY)).isEqualTo(1);
      assertThat(dataset.report().notices())
          .contains(
              "decisions of decisions.csv: keep 0, drop 3, relabel 1; 0 images that are read have a"
                  + " new label");
    }
  }

  @Test
  @DisplayName("apply to every file of an id, and to a data set that was read before")
  void everyFile() throws IOException {
    Files.createDirectories(folder.resolve("copies"));
    Files.write(folder.resolve("copies/a.jpg"), new byte[] {7});
    try (LesionDataset dataset = read(request("copies/a.jpg,drop,").withEveryFile())) {
      assertThat(labels(dataset)).hasSize(4).startsWith("a Nevus");
    }
    Path file = folder.resolve("decisions.csv");
    Files.writeString(file, "image,decision,label\nx,drop,\ny,relabel,B\n");
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(List.of(List.of("A"), List.of("B")), "all diagnoses");
    LesionDataset before =
        new LesionDataset(
            List.of(
                LesionRecord.builder("x", "x", tree.require("A")).build(),
                LesionRecord.builder("y", "y", tree.require("A")).build()),
            tree,
            ImageSource.inMemory(Map.of()),
            LoadReport.empty());

    LesionDataset after = CleaningDecisions.read(file).applyTo(before);

    assertThat(labels(after)).containsExactly("y B");
    assertThat(after.report().count(Reason.DROPPED)).isEqualTo(1);
    assertThat(after.report().notices()).singleElement().asString().contains("y (A to B)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e,drop, | line 2: the image 'e' is not in the data set; remove the row, or correct the id",
        "other/a,drop, | line 2: the image 'other/a' is not in the data set; remove the row",
        "a,relabel,Wart | line 2: the label 'Wart' is not a diagnosis of the tree; give the id of a"
            + " node",
        "a,relabel,skin lesion | line 2: the label 'skin lesion' is no diagnosis; give another",
        "a,relabel, | line 2: relabel needs a label; give the id of a node of the tree",
        "a,drop,Nevus | line 2: the label 'Nevus' has no effect with drop; remove it",
        "a,remove, | line 2: the decision 'remove' is none of keep, drop and relabel; write one",
        ",drop, | line 2: no image; give its id, or remove the row",
        "a,drop,;a,keep, | line 3: the decision for the image 'a' is keep, but drop in line 2;"
            + " remove one of the two rows",
        "a,relabel,Nevus;A.JPG,relabel,Melanoma | line 3: the decision for the image 'A.JPG' is"
            + " relabel Melanoma, but relabel Nevus in line 2; remove one of the two rows",
      })
  @DisplayName("are refused with file, line and remedy")
  void refused(String rows, String message) {
    assertThatThrownBy(() -> read(request(rows.split(";"))).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("decisions.csv, ")
        .hasMessageContaining(message);
  }
}
