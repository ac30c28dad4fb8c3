package io.github.derm4j.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A reader of an archive")
class DatasetReaderTest {

  private static final String MILK =
      """
      isic_id,lesion_id,image_type,class11,diagnosis_1,diagnosis_2,diagnosis_3,diagnosis_4,sex,copyright_license
      A1,L1,dermoscopic,SCCKA,Malignant,Malignant epidermal proliferations,"Squamous cell carcinoma, Invasive",,male,CC-BY-NC
      A2,L1,clinical: close-up,SCCKA,Malignant,Malignant epidermal proliferations,"Squamous cell carcinoma, Invasive",,male,CC-BY-NC
      B1,L2,dermoscopic,NV,Benign,Benign melanocytic proliferations,Nevus,"Nevus, Reed",,CC-BY-NC
      C1,L3,dermoscopic,BEN_OTH,Benign,Benign - Other,,,female,CC-BY-NC
      """;

  @TempDir Path folder;

  private void table(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void pictures(String... names) throws IOException {
    for (String name : names) {
      Path path = folder.resolve(name);
      Files.createDirectories(path.getParent());
      // No reader decodes an image; only whether two are equal is looked at.
      Files.writeString(path, name);
    }
  }

  private LesionDataset read(String reader) throws IOException {
    return DatasetReaders.named(reader).read(DatasetRequest.of(folder));
  }

  private static LesionRecord record(LesionDataset dataset, String id) {
    return dataset.records().stream().filter(r -> r.imageId().equals(id)).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("is found by its name, and an unknown name is refused with the known ones")
  void byName() {
    assertThat(DatasetReaders.all().stream().map(DatasetReader::name))
        .contains("milk10k", "isic", "ham10000", "folder", "csv")
        .doesNotHaveDuplicates();
    assertThat(DatasetReaders.all().stream().map(DatasetReader::description))
        .noneMatch(String::isBlank);
    assertThatThrownBy(() -> DatasetReaders.named("milk"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'milk'")
        .hasMessageContaining("milk10k");
  }

  @Test
  @DisplayName("MILK10k: the hierarchy becomes a tree under one root, the columns attributes")
  void milk() throws IOException {
    table("manifest.csv", MILK);
    pictures("img/A1.jpg", "img/A2.jpg", "img/B1.jpg", "img/C1.jpg");
    try (LesionDataset dataset = read("milk10k")) {
      DiseaseTaxonomy tree = dataset.taxonomy();
      assertThat(dataset.records()).hasSize(4);
      assertThat(tree.children(tree.root()))
          .extracting("name")
          .containsExactly("Benign", "Malignant");
      assertThat(tree.path(record(dataset, "B1").diagnosis()))
          .endsWith("Benign", "Benign melanocytic proliferations", "Nevus", "Nevus, Reed");
      assertThat(tree.path(record(dataset, "C1").diagnosis())).endsWith("Benign", "Benign - Other");
      LesionRecord first = record(dataset, "A1");
      assertThat(first.imageName()).isEqualTo("img/A1.jpg");
      assertThat(first.lesionId()).contains("L1");
      assertThat(first.patientId()).isEmpty();
      assertThat(first.modality()).isEqualTo(Modality.DERMOSCOPIC);
      assertThat(first.licence()).contains("CC-BY-NC");
      assertThat(first.attribute("class11")).contains("SCCKA");
      assertThat(record(dataset, "B1").attribute("sex")).isEmpty();
      assertThat(dataset.report().isClean()).isTrue();
      assertThat(dataset.counts().total()).isEqualTo(4);
      assertThat(dataset.counts().subtree(tree.findPath(List.of("Benign")).orElseThrow()))
          .isEqualTo(2);
    }
  }

  @Test
  @DisplayName("MILK10k: one modality alone keeps the whole tree")
  void modality() throws IOException {
    table("manifest.csv", MILK);
    pictures("A1.jpg", "A2.jpg", "B1.jpg", "C1.jpg");
    DatasetRequest request = DatasetRequest.of(folder).withModality(Modality.CLINICAL);
    try (LesionDataset dataset = DatasetReaders.named("milk10k").read(request.withStrict(true))) {
      assertThat(dataset.records()).extracting(LesionRecord::imageId).containsExactly("A2");
      assertThat(dataset.report().count(Reason.OTHER_MODALITY)).isEqualTo(3);
      assertThat(dataset.taxonomy().findPath(List.of("Benign", "Benign - Other"))).isPresent();
    }
  }

  @Test
  @DisplayName("a modality that is blank or not known is unknown, which is said")
  void unknownModality() throws IOException {
    table(
        "manifest.csv",
        """
        image,diagnosis,modality
        a,nevus,Dermatoscopic
        b,nevus,TBP tile: close-up
        c,nevus,panorama
        d,nevus,panorama
        e,nevus,
        f,nevus,n/a
        g,nevus,smartphone
        h,nevus,#dermoscopy
        """);
    pictures("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg", "g.jpg", "h.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records())
          .extracting(LesionRecord::modality)
          .containsExactly(
              Modality.DERMOSCOPIC,
              Modality.OTHER,
              Modality.UNKNOWN,
              Modality.UNKNOWN,
              Modality.UNKNOWN,
              Modality.UNKNOWN,
              Modality.CLINICAL,
              Modality.UNKNOWN);
      assertThat(dataset.report().notices())
          .contains("the column 'modality' has no value in 2 rows, whose modality is unknown")
          .anyMatch(
              each ->
                  each.startsWith(
                      "warning: the column 'modality' has values that are not known, in 3 rows,"
                          + " whose modality is unknown: '#dermoscopy' (1), 'panorama' (2); known"
                          + " are dermoscopic, clinical, other"));
    }
    DatasetRequest request = DatasetRequest.of(folder);
    try (LesionDataset dataset =
        DatasetReaders.named("csv").read(request.withModality(Modality.CLINICAL))) {
      assertThat(dataset.records()).extracting(LesionRecord::imageId).containsExactly("g");
      assertThat(dataset.report().count(Reason.OTHER_MODALITY)).isEqualTo(2);
      assertThat(dataset.report().count(Reason.UNKNOWN_MODALITY)).isEqualTo(5);
    }
    assertThatThrownBy(() -> DatasetReaders.named("csv").read(request.withStrict(true)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("strict")
        .hasMessageContaining("'panorama' (2)");
  }

  @Test
  @DisplayName("counts and names what does not fit, and fails if it is strict")
  void defects() throws IOException {
    table(
        "manifest.csv",
        """
        image,diagnosis,lesion
        a,nevus,1
        b,,2
        c,nevus,3
        a,melanoma,4
        d,melanoma,5
        """);
    pictures("x/a.jpg", "x/b.jpg", "x/d.jpg", "y/d.png", "y/e.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records()).extracting(LesionRecord::imageId).containsExactly("a");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
      assertThat(dataset.report().count(Reason.MISSING_IMAGE)).isEqualTo(1);
      assertThat(dataset.report().count(Reason.DUPLICATE_ID)).isEqualTo(1);
      assertThat(dataset.report().count(Reason.AMBIGUOUS_IMAGE)).isEqualTo(1);
      assertThat(dataset.report().count(Reason.NOT_IN_TABLE)).isEqualTo(1);
      assertThat(dataset.report().toString())
          .contains("1 not among the images: c")
          .contains("1 without a diagnosis in the tree: b")
          .contains("y/e.jpg");
    }
    assertThatThrownBy(
            () -> DatasetReaders.named("csv").read(DatasetRequest.of(folder).withStrict(true)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("strict")
        .hasMessageContaining("1 not among the images: c");
  }

  @Test
  @DisplayName("blank rows are ignored; a row with a diagnosis but no id is counted")
  void blankRows() throws IOException {
    table("manifest.csv", "image,diagnosis,\na,nevus,\n,,\n,melanoma,\n,,\n,,\n");
    pictures("a.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records()).hasSize(1);
      assertThat(dataset.report().toString())
          .isEqualTo("1 row without the id of an image: melanoma");
    }
  }

  @Test
  @DisplayName("near misses of ids are named if no id is found")
  void onlyNearMisses() throws IOException {
    table("manifest.csv", "image,diagnosis\n1.0,nevus\n02,melanoma\n");
    pictures("1.jpg", "0002.jpg");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2 not among the images: 1.0, 02")
        .hasMessageContaining("'1.0' (1.jpg), '02' (0002.jpg)");
  }

  @Test
  @DisplayName("columns that look like ids are warned of, in other languages and plurals, too")
  void otherIds() throws IOException {
    pictures("a.jpg");
    for (String column :
        List.of(
            "pid",
            "ID-Paciente",
            "Lesions",
            "Läsion",
            "ptid",
            "Lesion ID (anonymised)",
            "new number of the patient")) {
      table("manifest.csv", "image,diagnosis," + column + "\na,nevus,1\n");
      try (LesionDataset dataset = read("csv")) {
        assertThat(dataset.report().notices())
            .as(column)
            .anyMatch(notice -> notice.startsWith("warning: '" + column + "' looks like an id"));
      }
    }
    for (String column :
        List.of("age", "fluid", "size", "lesion_size", "number of hairs", "notes")) {
      table("manifest.csv", "image,diagnosis," + column + "\na,nevus,1\n");
      try (LesionDataset dataset = read("csv")) {
        assertThat(dataset.report().notices())
            .as(column)
            .noneMatch(notice -> notice.startsWith("warning"));
      }
    }
  }

  @Test
  @DisplayName("names only the first few of many")
  void firstFew() throws IOException {
    StringBuilder text = new StringBuilder("image,diagnosis\nhere,nevus\n");
    for (int i = 0; i < 50; i++) {
      text.append("lost").append(i).append(",nevus\n");
    }
    table("manifest.csv", text.toString());
    pictures("here.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.report().count(Reason.MISSING_IMAGE)).isEqualTo(50);
      assertThat(dataset.report().toString()).contains("lost0, lost1").doesNotContain("lost9");
    }
  }

  @Test
  @DisplayName("ISIC Archive: current exports by hierarchy, older ones by their two columns")
  void isic() throws IOException {
    table(
        "metadata.csv",
        """
        isic_id,attribution,copyright_license,diagnosis_1,diagnosis_2,patient_id,lesion_id,image_type
        I1,Someone,CC-0,Benign,Cysts,P1,L1,dermoscopic
        """);
    pictures("I1.jpg");
    try (LesionDataset dataset = read("isic")) {
      LesionRecord only = dataset.records().get(0);
      assertThat(only.patientId()).contains("P1");
      assertThat(only.licence()).contains("CC-0");
      assertThat(only.attribute("attribution")).contains("Someone");
      assertThat(dataset.taxonomy().path(only.diagnosis())).endsWith("Benign", "Cysts");
    }
    table(
        "metadata.csv",
        """
        isic_id,benign_malignant,diagnosis
        I1,benign,nevus
        I2,malignant,angiosarcoma
        I3,benign,
        I4,,unknown
        """);
    pictures("I2.jpg", "I3.jpg", "I4.jpg");
    try (LesionDataset dataset = read("isic")) {
      DiseaseTaxonomy tree = dataset.taxonomy();
      assertThat(tree.path(record(dataset, "I1").diagnosis()))
          .endsWith("Benign", "Benign melanocytic proliferations", "Nevus");
      assertThat(tree.path(record(dataset, "I2").diagnosis()))
          .endsWith("Malignant", "angiosarcoma");
      assertThat(tree.path(record(dataset, "I3").diagnosis())).endsWith("Benign");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("HAM10000: a gzip table from elsewhere, seven labels in the hierarchy")
  void ham() throws IOException {
    Path table = folder.resolve("tables/HAM10000_metadata.csv.gz");
    Files.createDirectories(table.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(table))) {
      out.write(
          """
          lesion_id,image_id,dx,dx_type,age,sex,localization
          H1,I1,bkl,histo,80,male,scalp
          H1,I2,bkl,histo,80,male,scalp
          H2,I3,MEL,histo,,,
          H3,I4,what,histo,,,
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    pictures("HAM10000_images_part_1/I1.jpg", "HAM10000_images_part_2/I2.jpg", "I3.jpg", "I4.jpg");
    DatasetRequest request = DatasetRequest.of(folder).withTable(table);
    try (LesionDataset dataset = DatasetReaders.named("ham10000").read(request)) {
      assertThat(dataset.records()).hasSize(3);
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
      assertThat(record(dataset, "I1").lesionId()).isEqualTo(record(dataset, "I2").lesionId());
      assertThat(dataset.taxonomy().path(record(dataset, "I3").diagnosis())).contains("Malignant");
      assertThat(record(dataset, "I1").attribute("dx")).contains("bkl");
    }
  }

  @Test
  @DisplayName("folder per class: nested folders make the tree, a split's folder does not")
  void folders() throws IOException {
    pictures(
        "Train/nevus/a.jpg", "Test/melanoma/a.jpg", "malignant/carcinoma/basal/b.png", "loose.jpg");
    try (LesionDataset dataset = read("folder")) {
      DiseaseTaxonomy tree = dataset.taxonomy();
      LesionRecord train = record(dataset, "Train/nevus/a.jpg");
      assertThat(tree.path(train.diagnosis())).endsWith("nevus").doesNotContain("Train");
      assertThat(train.attribute("split")).contains("train");
      assertThat(tree.path(record(dataset, "malignant/carcinoma/basal/b.png").diagnosis()))
          .endsWith("malignant", "carcinoma", "basal");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
    }
  }

  private static String classesOf(LesionDataset dataset) {
    return dataset.records().stream()
        .map(
            record ->
                String.join(
                        " > ",
                        dataset.taxonomy().path(record.diagnosis()).stream().skip(1).toList())
                    + record.attribute("split").map(part -> " in " + part).orElse(""))
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private LesionDataset readFolders(String... names) throws IOException {
    pictures(names);
    return read("folder");
  }

  @Test
  @DisplayName("folder per class: finds the parts of a split in any case and at any depth")
  void parts() throws IOException {
    try (LesionDataset dataset =
        readFolders(
            "Skin cancer/Train/melanoma/a.jpg",
            "Skin cancer/Train/nevus/b.jpg",
            "Skin cancer/TESTING/nevus/c.jpg",
            "Skin cancer/val_set/melanoma/d.jpg")) {
      assertThat(classesOf(dataset))
          .isEqualTo("melanoma in train, melanoma in validation, nevus in test, nevus in train");
      assertThat(dataset.report().notices())
          .contains("parts of a split by folders: {test=1, train=2, validation=1}")
          .anyMatch(
              notice -> notice.contains("folder 'Skin cancer', which is not used as a class"));
    }
  }

  @Test
  @DisplayName("folder per class: parts below the classes, wrappings of two folders")
  void partsBelow() throws IOException {
    try (LesionDataset dataset =
        readFolders("x/y/melanoma/train/a.jpg", "x/y/nevus/test/b.jpg", "x/y/loose.jpg")) {
      assertThat(classesOf(dataset)).isEqualTo("melanoma in train, nevus in test");
      assertThat(dataset.report().count(Reason.UNMAPPED_LABEL)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("folder per class: a folder without an image is a defect, one of texts is not")
  void foldersWithoutImage() throws IOException {
    pictures("set/nevus/a.jpg", "set/melanoma/b.jpg");
    Files.createDirectories(folder.resolve("set/malignant/bcc"));
    Files.createDirectories(folder.resolve("set/scc"));
    Files.createDirectories(folder.resolve("set/.cache"));
    Files.createDirectories(folder.resolve("set/docs"));
    Files.writeString(folder.resolve("set/docs/readme.txt"), "about");
    Files.createDirectories(folder.resolve("set/dysplastic"));
    Files.writeString(folder.resolve("set/dysplastic/c.jpg.part"), "half");
    // The same as an archive, which lists its folders.
    Path zip = folder.resolve("set.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> all = Files.walk(folder.resolve("set"))) {
      for (Path each : all.skip(1).sorted().toList()) {
        String name = folder.relativize(each).toString().replace('\\', '/');
        out.putNextEntry(new ZipEntry(Files.isDirectory(each) ? name + "/" : name));
        if (Files.isRegularFile(each)) {
          Files.copy(each, out);
        }
      }
    }
    for (Path source : List.of(folder.resolve("set"), zip)) {
      DatasetRequest request = DatasetRequest.of(source);
      String inside = source.equals(zip) ? "set/" : "";
      try (LesionDataset dataset = DatasetReaders.named("folder").read(request)) {
        assertThat(dataset.records()).hasSize(2);
        assertThat(dataset.report().lines())
            .contains(
                "left out 3 folders without an image: "
                    + inside
                    + "dysplastic, "
                    + inside
                    + "malignant/bcc (empty), "
                    + inside
                    + "scc (empty)");
      }
      assertThatThrownBy(() -> DatasetReaders.named("folder").read(request.withStrict(true)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("3 folders without an image");
    }
  }

  @Test
  @DisplayName("folder per class: a folder beside a part, with the same folders in it, is one too")
  void partsOfOtherNames() throws IOException {
    try (LesionDataset dataset =
        readFolders(
            "Training/melanoma/a.jpg",
            "Training/nevus/b.jpg",
            "Prüfung/nevus/c.jpg",
            "dev/melanoma/d.jpg",
            "nevus/e.jpg")) {
      assertThat(classesOf(dataset))
          .isEqualTo("melanoma in dev, melanoma in train, nevus, nevus in Prüfung, nevus in train");
      assertThat(dataset.report().notices())
          .contains("parts of a split by folders: {Prüfung=1, dev=1, train=2}");
    }
  }

  @Test
  @DisplayName("folder per class: warns where all folders have the same folders in them")
  void folds() throws IOException {
    try (LesionDataset dataset =
        readFolders(
            "fold1/nevus/a.jpg", "fold1/mel/b.jpg", "fold2/nevus/c.jpg", "fold2/mel/d.jpg")) {
      assertThat(dataset.report().notices())
          .singleElement()
          .asString()
          .startsWith(
              "warning: the folders fold1, fold2 have the same folders in them (mel, nevus)");
    }
  }

  @Test
  @DisplayName("a manifest: a number that joins most images is doubted as an id")
  void placeholders() throws IOException {
    pictures("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg");
    table(
        "manifest.csv",
        """
        image,diagnosis,lesion_id,patient_id
        a,nevus,0,1
        b,nevus,0,1
        c,nevus,0,1
        d,melanoma,1,2
        e,melanoma,2,2
        """);
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.report().notices())
          .filteredOn(notice -> notice.startsWith("warning"))
          .singleElement()
          .asString()
          .contains("3 images have the lesion id '0'", "leave these cells empty");
    }
  }

  @Test
  @DisplayName("a manifest: a header without rows is named")
  void noRow() throws IOException {
    pictures("a.jpg");
    table("manifest.csv", "image,diagnosis\n");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("manifest.csv has a header, but no row");
  }

  @Test
  @DisplayName("folder per class: a lone class stays one")
  void loneClass() throws IOException {
    try (LesionDataset dataset = readFolders("melanoma/a.jpg", "melanoma/b.jpg")) {
      assertThat(classesOf(dataset)).isEqualTo("melanoma");
    }
  }

  @Test
  @DisplayName("an id with and without ending is one image, and a repeated row may contradict")
  void idsWithEnding() throws IOException {
    table("manifest.csv", "image,diagnosis\np0,nevus\np1,nevus\np0.png,melanoma\nP1.PNG,nevus\n");
    pictures("p0.png", "p1.png");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records()).extracting(LesionRecord::imageId).containsExactly("p0", "p1");
      assertThat(dataset.report().count(Reason.DUPLICATE_ID)).isEqualTo(2);
      assertThat(dataset.report().notices())
          .anyMatch(notice -> notice.contains("'p0.png' (nevus, then melanoma)"))
          .anyMatch(
              notice -> notice.contains("1 image was found in other case: 'P1.PNG' is p1.png"));
    }
  }

  @Test
  @DisplayName("spellings of a label, a lesion and a patient are one, and named")
  void spellings() throws IOException {
    table(
        "manifest.csv",
        """
        image,diagnosis,lesion,patient
        a,Melanoma,L1,P1
        b,melanoma,l1,P2
        c,melanoma\u00a0,L2,P3
        d,mela\u200bnoma,L3,p\u00a01
        e,MELANOMA,L4,P4
        f,basal_cell,L5,P5
        g,basal cell,L6,P6
        """);
    pictures("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg", "g.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(classesOf(dataset)).isEqualTo("basal cell, basal_cell, melanoma");
      assertThat(record(dataset, "b").lesionId()).isEqualTo(record(dataset, "a").lesionId());
      assertThat(dataset.report().notices())
          .anyMatch(
              notice ->
                  notice.contains(" spellings of one label are read as 'melanoma'")
                      && notice.contains("'mela<U+200B>noma' (1)"))
          .anyMatch(notice -> notice.contains("kept apart: 'basal_cell', 'basal cell'"))
          .anyMatch(notice -> notice.contains("1 lesion id has") && notice.contains("L1 = l1"));
    }
  }

  @Test
  @DisplayName("equal bytes are no ambiguity; other bytes are, unless every file is requested")
  void copies() throws IOException {
    table("manifest.csv", "image,diagnosis\na,nevus\nb,nevus\n");
    pictures("x/b.jpg", "y/b.jpg");
    Files.writeString(folder.resolve("x/a.jpg"), "same");
    Files.writeString(folder.resolve("y/a.jpg"), "same");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records()).extracting(LesionRecord::imageName).containsExactly("x/a.jpg");
      assertThat(dataset.report().count(Reason.EQUAL_COPY)).isEqualTo(1);
      assertThat(dataset.report().count(Reason.NOT_IN_TABLE)).isZero();
      assertThat(dataset.report().toString()).contains("b (x/b.jpg, y/b.jpg)");
    }
    DatasetRequest every = DatasetRequest.of(folder).withEveryFile();
    try (LesionDataset dataset = DatasetReaders.named("csv").read(every)) {
      assertThat(dataset.records())
          .extracting(LesionRecord::imageId)
          .containsExactly("a", "y/a.jpg", "b", "y/b.jpg");
    }
  }

  @Test
  @DisplayName("content decides which files are images; others are named and counted")
  void formats() throws IOException {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0, 0, 0, 0, 0};
    pictures("nevus/a.JFIF", "nevus/b.jpe", "nevus/c.bmp", "nevus/d.webp", "nevus/e.tif");
    pictures("nevus/f.heic", "nevus/Thumbs.db", "nevus/notes.txt", "more.zip");
    Files.write(folder.resolve("nevus/g"), png);
    Files.createSymbolicLink(folder.resolve("nevus/self"), Path.of("."));
    try (LesionDataset dataset = read("folder")) {
      assertThat(dataset.records()).hasSize(6);
      assertThat(dataset.report().toString())
          .contains("1 image of an unsupported format: nevus/f.heic (HEIC)")
          .contains("1 file that is not an image: nevus/Thumbs.db")
          .contains("1 link or folder that is not followed: nevus/self")
          .doesNotContain("notes.txt");
      assertThat(dataset.report().notices()).anyMatch(notice -> notice.contains("more.zip"));
    }
    assertThatThrownBy(
            () -> DatasetReaders.named("folder").read(DatasetRequest.of(folder).withStrict(true)))
        .hasMessageContaining("f.heic");
  }

  @Test
  @DisplayName("near misses of ids are named, not used")
  void nearMisses() throws IOException {
    table("manifest.csv", "image,diagnosis\na,nevus\nISIC-12,nevus\n");
    pictures("a.jpg", "ISIC_0000012.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records()).hasSize(1);
      assertThat(dataset.report().notices())
          .anyMatch(
              notice ->
                  notice.startsWith("warning: 1 id ")
                      && notice.contains("'ISIC-12' (ISIC_0000012.jpg)"));
      assertThat(dataset.report().lines())
          .anyMatch(line -> line.startsWith("left out 1 not among"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lesion_id,image_id,dx,patient_id",
        "lesion,image,diagnosis,patient",
        "Lesion ID,ISIC_ID,Diagnosis,PatientID",
        "lesion_id,img_id,diagnostic,subject-id",
        "Lesion_Id,file name,LABEL,patient"
      })
  @DisplayName("your own table: columns are recognised by common names")
  void columnNames(String header) throws IOException {
    table("manifest.csv", header + "\nL1,a,nevus,P1\nL1,b,nevus,P1\n");
    pictures("a.jpg", "b.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records()).hasSize(2);
      assertThat(record(dataset, "b").lesionId()).contains("L1");
      assertThat(record(dataset, "b").patientId()).contains("P1");
      assertThat(record(dataset, "b").attributes()).isEmpty();
      String[] names = header.split(",", -1);
      assertThat(dataset.report().notices())
          .singleElement()
          .asString()
          .contains("lesion is '" + names[0] + "'", "patient is '" + names[3] + "'");
    }
  }

  @Test
  @DisplayName("your own table: an unused column that looks like an id gives a warning")
  void unusedIds() throws IOException {
    table(
        "manifest.csv",
        "image,dx,case_id,StudyUID,lesion_site,patient_sex,Set\na,nevus,1,2,arm,m,Training\n");
    pictures("a.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.report().notices())
          .anyMatch(notice -> notice.contains("no lesion and no patient"))
          .anyMatch(
              notice ->
                  notice.startsWith(
                      "warning: 'case_id', 'StudyUID' look like ids but are not used"));
      assertThat(dataset.records().get(0).attribute("split")).contains("train");
      assertThat(dataset.records().get(0).attribute("Set")).contains("Training");
    }
    table("metadata.csv", "isic_id,diagnosis_1,diagnosis_2,acquisition_id\na,Benign,Nevus,7\n");
    try (LesionDataset dataset = read("isic")) {
      assertThat(dataset.report().notices())
          .singleElement()
          .asString()
          .contains("'acquisition_id' looks like an id");
    }
  }

  @Test
  @DisplayName("tables may have a byte order mark, CRLF, quotes and blank lines")
  void tableForms() throws IOException {
    table(
        "manifest.csv",
        "\ufeffimage,diagnosis,note\r\n\"a\",\"nevus, \"\"blue\"\"\",\"two\r\nlines\"\r\n\r\n");
    pictures("a.jpg");
    try (LesionDataset dataset = read("csv")) {
      assertThat(dataset.records().get(0).diagnosis().name()).isEqualTo("nevus, \"blue\"");
      assertThat(dataset.records().get(0).attribute("note")).contains("two\r\nlines");
    }
  }

  @Test
  @DisplayName("reports what is wrong with a table: missing, empty, a missing column, a short line")
  void badTables() throws IOException {
    pictures("a.jpg");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no manifest.csv");
    Path absent = folder.resolve("absent.csv");
    assertThatThrownBy(
            () -> DatasetReaders.named("csv").read(DatasetRequest.of(folder).withTable(absent)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("absent.csv");
    table("manifest.csv", "");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty");
    table("manifest.csv", "image,verdict\na,nevus\n");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("diagnosis")
        .hasMessageContaining("it has image, verdict");
    table("manifest.csv", "image,diagnosis,lesion\na,nevus,1\nb,nevus\n");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("2 cells");
    table("manifest.csv", "image,image\na,b\n");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two columns called 'image'");
    table("manifest.csv", "image,diagnosis\nlost,nevus\n");
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no image")
        .hasMessageContaining("lost");
  }

  @Test
  @DisplayName("reports a table that is not UTF-8, and a truncated gzip")
  void badBytes() throws IOException {
    pictures("a.jpg");
    Files.write(
        folder.resolve("manifest.csv"),
        "image,diagnosis\na,n\u00e6vus".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("UTF-8");
    Files.delete(folder.resolve("manifest.csv"));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write("image,diagnosis\na,nevus\n".getBytes(StandardCharsets.UTF_8));
    }
    byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() - 9);
    Files.write(folder.resolve("manifest.csv.gz"), cut);
    assertThatThrownBy(() -> read("csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't be unpacked");
  }
}
