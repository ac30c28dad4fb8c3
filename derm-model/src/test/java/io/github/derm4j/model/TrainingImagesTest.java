package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.model.TrainingOverlap.Kind;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The images that a classifier was trained with")
class TrainingImagesTest {

  private static final DiseaseNode NEVUS =
      DiseaseTaxonomy.fromPaths(List.of(List.of("skin", "nevus")))
          .findByName("nevus")
          .orElseThrow();

  private static final List<LesionRecord> TRAINING =
      List.of(record("a1", "L1", "P1"), record("a2", "", ""));
  private static final List<LesionRecord> VALIDATION = List.of(record("b1", "L2", "P2"));
  private static final TrainingImages KNOWN =
      TrainingImages.of(TRAINING, VALIDATION, hashes(TRAINING, VALIDATION));

  /** Six images, of which the last is new; what the others share was written down here. */
  private static final List<LesionRecord> TEST =
      List.of(
          record("a1.jpg", "", ""),
          record("copy", "", ""),
          record("c3", "L1", "P1"),
          record("c4", "L9", "P2"),
          record("b1", "L2", "P2"),
          record("c6", "L8", "P8"));

  private static final Map<String, String> TEST_BYTES =
      Map.of(
          "a1.jpg", "resized",
          "copy", "bytes of a2",
          "c3", "3",
          "c4", "4",
          "b1", "bytes of b1",
          "c6", "6");

  @Test
  @DisplayName("are found by id without ending, content, lesion and patient, in both parts")
  void overlap() throws IOException {
    TrainingOverlap found = KNOWN.overlap(TEST, contentsOfTest(), true);

    assertThat(found.images()).isEqualTo(5);
    assertThat(found.count(Kind.ID)).isEqualTo(2);
    assertThat(found.count(Kind.CONTENT)).isEqualTo(2);
    assertThat(found.count(Kind.LESION)).isEqualTo(2);
    assertThat(found.count(Kind.PATIENT)).isEqualTo(3);
    assertThat(found.names()).containsExactly("a1.jpg", "copy", "c3", "c4", "b1");
    assertThat(found.text())
        .isEqualTo(
            "5 of the 6 test images are not new to the classifier, because one of its 2 training and"
                + " 1 validation image has the same id (2), content (2), lesion (2) or patient (3);"
                + " for example a1.jpg, copy, c3, c4, b1");
  }

  @Test
  @DisplayName("are compared by content only where ids are unrelated, and by ids where no file is")
  void partly() throws IOException {
    TrainingOverlap contents = KNOWN.overlap(TEST, contentsOfTest(), false);
    assertThat(contents.images()).isEqualTo(2);
    assertThat(contents.text())
        .endsWith(
            "the same content (2); for example copy, b1; ids were not compared, because they were"
                + " declared unrelated");
    TrainingOverlap ids = KNOWN.overlap(TEST, null, true);
    assertThat(ids.images()).isEqualTo(4);
    assertThat(ids.text()).endsWith("; contents were not compared");
    assertThat(KNOWN.overlap(TEST.subList(5, 6), contentsOfTest(), true).text())
        .isEqualTo(
            "none of the 1 test images has the id, content, lesion or patient of one of the"
                + " classifier's 2 training and 1 validation image");
  }

  @Test
  @DisplayName("names ten of many")
  void tenNames() {
    List<LesionRecord> many =
        Stream.iterate(0, i -> i < 25, i -> i + 1).map(i -> record("m" + i, "", "P1")).toList();

    TrainingOverlap found = KNOWN.overlap(many, null, true);

    assertThat(found.images()).isEqualTo(25);
    assertThat(found.names()).hasSize(10);
  }

  @Test
  @DisplayName("are written as the first 8 bytes of each SHA-256")
  void json() throws IOException {
    String json = ClassifierJson.ofTrainingImages(KNOWN);

    // python3: base64.b64encode(b"".join(sorted((hashlib.sha256(x).digest()[:8] for x in texts),
    //     key=lambda d: int.from_bytes(d, "big", signed=True))))
    assertThat(json)
        .contains("\"images\" : 2", "\"ids\" : \"9V/xb2b0M2AsOkJJ13BwBQ==\"")
        .contains("\"contents\" : \"Mqxr8Fy+7Y5bbKlgkoif7Q==\"", "\"lesions\" : \"3/6FlkJ/xQ4=\"")
        .contains("\"patients\" : \"++rnwYZntpg=\"", "\"images\" : 1")
        .contains("\"ids\" : \"fclvd2yEI+U=\"", "\"contents\" : \"QczLgX+Gecc=\"")
        .contains("\"lesions\" : \"12NU2EV4mEQ=\"", "\"patients\" : \"rLu3QsdSTOw=\"");
    assertThat(ClassifierJson.trainingImages(json)).isEqualTo(KNOWN);
    assertThatThrownBy(() -> ClassifierJson.trainingImages(json.replace("12NU2EV4mEQ=", "12NU")))
        .hasMessageContaining("3 bytes, which is not a multiple of 8");
  }

  private static ContentHashes contentsOfTest() {
    return ContentHashes.of(
        TEST,
        ImageSource.inMemory(
            TEST_BYTES.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey,
                        each -> each.getValue().getBytes(StandardCharsets.UTF_8)))),
        ProgressListener.NONE);
  }

  private static ContentHashes hashes(List<LesionRecord> one, List<LesionRecord> two) {
    List<LesionRecord> all = Stream.concat(one.stream(), two.stream()).toList();
    return ContentHashes.of(
        all,
        ImageSource.inMemory(
            all.stream()
                .collect(
                    Collectors.toMap(
                        LesionRecord::imageName,
                        each -> ("bytes of " + each.imageId()).getBytes(StandardCharsets.UTF_8)))),
        ProgressListener.NONE);
  }

  private static LesionRecord record(String id, String lesion, String patient) {
    return LesionRecord.builder(id, id, NEVUS).lesionId(lesion).patientId(patient).build();
  }
}
