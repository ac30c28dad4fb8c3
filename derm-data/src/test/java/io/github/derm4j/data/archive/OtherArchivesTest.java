package io.github.derm4j.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.split.Components;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Further archives")
class OtherArchivesTest {

  @TempDir Path folder;

  private LesionDataset read(String reader, String tableName, String table, String... pictures)
      throws IOException {
    for (String name : pictures) {
      Path path = folder.resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, new byte[] {1});
    }
    if (!table.isEmpty()) {
      Files.writeString(folder.resolve(tableName), table);
    }
    return DatasetReaders.named(reader).read(DatasetRequest.of(folder));
  }

  private static List<String> path(LesionDataset dataset, String id) {
    return dataset.taxonomy().path(record(dataset, id).diagnosis());
  }

  private static LesionRecord record(LesionDataset dataset, String id) {
    return dataset.records().stream().filter(r -> r.imageId().equals(id)).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("ISIC 2019: one column a class, UNK is no label")
  void oneHot() throws IOException {
    try (LesionDataset dataset =
        read(
            "isic-challenge",
            "ISIC_2019_Training_GroundTruth.csv",
            """
            image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK
            A,1.0,0.0,0,0,0,0,0,0,0
            B,0,0,0,0,0,0,0,1,0
            C,0,0,0,0,0,0,0,0,1
            """,
            "A.jpg",
            "B.jpg",
            "C.jpg")) {
      assertThat(path(dataset, "A")).endsWith("Melanoma, NOS");
      assertThat(path(dataset, "B")).endsWith("Squamous cell carcinoma, NOS");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("ISIC 2018 and 2019: lesions come from the table beside the truths, or a warning")
  void lesionsBeside() throws IOException {
    String truths = "image,MEL,NV\nA,1,0\nB,0,1\nC,0,1\n";
    String[] pictures = {"A.jpg", "B.jpg", "C.jpg"};
    try (LesionDataset dataset =
        read("isic-challenge", "ISIC_2019_Training_GroundTruth.csv", truths, pictures)) {
      assertThat(Components.byIds(dataset.records()).count()).isEqualTo(3);
      assertThat(dataset.report().lines().toString())
          .contains("warning: the table has no lesions or patients");
    }
    Files.writeString(
        folder.resolve("ISIC_2019_Training_Metadata.csv"),
        "image,age_approx,lesion_id,sex\nA,55,,female\nB,50,BCN_1,male\nC,50,BCN_1,male\n");
    try (LesionDataset dataset =
        read("isic-challenge", "ISIC_2019_Training_GroundTruth.csv", truths, pictures)) {
      assertThat(record(dataset, "B").lesionId()).contains("BCN_1");
      assertThat(Components.byIds(dataset.records()).count()).isEqualTo(2);
      assertThat(dataset.report().lines().toString())
          .contains("lesions are read from", "which has them for 2 of its 3 rows")
          .doesNotContain("warning");
    }
    Path table = Files.createDirectories(folder.resolve("tables")).resolve("truth.csv");
    Files.writeString(table, truths);
    Files.move(
        folder.resolve("ISIC_2019_Training_Metadata.csv"),
        folder.resolve("tables/ISIC2018_Task3_Training_LesionGroupings.csv"));
    try (LesionDataset dataset =
        DatasetReaders.named("isic-challenge").read(DatasetRequest.of(folder).withTable(table))) {
      assertThat(Components.byIds(dataset.records()).count()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("a folder that holds the archives of a download is refused by their names")
  void archivesInside() throws IOException {
    Files.write(folder.resolve("HAM10000_images_part_1.zip"), new byte[] {'P', 'K', 3, 4});
    assertThatThrownBy(() -> DatasetReaders.named("ham10000").read(DatasetRequest.of(folder)))
        .hasMessageContaining("archives inside it are not opened")
        .hasMessageContaining("HAM10000_images_part_1.zip");
  }

  @Test
  @DisplayName("a second table of the same kind is named, as only one is read")
  void twoTables() throws IOException {
    read("ham10000", "ISIC2018_Task3_Test_GroundTruth.csv", "image,MEL,NV\nB,1,0\n", "B.jpg")
        .close();
    try (LesionDataset dataset =
        read("ham10000", "HAM10000_metadata.csv", "lesion_id,image_id,dx\nL,A,nv\n", "A.jpg")) {
      assertThat(dataset.records()).extracting(LesionRecord::imageId).containsExactly("A");
      assertThat(dataset.report().lines().toString())
          .contains("ISIC2018_Task3_Test_GroundTruth.csv could be read too");
    }
  }

  @Test
  @DisplayName("a row without an answer is left out and counted, never taken for the negative one")
  void missingAnswers() throws IOException {
    String[] pictures = {"A.jpg", "B.jpg", "C.jpg", "D.jpg", "E.jpg"};
    try (LesionDataset dataset =
        read(
            "isic-challenge",
            "ISIC_2020_Training_GroundTruth.csv",
            """
            image_name,patient_id,diagnosis,benign_malignant,target
            A,P1,nevus,benign,0
            B,,unknown,,NA
            C,,,,
            D,NA,unknown,malignant,1
            E,NA,unknown,benign,
            """,
            pictures)) {
      assertThat(dataset.records())
          .extracting(LesionRecord::imageId)
          .containsExactly("A", "D", "E");
      assertThat(path(dataset, "D")).containsExactly("skin lesion", "Malignant");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(2);
      assertThat(record(dataset, "D").patientId()).isEmpty();
    }
    try (LesionDataset dataset =
        read(
            "isic-challenge",
            "ISIC_2020_Training_GroundTruth.csv",
            """
            image_id,melanoma,seborrheic_keratosis
            A,1.0,0.0
            B,0.0,0.0
            C,,
            D,0.0,nan
            E,1.0,1.0
            """,
            pictures)) {
      assertThat(dataset.records()).extracting(LesionRecord::imageId).containsExactly("A", "B");
      assertThat(path(dataset, "B")).endsWith("Nevus");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("lesions and patients that are not known join nothing")
  void missingIds() throws IOException {
    try (LesionDataset dataset =
        read(
            "csv",
            "manifest.csv",
            """
            image,diagnosis,lesion,patient
            A,nevus,,NA
            B,nevus,NA,?
            C,melanoma,None,NA
            D,unknown,L,P
            E,melanoma,unknown,
            """,
            "A.jpg",
            "B.jpg",
            "C.jpg",
            "D.jpg",
            "E.jpg")) {
      assertThat(dataset.records()).hasSize(4);
      assertThat(Components.byIds(dataset.records()).count()).isEqualTo(4);
    }
    try (LesionDataset dataset =
        read(
            "pad-ufes-20",
            "metadata.csv",
            """
            patient_id,lesion_id,diagnostic,img_id
            ,7,NEV,A.jpg
            ,7,BCC,B.jpg
            P,7,BCC,C.jpg
            """,
            "A.jpg",
            "B.jpg",
            "C.jpg")) {
      assertThat(Components.byIds(dataset.records()).count()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("tables with tabs and semicolons, and Dataverse's .tab, are read")
  void delimiters() throws IOException {
    String table = "lesion_id\timage_id\tdx\n\"L1\"\tA\tnv\nL1\tB\tmel\n";
    for (String text : List.of(table, table.replace('\t', ';'), table.replace('\t', '|'))) {
      try (LesionDataset dataset =
          read("ham10000", "HAM10000_metadata.tab", text, "A.jpg", "B.jpg")) {
        assertThat(dataset.records()).hasSize(2);
        assertThat(record(dataset, "A").lesionId()).contains("L1");
      }
    }
  }

  @Test
  @DisplayName("a table in another encoding is refused by name, and read when it is set")
  void encoding() throws IOException {
    Files.write(
        folder.resolve("manifest.csv"),
        "image,diagnosis\nA,m\u00e9lanome\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(folder.resolve("A.jpg"), new byte[] {1});
    DatasetRequest request = DatasetRequest.of(folder);
    assertThatThrownBy(() -> DatasetReaders.named("csv").read(request))
        .hasMessageContaining("manifest.csv is not UTF-8: line 2")
        .hasMessageContaining("windows-1252");
    try (LesionDataset dataset =
        DatasetReaders.named("csv").read(request.withEncoding(StandardCharsets.ISO_8859_1))) {
      assertThat(path(dataset, "A")).endsWith("m\u00e9lanome");
    }
  }

  @Test
  @DisplayName("ISIC 2020: a target that contradicts the word beside it is no label")
  void contradiction() throws IOException {
    try (LesionDataset dataset =
        read(
            "isic-challenge",
            "ISIC_2020_Training_GroundTruth.csv",
            """
            image_name,patient_id,diagnosis,benign_malignant,target
            A,P1,nevus,benign,1
            B,P1,melanoma,malignant,1
            """,
            "A.jpg",
            "B.jpg")) {
      assertThat(dataset.records()).extracting(LesionRecord::imageId).containsExactly("B");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("ISIC 2019: R's TRUE is 1; a probability and a decimal comma are refused")
  void cells() throws IOException {
    String table = "ISIC_2019_Training_GroundTruth.csv";
    try (LesionDataset dataset =
        read(
            "isic-challenge",
            table,
            "\"\",\"image\",\"MEL\",\"NV\"\n\"1\",\"A\",TRUE,FALSE\n\"2\",\"B\",FALSE,TRUE\n",
            "A.jpg",
            "B.jpg")) {
      assertThat(path(dataset, "A")).endsWith("Melanoma, NOS");
      assertThat(path(dataset, "B")).endsWith("Nevus");
    }
    assertThatThrownBy(
            () -> read("isic-challenge", table, "image,MEL,NV\nA,0,1\nB,0.9,0.1\n", "A.jpg"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 3: column 'MEL' holds '0.9', but a truth has only 0 and 1");
    assertThatThrownBy(() -> read("isic-challenge", table, "image;MEL;NV\nA;0,0;1,0\n", "A.jpg"))
        .hasMessageContaining("line 2: column 'MEL' holds '0,0', a number with a decimal comma");
  }

  @Test
  @DisplayName("codes that are not known are named")
  void unknownCodes() throws IOException {
    try (LesionDataset dataset =
        read(
            "ham10000",
            "HAM10000_metadata.csv",
            "lesion_id,image_id,dx\nH1,A,nv\nH2,B,xyz\nH3,C,\n",
            "A.jpg",
            "B.jpg",
            "C.jpg")) {
      assertThat(dataset.report().notices())
          .containsExactly(
              "warning: the column 'dx' has codes that are not known, whose rows are left out:"
                  + " 'xyz' (1)");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("a table with another name is mentioned if none of the known names is found")
  void otherName() {
    assertThatThrownBy(
            () ->
                read(
                    "ham10000",
                    "HAM10000_metadata (1).csv",
                    "lesion_id,image_id,dx\nH1,A,nv\n",
                    "A.jpg"))
        .hasMessageContaining("but HAM10000_metadata (1).csv: give the table's path (--table)");
  }

  @Test
  @DisplayName("ISIC 2020: target and diagnosis, with patients")
  void target() throws IOException {
    try (LesionDataset dataset =
        read(
            "isic-challenge",
            "ISIC_2020_Training_GroundTruth.csv",
            """
            image_name,patient_id,sex,diagnosis,benign_malignant,target
            A,P1,male,unknown,benign,0
            B,P1,male,melanoma,malignant,1
            C,P2,male,cafe-au-lait macule,benign,0
            """,
            "A.jpg",
            "B.jpg",
            "C.jpg")) {
      assertThat(path(dataset, "A")).endsWith("Benign");
      assertThat(path(dataset, "B")).endsWith("Melanoma, NOS");
      assertThat(path(dataset, "C")).endsWith("Benign", "cafe-au-lait macule");
      assertThat(record(dataset, "A").patientId()).contains("P1");
    }
  }

  @Test
  @DisplayName("ISIC 2017: two columns, neither means nevus")
  void seventeen() throws IOException {
    try (LesionDataset dataset =
        read(
            "isic-challenge",
            "ISIC-2017_Training_Part3_GroundTruth.csv",
            "image_id,melanoma,seborrheic_keratosis\nA,0.0,0.0\nB,0.0,1.0\nC,1.0,0.0\n",
            "A.jpg",
            "B.jpg",
            "C.jpg")) {
      assertThat(path(dataset, "A")).endsWith("Nevus");
      assertThat(path(dataset, "B")).endsWith("Seborrheic keratosis");
      assertThat(path(dataset, "C")).endsWith("Melanoma, NOS");
    }
  }

  @Test
  @DisplayName("ISIC 2016: no header, a word in the training table and a number in the test table")
  void sixteen() throws IOException {
    Map<String, String> tables =
        Map.of(
            "ISBI2016_ISIC_Part3_Training_GroundTruth.csv",
            "A,benign\nB,malignant\nC,benign\nD,?\n",
            "other.csv",
            "A,0.0\nB,1.0\nC,0.0\nD,\n");
    for (Map.Entry<String, String> table : tables.entrySet()) {
      Path file = Files.writeString(folder.resolve(table.getKey()), table.getValue());
      try (LesionDataset dataset =
          DatasetReaders.named("isic-challenge")
              .read(DatasetRequest.of(pictures("A.jpg", "B.jpg", "C.jpg")).withTable(file))) {
        assertThat(dataset.records())
            .extracting(LesionRecord::imageId)
            .containsExactly("A", "B", "C");
        assertThat(path(dataset, "A")).endsWith("Benign");
        assertThat(path(dataset, "B")).endsWith("Malignant");
        assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
      }
    }
  }

  private Path pictures(String... names) throws IOException {
    for (String name : names) {
      Files.write(folder.resolve(name), new byte[] {1});
    }
    return folder;
  }

  @Test
  @DisplayName("a challenge's table without any known class is refused")
  void unknownChallenge() {
    assertThatThrownBy(
            () ->
                read(
                    "isic-challenge",
                    "ISIC_2019_Training_GroundTruth.csv",
                    "image,foo\nA,1\n",
                    "A.jpg"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("MEL, melanoma");
  }

  @Test
  @DisplayName("images of another layout without a diagnosis are refused with the layout's name")
  void noDiagnosis() {
    assertThatThrownBy(() -> read("dermofit", "", "", "train/nevus/a.jpg"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("read as Dermofit, none has a diagnosis");
  }

  @Test
  @DisplayName("Fitzpatrick17k: three, nine, label")
  void fitzpatrick() throws IOException {
    try (LesionDataset dataset =
        read(
            "fitzpatrick17k",
            "fitzpatrick17k.csv",
            """
            md5hash,fitzpatrick_scale,fitzpatrick_centaur,label,nine_partition_label,three_partition_label
            abc,3,-1,becker nevus,benign dermal,benign
            def,-1,2,becker nevus,benign dermal,benign
            """,
            "images/abc.jpg",
            "images/def.jpg")) {
      assertThat(path(dataset, "abc")).endsWith("benign", "benign dermal", "becker nevus");
      assertThat(record(dataset, "abc").attribute("fitzpatrick_scale")).contains("3");
      assertThat(record(dataset, "abc").attribute("fitzpatrick_centaur")).isEmpty();
      assertThat(record(dataset, "abc").modality()).isEqualTo(Modality.CLINICAL);
      assertThat(record(dataset, "def").attribute("fitzpatrick_scale")).isEmpty();
      assertThat(record(dataset, "def").attribute("fitzpatrick_centaur")).contains("2");
      assertThat(dataset.report().notices())
          .containsExactly("the skin type (fitzpatrick_scale) of 1 row is unknown (-1)");
    }
  }

  @Test
  @DisplayName("PAD-UFES-20: ids with extension, lesions numbered within the patient")
  void padUfes() throws IOException {
    try (LesionDataset dataset =
        read(
            "pad-ufes-20",
            "metadata.csv",
            """
            patient_id,lesion_id,diagnostic,img_id
            PAT_1,8,BCC,PAT_1_8_1.png
            PAT_2,8,ACK,PAT_2_8_1.png
            """,
            "imgs_part_1/PAT_1_8_1.png",
            "imgs_part_2/PAT_2_8_1.png")) {
      assertThat(path(dataset, "PAT_1_8_1.png")).endsWith("Basal cell carcinoma");
      assertThat(path(dataset, "PAT_2_8_1.png")).contains("Indeterminate");
      assertThat(record(dataset, "PAT_1_8_1.png").lesionId())
          .isNotEqualTo(record(dataset, "PAT_2_8_1.png").lesionId());
    }
  }

  @Test
  @DisplayName("Dermofit: the folder is the class, masks are no images")
  void dermofit() throws IOException {
    try (LesionDataset dataset =
        read(
            "dermofit",
            "",
            "",
            "VASC/B573b/B573b.png",
            "VASC/B573b/B573bmask.png",
            "AK/A1/A1.png",
            "MEL/train/1.png",
            "XX/A2/A2.png")) {
      assertThat(dataset.records()).hasSize(2);
      LesionRecord vascular = record(dataset, "VASC/B573b/B573b.png");
      assertThat(vascular.attribute("mask")).contains("VASC/B573b/B573bmask.png");
      assertThat(vascular.lesionId()).contains("B573b");
      assertThat(path(dataset, "AK/A1/A1.png")).contains("Malignant");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(2);
      assertThat(dataset.report().count(Reason.NOT_IN_TABLE)).isZero();
    }
  }
}
