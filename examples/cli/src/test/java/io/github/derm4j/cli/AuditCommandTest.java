package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.derm4j.data.ImageFormat;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.testing.SharedData;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm audit")
class AuditCommandTest {

  private static final List<byte[]> PICTURES = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeAll
  static void draw() throws IOException {
    try (LesionDataset dataset = SyntheticLesions.of(3).withLesions(20).dataset()) {
      String lesion = "";
      for (LesionRecord record : dataset.records()) {
        if (!record.lesionId().orElseThrow().equals(lesion)) {
          lesion = record.lesionId().orElseThrow();
          PICTURES.add(dataset.images().read(record.imageName()));
        }
      }
    }
  }

  private void put(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve("data").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static byte[] recompressed(byte[] bytes) throws IOException {
    try (LesionImage image = ImageDecoder.decode(bytes, "image")) {
      return image.toJpeg(60);
    }
  }

  private static byte[] trimmed(byte[] bytes) throws IOException {
    try (LesionImage image = ImageDecoder.decode(bytes, "image")) {
      int margin = image.height() / 8;
      try (LesionImage inner =
          LesionImage.of(
              image
                  .toBufferedImage()
                  .getSubimage(
                      margin, margin, image.width() - 2 * margin, image.height() - 2 * margin))) {
        return inner.toJpeg(90);
      }
    }
  }

  /** Two leaks, one conflict, one near duplicate and one image of its own. */
  private Path leaky() throws IOException {
    put("train/nevus/a.jpg", PICTURES.get(0));
    put("test/melanoma/b.jpg", PICTURES.get(0));
    put("train/nevus/c.jpg", PICTURES.get(1));
    put("train/nevus/c2.jpg", PICTURES.get(1));
    put("train/nevus/d.jpg", PICTURES.get(2));
    put("test/nevus/e.jpg", recompressed(PICTURES.get(2)));
    put("test/nevus/f.jpg", PICTURES.get(3));
    return folder.resolve("data");
  }

  @Test
  @DisplayName("counts copies, conflicts, leaks and near duplicates")
  void counts() throws IOException {
    Command run = derm("audit", "--images", leaky(), "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode answer = run.json();
    assertThat(answer.get("images").intValue()).isEqualTo(7);
    assertThat(answer.get("exactDuplicateGroups").intValue()).isEqualTo(2);
    assertThat(answer.get("labelConflictGroups").intValue()).isEqualTo(1);
    assertThat(answer.get("crossSplitGroups").intValue()).isEqualTo(1);
    assertThat(answer.get("nearDuplicatePairs").intValue()).isEqualTo(1);
    assertThat(answer.get("straddlingComponents").intValue()).isEqualTo(2);
    assertThat(run.err()).contains("--dataset folder");
  }

  @Test
  @DisplayName("gives each finding's members, labels, splits and chain of edges")
  void findings() throws IOException {
    JsonNode answer = derm("audit", "--images", leaky(), "--json").json();

    JsonNode conflict = answer.get("duplicates").get(0);
    assertThat(texts(conflict.get("labels"))).containsExactly("melanoma", "nevus");
    assertThat(texts(conflict.get("splits"))).containsExactly("test", "train");
    assertThat(conflict.get("members"))
        .extracting(member -> member.get("image").textValue() + member.get("split").textValue())
        .containsExactly("test/melanoma/b.jpgtest", "train/nevus/a.jpgtrain");
    assertThat(conflict.get("chain"))
        .singleElement()
        .satisfies(
            edge -> {
              assertThat(edge.get("from").textValue()).isEqualTo("test/melanoma/b.jpg");
              assertThat(edge.get("to").textValue()).isEqualTo("train/nevus/a.jpg");
              assertThat(edge.get("reason").textValue()).isEqualTo("same bytes");
            });
    JsonNode near = answer.get("straddling").get(1);
    assertThat(near.get("chain").get(0).get("reason").textValue()).isEqualTo("near duplicate");
    assertThat(answer.get("nearDuplicates").get(0).get("evidence").textValue())
        .contains("of 128 bits differ");
  }

  @Test
  @DisplayName("takes the parts from a table, and exits with 1 on request if they leak")
  void splitTable() throws IOException {
    Path images = leaky();
    Path clean =
        Files.writeString(
            folder.resolve("clean.csv"),
            """
            image,component,fold
            train/nevus/a.jpg,0,1
            test/melanoma/b.jpg,0,1
            train/nevus/c.jpg,1,2
            train/nevus/c2,1,2
            D.jpg,2,0
            test/nevus/e.jpg,2,0
            elsewhere/f.jpg,3,0
            """);
    Path leaking =
        Files.writeString(
            folder.resolve("leaking.csv"),
            "image,part\ntrain/nevus/c.jpg,training\ntrain/nevus/c2.jpg,test\n");

    Command passing = derm("audit", "--images", images, "--split", clean, "--check");
    assertThat(passing.exitCode()).as(passing.err()).isZero();
    assertThat(passing.err()).contains("2 ids of", "D.jpg is train/nevus/d.jpg");
    Command run = derm("audit", "--images", images, "--split", leaking, "--check");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).containsPattern("crossSplitGroups +1").containsPattern("images +7");
  }

  @Test
  @DisplayName("does not pass a table that names only some images, or one in two parts")
  void partTable() throws IOException {
    Path images = leaky();
    Path some =
        Files.writeString(
            folder.resolve("some.csv"), "image,part\ntrain/nevus/a.jpg,train\nlost,test\n");
    Command run = derm("audit", "--images", images, "--split", some, "--check");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("warning: 6 of 7 images have no part in")
        .contains("warning: 1 row of")
        .contains("means none of the images: lost")
        .contains("--check fails: 6 images in no part of the split");
    Path page = folder.resolve("partial.html");
    Command without = derm("audit", "--images", images, "--split", some, "--json", "--page", page);
    assertThat(without.exitCode()).isZero();
    assertThat(without.json().get("imagesWithoutPart").intValue()).isEqualTo(6);
    assertThat(without.json().get("withoutPart"))
        .extracting(JsonNode::textValue)
        .contains("test/nevus/f.jpg");
    assertThat(page)
        .content()
        .contains("In no part of the split", "(6)</strong>", "test/nevus/f.jpg")
        .contains("name=\"viewport\"", "prefers-color-scheme:dark");
    Path blank = Files.writeString(folder.resolve("blank.csv"), "image,part\na,train\nf,\n");
    assertThat(derm("audit", "--images", images, "--split", blank).out())
        .containsPattern("imagesWithoutPart +6");
    Files.createDirectories(folder.resolve("none/nevus"));
    Files.write(folder.resolve("none/nevus/a.jpg"), PICTURES.get(0));
    Command nothing = derm("audit", "--images", folder.resolve("none"), "--check");
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.err()).contains("no image is in a part of a split; give --split");
    Path twice = Files.writeString(folder.resolve("twice.csv"), "image,part\na,train\na,test\n");
    assertThat(derm("audit", "--images", images, "--split", twice).err())
        .contains("derm: error: ", "two parts: a (train, test)");
  }

  @Test
  @DisplayName("reports an unreadable table, instead of reading folders as labels")
  void brokenTable() throws IOException {
    put("HAM10000_images_part_1/I1.jpg", PICTURES.get(0));
    put("HAM10000_images_part_2/I2.jpg", PICTURES.get(0));
    put(
        "HAM10000_metadata.csv",
        "lesion_id,image_id,dx,localization\nL1,I1,nv,b\u00e4ck\nL2,I2,nv,b\u00e4ck\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    Command run = derm("audit", "--images", folder.resolve("data"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("HAM10000_metadata.csv", "UTF-8")
        .doesNotContain("folder for each");
  }

  @Test
  @DisplayName("looks at every file of an id, and takes the parts of folders beside a table")
  void everyFile() throws IOException {
    put("train/a.jpg", PICTURES.get(0));
    put("test/a.jpg", PICTURES.get(0));
    put("train/b.jpg", PICTURES.get(1));
    put("test/b.jpg", PICTURES.get(2));
    put("manifest.csv", "image,diagnosis\na,nevus\nb,nevus\n".getBytes(StandardCharsets.UTF_8));
    Command run = derm("audit", "--images", folder.resolve("data"), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().get("images").intValue()).isEqualTo(4);
    assertThat(run.json().get("crossSplitGroups").intValue()).isEqualTo(1);
    assertThat(run.err()).contains("2 ids stand for several files");
  }

  @Test
  @DisplayName("does not match frames of a single colour, and reports this")
  void uniform() throws IOException {
    for (Color colour : List.of(Color.BLACK, Color.WHITE, Color.BLUE)) {
      try (LesionImage frame = LesionImage.of(uniform(colour))) {
        put("nevus/" + colour.getRGB() + ".jpg", frame.toJpeg(90));
      }
    }
    put("nevus/a.jpg", PICTURES.get(0));
    Command run = derm("audit", "--images", folder.resolve("data"), "--json");
    assertThat(run.json().get("nearDuplicatePairs").intValue()).isZero();
    assertThat(run.json().get("imagesOfOneColour").intValue()).isEqualTo(3);
    assertThat(run.json().get("ofOneColour")).hasSize(3);
    assertThat(run.err()).contains("3 images of a single colour");
  }

  private static BufferedImage uniform(Color colour) {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < 40 * 30; pixel++) {
      image.setRGB(pixel % 40, pixel / 40, colour.getRGB());
    }
    return image;
  }

  @Test
  @DisplayName("names the zip archives of a folder that holds nothing else")
  void downloads() throws IOException {
    put("part1.zip", new byte[] {'P', 'K', 3, 4});
    put("part2.zip", new byte[] {'P', 'K', 3, 4});
    assertThat(derm("audit", "--images", folder.resolve("data")).err())
        .contains("holds no image", "part1.zip, part2.zip", "unpack");
  }

  @Test
  @DisplayName("writes a page with images and a table")
  void files() throws IOException {
    Path page = folder.resolve("audit.html");
    Path table = folder.resolve("audit.csv");

    assertThat(
            derm("audit", "--images", leaky(), "--page", page, "--csv", table, "--distance", 0)
                .exitCode())
        .isZero();

    assertThat(page)
        .content()
        .contains("data:image/jpeg", "Copies with different labels (1)", "Near duplicates (0)")
        .contains("name=\"viewport\"", "prefers-color-scheme:dark");
    derm("audit", "--images", leaky(), "--page", page);
    assertThat(page)
        .content()
        .contains("Near duplicates (1)")
        .containsPattern("(?s)Near duplicates.*of 128 bits differ, in test and train.*data:image");
    assertThat(Files.readAllLines(table))
        .startsWith("finding,group,image,label,split,evidence")
        .anyMatch(line -> line.startsWith("exact duplicate,0,test/melanoma/b.jpg,melanoma,test,"));
  }

  @Test
  @DisplayName("reads images without labels")
  void unlabelled() throws IOException {
    put("a.jpg", PICTURES.get(0));
    put("b.jpg", PICTURES.get(0));

    Command run = derm("audit", "--images", folder.resolve("data"), "--json");

    assertThat(run.json().get("exactDuplicateGroups").intValue()).isEqualTo(1);
    assertThat(run.err()).contains("no diagnoses found");
  }

  @Test
  @DisplayName("joins images by their features too, from a table that derm features wrote")
  void features() throws IOException {
    Path images = leaky();
    Path table =
        Files.writeString(
            folder.resolve("features.csv"),
            """
            image,f0,f1,f2
            a.jpg,1,0,0
            c.jpg,0,1,0
            f.jpg,0,2,0.2
            unknown.jpg,0,1,0
            """);

    Command run = derm("audit", "--images", images, "--features", table, "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().get("straddling"))
        .flatExtracting(straddle -> texts(straddle.get("chain"), "reason", "evidence"))
        .contains("similar features, cosine 0.9950");
    assertThat(run.json().get("straddlingComponents").intValue()).isEqualTo(3);
    assertThat(run.err()).contains("4 images without features");
    Command strict =
        derm(
            "audit",
            "--images",
            images,
            "--features",
            table,
            "--feature-similarity",
            0.999,
            "--json");
    assertThat(strict.json().get("straddlingComponents").intValue()).isEqualTo(2);
  }

  @Test
  @DisplayName("ranks images by their features, and label errors by predictions")
  void ranking() throws IOException {
    Path images = leaky();
    Path table =
        Files.writeString(
            folder.resolve("features.csv"),
            """
            image,f0,f1,f2
            a.jpg,1,0.3,0
            b.jpg,1,0.31,0
            c.jpg,0.9,0.5,0
            c2.jpg,0.9,0.6,0
            d.jpg,1,0.6,0
            e.jpg,-1,0,1
            f.jpg,0.5,1,0
            """);
    Path out = folder.resolve("ranking.csv");

    Command run = derm("audit", "--images", images, "--features", table, "--ranking", out);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readAllLines(out))
        .startsWith(
            "finding,rank,image,other,label,suggested,score",
            "copy,1,test/melanoma/b.jpg,train/nevus/a.jpg,melanoma,,0.0",
            "copy,2,train/nevus/c.jpg,train/nevus/c2.jpg,nevus,,0.0",
            "copy,3,test/nevus/e.jpg,train/nevus/d.jpg,nevus,,1.0")
        .anyMatch(line -> line.startsWith("off-topic,1,test/nevus/e.jpg,,nevus,,1."))
        .anyMatch(
            line ->
                line.startsWith(
                    "near duplicate,1,test/melanoma/b.jpg,train/nevus/a.jpg,melanoma,,"))
        // The only melanoma has no other image of its kind.
        .anyMatch(
            line ->
                line.startsWith(
                    "label error,1,train/nevus/a.jpg,test/melanoma/b.jpg,nevus,melanoma,"));
    Path predictions =
        Files.writeString(
            folder.resolve("out-of-fold.csv"),
            """
            image,lesion,label,melanoma,nevus
            test/melanoma/b.jpg,,melanoma,0.9,0.1
            train/nevus/a.jpg,,nevus,0.2,0.8
            train/nevus/c.jpg,,nevus,0.95,0.05
            """);
    Command confident =
        derm("audit", "--images", images, "--predictions", predictions, "--ranking", out);
    assertThat(confident.exitCode()).as(confident.err()).isZero();
    assertThat(confident.err())
        .contains(
            "4 images without a prediction of its class in",
            "label errors: 1 image confidently of another class; estimated share of wrong labels"
                + " 33.3 %");
    assertThat(Files.readAllLines(out))
        .hasSize(1 + 3 + 1)
        .last()
        .isEqualTo("label error,1,train/nevus/c.jpg,,nevus,melanoma,-0.9");
  }

  @Test
  @DisplayName("applies decisions, and refuses them where there are no diagnoses")
  void decisions() throws IOException {
    Path images = leaky();
    Path decisions =
        Files.writeString(
            folder.resolve("decisions.csv"),
            "image,decision,label\ntrain/nevus/a.jpg,drop,\ntest/nevus/e.jpg,relabel,melanoma\n");

    Command run = derm("audit", "--images", images, "--decisions", decisions, "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().get("images").intValue()).isEqualTo(6);
    assertThat(run.err())
        .contains(
            "derm: decisions of decisions.csv: keep 0, drop 1, relabel 1; 1 image that is read has a"
                + " new label: test/nevus/e.jpg (nevus to melanoma)",
            "derm: left out 1 dropped by a decision: train/nevus/a.jpg");
    Files.writeString(decisions, "image,decision,label\nz,drop,\n");
    assertThat(derm("audit", "--images", images, "--decisions", decisions).err())
        .contains("decisions.csv, line 2: the image 'z' is not in the data set; remove the row");
    Files.createDirectories(folder.resolve("flat"));
    Files.write(folder.resolve("flat/a.jpg"), PICTURES.get(0));
    assertThat(derm("audit", "--images", folder.resolve("flat"), "--decisions", decisions).err())
        .contains("has no diagnoses; name the layout with --dataset, or leave out --decisions");
  }

  @Test
  @DisplayName("reports what is wrong with a table of features")
  void wrongFeatures() throws IOException {
    Path images = leaky();
    Path table = folder.resolve("features.csv");

    Files.writeString(table, "image,f0\nz.jpg,1\n");
    assertThat(derm("audit", "--images", images, "--features", table).err())
        .contains("names none of the images");
    Files.writeString(table, "image,f0,f1\na.jpg,1,one\n");
    assertThat(derm("audit", "--images", images, "--features", table).err())
        .contains("line 2: column 'f1' holds 'one', which is not a number");
    Files.writeString(table, "image,f0,f1\na.jpg,1\n");
    assertThat(derm("audit", "--images", images, "--features", table).err())
        .contains("features.csv", "2 cells in line 2, but 3 columns");
    Files.writeString(table, "");
    assertThat(derm("audit", "--images", images, "--features", table).err())
        .contains("is empty: its first line must name the columns");
    assertThat(
            derm("audit", "--images", images, "--features", table, "--weights", table).exitCode())
        .isEqualTo(2);
  }

  @Test
  @DisplayName("computes the features itself, given weights")
  void weights() throws IOException {
    Path weights = SharedData.file("weights/inception_v3_notop.h5");
    put("train/nevus/a.jpg", PICTURES.get(0));
    put("test/nevus/b.jpg", trimmed(PICTURES.get(0)));

    JsonNode answer =
        derm(
                "audit",
                "--images",
                folder.resolve("data"),
                "--weights",
                weights,
                "--pixel-range",
                "0..1",
                "--distance",
                0,
                "--feature-similarity",
                0.8,
                "--json")
            .json();

    assertThat(answer.get("straddling"))
        .singleElement()
        .satisfies(
            straddle ->
                assertThat(straddle.get("chain").get(0).get("reason").textValue())
                    .isEqualTo("similar features"));
  }

  @Test
  @DisplayName("writes the sharpness of each image, and the share that the lesion covers")
  void quality() throws IOException {
    Path table = folder.resolve("quality.csv");

    assertThat(derm("audit", "--images", leaky(), "--quality", table).exitCode()).isZero();

    assertThat(Files.readAllLines(table))
        .startsWith("image,laplacian_variance,lesion_share")
        .hasSize(8)
        .anyMatch(line -> line.matches("train/nevus/a.jpg,\\d+\\.\\d\\d,0\\.\\d{4}"));
  }

  @Test
  @DisplayName("reports in one line what is wrong with its input")
  void wrongInput() throws IOException {
    Path images = leaky();
    Path other = Files.writeString(folder.resolve("other.csv"), "image,part\nz,train\n");
    Path noPart = Files.writeString(folder.resolve("no-part.csv"), "image,age\nz,7\n");

    assertThat(derm("audit").exitCode()).isEqualTo(2);
    assertThat(derm("audit", "--images", images, "--table", other).exitCode()).isEqualTo(2);
    Command missing = derm("audit", "--images", folder.resolve("nowhere.zip"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("derm: error: no such file").contains("nowhere.zip");
    assertThat(derm("audit", "--images", images, "--split", other).err())
        .contains("derm: error: ")
        .contains("names none of the images");
    assertThat(derm("audit", "--images", images, "--split", noPart).err())
        .contains("none of the columns part, split, fold, set");
    assertThat(derm("audit", "--images", images, "--distance", 64).err())
        .contains("derm: error: --distance = 64: must be at least 0 and at most 63");
  }

  @Test
  @DisplayName("finds the 159 groups, 155 conflicts and 18 leaks of a published data set")
  void published() {
    Path zip = SharedData.file("isic9_duplicates_only.zip");

    JsonNode answer = derm("audit", "--images", zip, "--json").json();

    assertThat(answer.get("images").intValue()).isEqualTo(318);
    assertThat(answer.get("exactDuplicateGroups").intValue()).isEqualTo(159);
    assertThat(answer.get("labelConflictGroups").intValue()).isEqualTo(155);
    assertThat(answer.get("crossSplitGroups").intValue()).isEqualTo(18);
    assertThat(answer.get("straddling"))
        .allSatisfy(straddle -> assertThat(straddle.get("chain")).isNotEmpty());
  }

  private static List<String> texts(JsonNode array, String first, String second) {
    List<String> texts = new ArrayList<>();
    array.forEach(
        each -> texts.add(each.get(first).textValue() + ", " + each.get(second).textValue()));
    return texts;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.textValue()));
    return texts;
  }

  @Test
  @DisplayName("a split leaves out and names what can't be decoded, unless that is not checked")
  void splitDecodes() throws IOException {
    Path images = folder.resolve("damaged");
    SyntheticLesions.of(1).withLesions(17).withImagesPerLesion(1).withSize(32, 32).writeTo(images);
    List<Path> files;
    try (Stream<Path> all = Files.walk(images)) {
      files = all.filter(path -> ImageFormat.hasEnding(path.toString())).sorted().toList();
    }
    Files.writeString(files.get(0), "a text that is called like an image");
    byte[] cut = Files.readAllBytes(files.get(1));
    Files.write(files.get(1), Arrays.copyOf(cut, cut.length / 2));
    Object[] words = {
      "split",
      "--dataset",
      "csv",
      "--images",
      images,
      "--folds",
      2,
      "--out",
      folder.resolve("s.csv")
    };

    Command split = derm(words);

    assertThat(split.exitCode()).as(split.err()).isZero();
    assertThat(split.err())
        .contains("checking images: 17/17 images", "left out 2 images that can't be decoded")
        .contains(files.get(0).getFileName() + " is not an image")
        .contains(files.get(1).getFileName() + " is truncated")
        // One lesion of each of 17 diseases.
        .containsPattern("warning: no image is left of [^,]+, [^,]+\\n")
        .contains("15 images of ");
    Command unchecked = derm(with(words, "--unchecked"));
    assertThat(unchecked.err()).contains("17 images of ");
    Command strict = derm(with(words, "--strict"));
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.err()).contains("derm: error:", "has 2 images that can't be decoded");
    Command preview =
        derm(
            "preview",
            "--dataset",
            "csv",
            "--images",
            images,
            "--rows",
            17,
            "--out",
            folder.resolve("sheet.png"));
    assertThat(preview.exitCode()).as(preview.err()).isZero();
    assertThat(preview.err()).contains("left out 2 images that can't be decoded");
  }

  private static Object[] with(Object[] words, Object more) {
    Object[] longer = Arrays.copyOf(words, words.length + 1);
    longer[words.length] = more;
    return longer;
  }
}
