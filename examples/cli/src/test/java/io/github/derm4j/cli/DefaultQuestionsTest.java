package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.archive.DatasetReader;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.evaluation.DiagnosisNames;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each reader's default questions, and the names that people type, on a table of the archive's
 * layout with a row for each of its labels.
 */
@DisplayName("Default questions and names of diagnoses")
class DefaultQuestionsTest {

  private static final String ISIC_2019 =
      """
      image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK
      A,1,0,0,0,0,0,0,0,0
      B,0,1,0,0,0,0,0,0,0
      C,0,0,1,0,0,0,0,0,0
      D,0,0,0,1,0,0,0,0,0
      E,0,0,0,0,1,0,0,0,0
      F,0,0,0,0,0,1,0,0,0
      G,0,0,0,0,0,0,1,0,0
      H,0,0,0,0,0,0,0,1,0
      """;

  private static final String ISIC_2018 =
      """
      image,MEL,NV,BCC,AKIEC,BKL,DF,VASC
      A,1.0,0.0,0.0,0.0,0.0,0.0,0.0
      B,0.0,1.0,0.0,0.0,0.0,0.0,0.0
      C,0.0,0.0,1.0,0.0,0.0,0.0,0.0
      D,0.0,0.0,0.0,1.0,0.0,0.0,0.0
      E,0.0,0.0,0.0,0.0,1.0,0.0,0.0
      """;

  private static final String HAM =
      """
      lesion_id,image_id,dx
      L1,A,mel
      L2,B,nv
      L3,C,bcc
      L4,D,akiec
      L5,E,bkl
      L6,F,df
      L7,G,vasc
      """;

  private static final String HIERARCHY =
      """
      isic_id,lesion_id,image_type,diagnosis_1,diagnosis_2,diagnosis_3,diagnosis_4
      A,L1,dermoscopic,Malignant,Malignant melanocytic proliferations (Melanoma),Melanoma Invasive,
      B,L2,dermoscopic,Malignant,Malignant melanocytic proliferations (Melanoma),Melanoma in situ,
      C,L3,dermoscopic,Benign,Benign melanocytic proliferations,Nevus,
      D,L4,dermoscopic,Benign,Benign melanocytic proliferations,Nevus,"Nevus, Spitz"
      E,L5,dermoscopic,Malignant,Malignant adnexal epithelial proliferations - Follicular,Basal cell carcinoma,
      F,L6,dermoscopic,Malignant,Malignant epidermal proliferations,"Squamous cell carcinoma, Invasive",
      G,L7,dermoscopic,Benign,Benign epidermal proliferations,Seborrheic keratosis,
      H,L8,dermoscopic,Benign,Benign epidermal proliferations,Solar lentigo,
      """;

  private static final String OLD_EXPORT =
      """
      isic_id,benign_malignant,diagnosis
      A,malignant,melanoma
      B,benign,nevus
      C,malignant,basal cell carcinoma
      D,benign,pigmented benign keratosis
      E,malignant,squamous cell carcinoma
      """;

  private static final String ISIC_2020 =
      """
      image_name,patient_id,diagnosis,benign_malignant,target
      A,P1,melanoma,malignant,1
      B,P2,nevus,benign,0
      C,P3,unknown,benign,0
      D,P4,seborrheic keratosis,benign,0
      """;

  private static final String ISIC_2017 =
      """
      image_id,melanoma,seborrheic_keratosis
      A,1.0,0.0
      B,0.0,0.0
      C,0.0,1.0
      """;

  private static final String PAD =
      """
      patient_id,lesion_id,diagnostic,img_id
      P1,1,MEL,A
      P2,2,NEV,B
      P3,3,BCC,C
      P4,4,ACK,D
      P5,5,SEK,E
      P6,6,SCC,F
      """;

  private static final String FITZPATRICK =
      """
      md5hash,label,nine_partition_label,three_partition_label
      A,superficial spreading melanoma ssm,malignant melanoma,malignant
      B,malignant melanoma,malignant melanoma,malignant
      C,halo nevus,benign melanocyte,benign
      D,basal cell carcinoma,malignant epidermal,malignant
      E,seborrheic keratosis,benign epidermal,benign
      F,psoriasis,inflammatory,non-neoplastic
      """;

  private static final String DERM12345 =
      """
      image,diagnosis_1,diagnosis_2,diagnosis_3
      A,Melanocytic Malignant,Melanoma,Lentigo Maligna
      B,Melanocytic Malignant,Melanoma,Acral Nodular
      C,Melanocytic Benign,Banal Compound,Acral
      D,Melanocytic Benign,Dysplastic Junctional,Spitz/Reed
      E,Nonmelanocytic Malignant,Keratinocytic,Basal Cell Carcinoma
      F,Nonmelanocytic Benign,Keratinocytic,Seborrheic Keratosis
      """;

  private static final String CODES =
      """
      image,label
      A,mel
      B,nv
      C,bcc
      D,sk
      """;

  /** Reader, file, content. */
  private record Layout(String reader, String file, String table) {}

  private static final Map<String, Layout> LAYOUTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("milk10k", new Layout("milk10k", "metadata.csv", HIERARCHY)),
              Map.entry("isic", new Layout("isic", "metadata.csv", HIERARCHY)),
              Map.entry("isic-old", new Layout("isic", "metadata.csv", OLD_EXPORT)),
              Map.entry("ham10000", new Layout("ham10000", "HAM10000_metadata.csv", HAM)),
              Map.entry(
                  "isic-2018-test-dx",
                  new Layout("isic-challenge", "ISIC2018_Task3_Test_GroundTruth.csv", HAM)),
              Map.entry(
                  "isic-2018-test",
                  new Layout("isic-challenge", "ISIC2018_Task3_Test_GroundTruth.csv", ISIC_2018)),
              Map.entry(
                  "ham10000-one-hot",
                  new Layout("ham10000", "ISIC2018_Task3_Test_GroundTruth.csv", ISIC_2018)),
              Map.entry(
                  "isic-2019",
                  new Layout("isic-challenge", "ISIC_2019_Training_GroundTruth.csv", ISIC_2019)),
              Map.entry(
                  "isic-2020",
                  new Layout("isic-challenge", "ISIC_2020_Training_GroundTruth.csv", ISIC_2020)),
              Map.entry(
                  "isic-2017",
                  new Layout(
                      "isic-challenge", "ISIC-2017_Training_Part3_GroundTruth.csv", ISIC_2017)),
              Map.entry("pad-ufes-20", new Layout("pad-ufes-20", "metadata.csv", PAD)),
              Map.entry("dermofit", new Layout("dermofit", "", "")),
              Map.entry(
                  "fitzpatrick17k",
                  new Layout("fitzpatrick17k", "fitzpatrick17k.csv", FITZPATRICK)),
              Map.entry("derm12345", new Layout("csv", "manifest.csv", DERM12345)),
              Map.entry("codes", new Layout("csv", "manifest.csv", CODES)),
              Map.entry("folder", new Layout("folder", "", ""))));

  @TempDir Path folder;

  @ParameterizedTest
  @DisplayName("evaluates each default question that the archive has labels for")
  @CsvSource(
      delimiter = '|',
      value = {
        "milk10k | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "isic | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "isic-old | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "ham10000 | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "ham10000-one-hot | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "isic-2018-test | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "isic-2018-test-dx | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "isic-2019 | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "isic-2020 | malignant vs benign; melanoma vs nevus",
        "isic-2017 | malignant vs benign; melanoma vs nevus",
        "pad-ufes-20 | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "dermofit | malignant vs benign; melanoma vs nevus; BCC + SCC vs benign keratosis",
        "fitzpatrick17k | malignant vs benign; melanoma vs benign melanocytic lesions;"
            + " epidermal malignant vs benign",
        "folder | malignant vs benign"
      })
  void defaults(String layout, String expected) throws IOException {
    try (LesionDataset data = read(layout)) {
      List<TaskDefinition> tasks =
          KnownTrees.ofDataset(LAYOUTS.get(layout).reader()).tasks(data.taxonomy());
      DiseasePartition partition =
          DiseasePartitioner.withMaxClassSize(1).partition(data.counts(data.records()));
      List<String> evaluated = new ArrayList<>();
      for (TaskDefinition task : tasks) {
        try {
          TaskDefinition.first(List.of(task), partition, data.counts(data.records()));
          evaluated.add(task.name());
        } catch (IllegalArgumentException noLabels) {
          assertThat(expected).doesNotContain(task.name());
        }
      }
      assertThat(evaluated).containsExactly(expected.split("; ", -1));
    }
  }

  @Test
  @DisplayName("every reader has a layout here")
  void allReaders() {
    assertThat(LAYOUTS.values())
        .extracting(Layout::reader)
        .containsAll(DatasetReaders.all().stream().map(DatasetReader::name).toList());
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @DisplayName("names are codes, synonyms, any case and the beginning of a name")
  @CsvSource(
      delimiter = '|',
      value = {
        "milk10k | melanoma | Malignant melanocytic proliferations (Melanoma)",
        "milk10k | mel | Malignant melanocytic proliferations (Melanoma)",
        "milk10k | nv | Nevus",
        "milk10k | nevus | Nevus",
        "milk10k | bkl | Seborrheic keratosis; Solar lentigo",
        "milk10k | scc | Squamous cell carcinoma, Invasive",
        "milk10k | Malignant > Malignant epidermal proliferations"
            + " | Malignant epidermal proliferations",
        "milk10k | nevus, sp | Nevus, Spitz",
        "isic | MEL | Malignant melanocytic proliferations (Melanoma)",
        "isic-old | melanoma | Malignant melanocytic proliferations (Melanoma)",
        "ham10000 | melanoma | Malignant melanocytic proliferations (Melanoma)",
        "ham10000 | Melanoma, NOS | Melanoma, NOS",
        "ham10000 | naevus | Nevus",
        "ham10000 | bkl | Benign keratosis, any",
        "ham10000 | akiec | Actinic keratosis or Bowen disease",
        "ham10000 | vasc | Benign soft tissue proliferations - Vascular",
        "ham10000 | df | Dermatofibroma",
        "ham10000 | basal | Basal cell carcinoma",
        "ham10000-one-hot | mel | Malignant melanocytic proliferations (Melanoma)",
        "isic-2018-test | AKIEC | Actinic keratosis or Bowen disease",
        "isic-2018-test-dx | nv | Nevus",
        "isic-2019 | AK | Solar or actinic keratosis",
        "isic-2019 | scc | Squamous cell carcinoma, NOS",
        "isic-2020 | seborrheic_keratosis | Seborrheic keratosis",
        "isic-2017 | SK | Seborrheic keratosis",
        "pad-ufes-20 | ACK | Solar or actinic keratosis",
        "pad-ufes-20 | nev | Nevus",
        "pad-ufes-20 | sek | Seborrheic keratosis",
        "dermofit | ML | Nevus",
        "dermofit | IEC | Squamous cell carcinoma in situ",
        "dermofit | pyo | Pyogenic granuloma",
        "fitzpatrick17k | mel | malignant melanoma",
        "fitzpatrick17k | nevus | benign melanocyte",
        "fitzpatrick17k | BCC | basal cell carcinoma",
        "fitzpatrick17k | psor | psoriasis",
        "derm12345 | mel | Melanoma",
        "derm12345 | nevus | Banal Compound; Dysplastic Junctional",
        "derm12345 | sk | Seborrheic Keratosis",
        "codes | melanoma | mel",
        "codes | nevus | nv",
        "codes | Seborrhoeic keratosis | sk",
        "folder | MELANOMA | melanoma",
        "folder | nv | nevus"
      })
  void names(String layout, String typed, String expected) throws IOException {
    try (LesionDataset data = read(layout)) {
      assertThat(DiagnosisNames.find(data.taxonomy(), typed))
          .extracting(DiseaseNode::name)
          .containsExactly(expected.split("; ", -1));
    }
  }

  @Test
  @DisplayName("a beginning of several names is refused with the candidates, and so is nonsense")
  void ambiguous() throws IOException {
    try (LesionDataset data = read("ham10000")) {
      assertThatThrownBy(() -> DiagnosisNames.find(data.taxonomy(), "keratosis of some kind"))
          .hasMessageStartingWith(
              "'keratosis of some kind' is not in the tree; it holds, among others: Benign"
                  + " keratosis, any; ");
      assertThatThrownBy(() -> DiagnosisNames.find(data.taxonomy(), " "))
          .hasMessageContaining("is not in the tree");
    }
    try (LesionDataset data = read("milk10k")) {
      assertThatThrownBy(() -> DiagnosisNames.find(data.taxonomy(), "melano"))
          .hasMessage(
              "'melano' could be 'Melanoma Invasive', 'Melanoma in situ'; give one of them, or"
                  + " several joined with +");
      assertThat(DiagnosisNames.find(data.taxonomy(), "benign")).hasSize(1);
    }
  }

  @Test
  @DisplayName(
      "training on HAM10000 and testing on ISIC 2018 answer all three, and names, in commands")
  void walk() throws IOException {
    Path images = folder.resolve("ham");
    SyntheticLesions.of(1).withLesions(120).withImagesPerLesion(1).withSize(32, 32).writeTo(images);
    Files.delete(images.resolve("manifest.csv"));
    List<String> codes = List.of("mel", "nv", "bcc", "akiec", "bkl", "df", "vasc");
    List<String> rows = new ArrayList<>(List.of("lesion_id,image_id,dx"));
    try (Stream<Path> files = Files.walk(images)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".jpg"))
          .sorted()
          .forEach(
              name ->
                  rows.add(
                      "L"
                          + rows.size()
                          + ","
                          + name
                          + ","
                          + codes.get(rows.size() % codes.size())));
    }
    assertThat(rows).hasSize(121);
    Files.write(images.resolve("ISIC2018_Task3_Test_GroundTruth.csv"), rows);
    Path out = folder.resolve("out");

    Command trained =
        derm(
            "fine-tune --size 75 --width 0.0625 --epochs 1 --max-class-size 1 --dataset ham10000"
                + " --images "
                + images
                + " --out "
                + out);
    Command tested =
        derm(
            "evaluate --all --allow-overlap --dataset isic-challenge --task mel:nv --images "
                + images
                + " --model "
                + out.resolve("model.zip")
                + " --out "
                + folder.resolve("test"));

    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains("malignant vs benign: AUC", "melanoma vs nevus: AUC")
        .contains("BCC + SCC vs benign keratosis: AUC")
        .doesNotContain("not evaluated", "no image has this diagnosis");
    assertThat(tested.out()).as(tested.err()).contains("mel vs nv: AUC");
    assertThat(tested.err()).contains("derm: --task: 'nv' is read as 'Nevus'");
    for (String name : List.of("melanoma", "MEL", "melan")) {
      assertThat(explain(images, out, name).out())
          .contains("occlusion: Melanoma, NOS, probability");
    }
    assertThat(explain(images, out, "benign").err())
        .contains("'benign' has several training classes; give one of: 'Benign keratosis, any', ");
    assertThat(explain(images, out, "wart").err())
        .contains("'wart' is not in the tree", "the training classes are: ");
  }

  private Command explain(Path images, Path out, String name) throws IOException {
    Path image;
    try (Stream<Path> files = Files.walk(images)) {
      image = files.filter(file -> file.toString().endsWith(".jpg")).findFirst().orElseThrow();
    }
    return Command.derm(
        "explain",
        "--model",
        out.resolve("model.zip"),
        "--class",
        name,
        "--out",
        folder.resolve("map.png"),
        image);
  }

  private static Command derm(String words) {
    return Command.derm((Object[]) words.split(" ", -1));
  }

  private LesionDataset read(String layout) throws IOException {
    Layout each = LAYOUTS.get(layout);
    List<String> images = new ArrayList<>();
    if (each.reader().equals("dermofit")) {
      for (String code :
          List.of("AK", "BCC", "ML", "SCC", "SK", "IEC", "PYO", "VASC", "DF", "MEL")) {
        images.add(code + "/" + code + "1/" + code + "1.png");
      }
    } else if (each.reader().equals("folder")) {
      images.addAll(List.of("malignant/melanoma/A.png", "benign/nevus/B.png"));
    } else {
      Files.writeString(folder.resolve(each.file()), each.table());
      Arrays.stream("A B C D E F G H".split(" ", -1)).map(id -> id + ".png").forEach(images::add);
    }
    for (String image : images) {
      Path path = folder.resolve(image);
      Files.createDirectories(path.getParent());
      Files.write(path, new byte[] {1});
    }
    return DatasetReaders.named(each.reader()).read(DatasetRequest.of(folder));
  }
}
