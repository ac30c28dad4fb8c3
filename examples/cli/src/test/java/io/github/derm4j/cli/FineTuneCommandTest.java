package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said in one line, before hours are spent. */
@DisplayName("derm fine-tune, features and evaluate with bad input")
class FineTuneCommandTest {

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void images() throws IOException {
    images = drawn(17);
  }

  @Test
  @DisplayName("an output folder that can't be written is found before any work")
  void outputFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    Command run = fineTune("--out", file.resolve("out"));

    assertFails(run, "cannot write to the output folder", "--out");
  }

  @Test
  @DisplayName("a file that is not an archive is named")
  void unreadableZip() throws IOException {
    Path zip = Files.write(folder.resolve("images.zip"), new byte[] {'P', 'K', 3, 4, 0, 0});

    Command run =
        derm("fine-tune", "--dataset", "csv", "--images", zip, "--out", folder.resolve("out"));

    assertFails(run, "images.zip");
  }

  @Test
  @DisplayName("a missing archive is named")
  void missingZip() {
    Path zip = folder.resolve("none.zip");

    assertFails(
        derm("fine-tune", "--dataset", "csv", "--images", zip, "--out", folder.resolve("out")),
        "none.zip");
  }

  @Test
  @DisplayName("an unknown data set lists the known ones")
  void unknownDataset() {
    Command run =
        derm("fine-tune", "--dataset", "mnist", "--images", images, "--out", folder.resolve("out"));

    assertFails(run, "mnist", "milk10k", "ham10000");
  }

  @Test
  @DisplayName("a run that fails with its page open still ends, with its server")
  void failsWhileWatched() throws IOException {
    Path weights = Files.writeString(folder.resolve("watched.h5"), "no weights");

    Command run = fineTune("--weights", weights, "--watch");

    assertFails(run, "watched.h5");
    Matcher address = Pattern.compile("watch the training at (http://\\S+)").matcher(run.err());
    assertThat(address.find()).as(run.err()).isTrue();
    int port = URI.create(address.group(1)).getPort();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  @DisplayName("weights that are not HDF5 are named")
  void weightsOfAnotherFormat() throws IOException {
    Path weights = Files.writeString(folder.resolve("weights.h5"), "no weights");

    assertFails(fineTune("--weights", weights), "weights.h5");
    assertFails(
        derm(
            "features",
            "--weights",
            weights,
            "--out",
            folder.resolve("f.csv"),
            images.resolve("img")),
        "weights.h5");
  }

  @Test
  @DisplayName("a head without a body's weights is refused with what is missing")
  void headWithoutWeights() {
    assertWrongUsage(fineTune("--train", "head"), "weights");
  }

  @Test
  @DisplayName("what the report can't have is refused before training")
  void report() throws IOException {
    Path readers =
        Files.writeString(
            folder.resolve("readers.csv"),
            "task,reader,sensitivity,specificity\nanother task,A,0.8,0.6\n");

    assertFails(fineTune("--classes", "isic-2016"), "isic-2016", "isic-2018", "milk10k");
    assertFails(fineTune("--readers", folder.resolve("none.csv")), "none.csv");
    assertFails(
        fineTune("--task", "malignant:benign", "--readers", readers),
        "readers.csv",
        "'another task'",
        "'malignant vs benign'");
    assertThat(folder.resolve("out/model.zip")).doesNotExist();
  }

  @Test
  @DisplayName("an input size that Inception can't take is refused with its range")
  void size() {
    assertWrongUsage(fineTune("--size", 32), "--size = 32", "must be at least 75 and at most 299");
  }

  @Test
  @DisplayName("a part of the split that would be empty is named")
  void emptySplit() {
    assertFails(fineTune("--limit", 2), "empty");
  }

  @Test
  @DisplayName("a missing image is fatal with --strict, and named")
  void missingPictureStrict() throws IOException {
    Path picture;
    try (var pictures = Files.list(images.resolve("img"))) {
      picture = pictures.sorted().findFirst().orElseThrow();
    }
    Files.delete(picture);

    assertFails(fineTune("--strict"), picture.getFileName().toString().replaceAll("\\..*", ""));
  }

  @Test
  @DisplayName("checkpoints of an earlier training are kept; --resume continues from them")
  void checkpoints() throws IOException {
    Path many = drawn(60);
    Path file =
        Files.createDirectories(folder.resolve("out/checkpoints"))
            .resolve("step-0000000007.checkpoint");
    Files.writeString(file, "no checkpoint");
    List<Object> words =
        List.of(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            many,
            "--out",
            folder.resolve("out"),
            "--size",
            75,
            "--width",
            0.0625,
            "--max-class-size",
            10);
    List<Object> resumed = new ArrayList<>(words);
    resumed.add("--resume");

    assertFails(derm(words.toArray()), file + " belongs to an earlier training run", "resume");
    assertFails(derm(resumed.toArray()), file + ": damaged");
    assertThat(file).exists();
  }

  @Test
  @DisplayName("blurred images are left out of validation and test, and listed")
  void quality() throws IOException {
    Path many = drawn(60);
    Path measured = folder.resolve("quality.csv");
    derm("audit", "--dataset", "csv", "--images", many, "--quality", measured);
    double[] sharpness =
        Files.readAllLines(measured).stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
            .sorted()
            .toArray();
    int half = sharpness.length / 2;
    double median = (sharpness[half - 1] + sharpness[half]) / 2;
    // What an earlier training left ends the command where this one would begin.
    Path out = folder.resolve("out");
    Files.writeString(
        Files.createDirectories(out.resolve("checkpoints")).resolve("step-0000000007.checkpoint"),
        "no checkpoint");

    Command run =
        derm(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            many,
            "--out",
            out,
            "--size",
            75,
            "--width",
            0.0625,
            "--max-class-size",
            10,
            "--min-sharpness",
            median);

    assertThat(run.err()).contains("of validation and test: blurred, see " + out);
    List<String> leftOut = Files.readAllLines(out.resolve("left-out.csv"));
    assertThat(leftOut).startsWith("image,reason,laplacian_variance,lesion_share");
    assertThat(leftOut.subList(1, leftOut.size()))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line).contains(",blurred,");
              assertThat(Double.parseDouble(line.split(",", -1)[2])).isLessThan(median);
            });
  }

  @Test
  @DisplayName("limits of the quality that nothing passes, or that can't be, are refused")
  void qualityLimits() throws IOException {
    Path many = drawn(60);
    assertWrongUsage(fineTune("--min-lesion-share", 2), "--min-lesion-share = 2.0", "at most 1");
    assertFails(
        derm(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            many,
            "--out",
            folder.resolve("out"),
            "--min-sharpness",
            1e9),
        "choose lower limits");
  }

  @Test
  @DisplayName("a completed training continues to more epochs from its checkpoints")
  void moreEpochs() throws IOException {
    Path many = drawn(80);
    Path out = folder.resolve("out");
    List<Object> words =
        List.of(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            many,
            "--out",
            out,
            "--size",
            75,
            "--width",
            0.0625,
            "--max-class-size",
            10,
            "--early-stopping",
            "auc",
            "--keep-checkpoints",
            "--epochs");
    List<Object> longer = new ArrayList<>(words);
    longer.addAll(List.of(2, "--resume"));
    List<Object> shorter = new ArrayList<>(words);
    shorter.add(1);

    Command first = derm(shorter.toArray());
    Command second = derm(longer.toArray());

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err()).contains("derm: resuming from " + out.resolve("checkpoints/step-"));
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertThat(metrics.get("epochs")).hasSize(2);
    assertThat(metrics.get("options").get("early stopping").textValue())
        .isEqualTo("auc, patience 3");
    assertThat(derm("info", out.resolve("model.zip")).out())
        .contains("earlyStopping: AUC of malignant vs benign, patience 3");
    assertFails(derm(shorter.toArray()), "belongs to an earlier training run", "resume it");
  }

  @Test
  @DisplayName("optimiser options are checked before any work")
  void optimization() {
    assertWrongUsage(fineTune("--label-smoothing", 1), "--label-smoothing = 1.0", "below 1");
    assertWrongUsage(fineTune("--train-from", "mixed11"), "no block 'mixed11'", "mixed10");
    assertWrongUsage(fineTune("--schedule", "cosine"), "--epochs");
    assertWrongUsage(fineTune("--patience", 0), "--patience = 0");
    assertWrongUsage(fineTune("--early-stopping", "auc", "--patience", 0), "--patience = 0");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "--weight-decay 0.1, --train all",
    "--batch 8, --train all",
    "--width 0.5, --train all",
    "--learning-rate 0.1, --train all",
    "--augment crop, --train all",
    "--mixup 0.2, --train all",
    "--decoded-cache x, --train all",
    "--schedule constant, --train all",
    "--train-from mixed6, --train all",
    "--layer-decay 0.9, --train all",
    "--frozen-statistics, --train all",
    "--label-smoothing 0.1, --train all",
    "--tree-smoothing 10, --train all",
    "--max-gradient-norm 1, --train all",
    "--accumulate 2, --train all",
    "--early-stopping loss, --train all",
    "--patience 2, --train all",
    "--devices 2, --train all",
    "--checkpoints x, --train all",
    "--keep-checkpoints, --train all",
    "--checkpoint-steps 2, --train all",
    "--resume, --train all"
  })
  @DisplayName("an option that does not apply to a head is refused with what it applies to")
  void notOfAHead(String option, String where) {
    List<Object> words = new ArrayList<>(List.of("--train", "head", "--weights", "w.h5"));
    List<String> given = List.of(option.split(" ", -1));
    words.addAll(given);

    Command run = fineTune(words.toArray());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err())
        .contains("derm: error: " + given.get(0) + " applies to " + where + " only");
  }

  @Test
  @DisplayName("an option of a head, or of weights, is refused without one")
  void notOfAllLayers() {
    Command cache = fineTune("--feature-cache", "x");
    Command range = fineTune("--pixel-range", "0..1");

    assertThat(cache.exitCode()).isEqualTo(2);
    assertThat(cache.err()).contains("--feature-cache applies to --train head only");
    assertThat(range.exitCode()).isEqualTo(2);
    assertThat(range.err()).contains("--pixel-range applies to pretrained --weights only");
  }

  @Test
  @DisplayName("reports the progress of a training that was stopped within an epoch")
  void howFar() {
    assertThat(StudyRun.epochs(0.15)).isEqualTo("15 % of the first epoch");
    assertThat(StudyRun.epochs(1)).isEqualTo("1 epoch");
    assertThat(StudyRun.epochs(2.5)).isEqualTo("2 epochs and 50 % of the next");
  }

  @Test
  @DisplayName("augmentations are put together by name, and others refused")
  void augmentation() {
    assertThat(InputOptions.augmentation("paper+colour", 75).value())
        .hasToString(
            "ColourJitter[base=PaperAugmentation[75], brightness=0.2, contrast=0.2,"
                + " saturation=0.2]");
    assertThat(InputOptions.augmentation("crop+flip+cutout", 75).value().size()).isEqualTo(75);
    assertWrongUsage(fineTune("--augment", "paper+noise"), "unknown 'noise'");
    assertWrongUsage(fineTune("--mixup", 2), "--mixup = 2.0", "at most 1");
    assertWrongUsage(fineTune("--label-smoothing", 0.1, "--tree-smoothing", 5), "set one of them");
  }

  @Test
  @DisplayName("the help groups options under headings")
  void help() {
    String help = derm("fine-tune", "--help").out();

    assertThat(help.lines().filter(line -> line.matches("[A-Z][a-z ]+:")))
        .startsWith("Data:", "Split:", "Network and training classes:", "Training images:")
        .contains("Optimisation:", "Checkpoints:", "Tasks:", "Output:");
    assertThat(help.substring(help.indexOf("Optimisation:"), help.indexOf("Checkpoints:")))
        .contains("--weight-decay")
        .doesNotContain("--batch=");
  }

  @Test
  @DisplayName("changes to the pipeline are recorded in metrics.json")
  void pipeline() throws IOException {
    Path out = folder.resolve("out");

    Command run =
        derm(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            drawn(60),
            "--out",
            out,
            "--size",
            75,
            "--width",
            0.0625,
            "--epochs",
            1,
            "--max-class-size",
            10,
            "--augment",
            "paper+colour",
            "--mixup",
            0.2,
            "--balance",
            "weighted",
            "--decoded-cache",
            folder.resolve("decoded"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode options =
        new ObjectMapper().readTree(out.resolve("metrics.json").toFile()).get("options");
    assertThat(options.get("augmentation").textValue()).isEqualTo("paper+colour");
    assertThat(options.get("mixup").textValue()).isEqualTo("0.2");
    assertThat(options.get("balance").textValue())
        .isEqualTo("training classes drawn equally often");
    assertThat(derm("info", out.resolve("model.zip")).out())
        .contains("balanceClasses: weighted", "pipeline.mixup: 0.2");
    assertThat(out.resolve("run.json"))
        .content()
        .contains("\"command\" : \"fine-tune\"", "\"--balance\" : \"weighted\"");
    try (var decoded = Files.list(folder.resolve("decoded"))) {
      assertThat(decoded).isNotEmpty();
    }
  }

  @Test
  @DisplayName("a question about a diagnosis that is not in the tree is refused before any work")
  void task() {
    assertFails(
        fineTune("--task", "malignant melanoma:unicorn"),
        "--task: 'unicorn' is not in the tree",
        "cherry hemangioma; dermatofibroma");
    assertThat(fineTune("--task", "malignant melanoma").err()).contains("must have two sides");
    assertFails(
        fineTune("--task", "malignant:malignant melanoma"),
        "its sides overlap, 'malignant' and 'malignant melanoma'");
  }

  @Test
  @DisplayName("each diagnosis of your own folders or table is a class, whatever its size")
  void ownClasses() {
    assertThat(KnownTrees.ofDataset("folder").maxClassSize()).isEqualTo(1);
    assertThat(KnownTrees.ofDataset("csv").maxClassSize()).isEqualTo(1);
    assertThat(KnownTrees.ofDataset("fitzpatrick17k").maxClassSize()).isEqualTo(1000);
  }

  @Test
  @DisplayName("your own table is trained on class by class, and answers your question")
  void ownQuestion() throws IOException {
    Path out = folder.resolve("out");

    Command run =
        derm(
            "fine-tune",
            "--dataset",
            "csv",
            "--images",
            drawn(60),
            "--out",
            out,
            "--size",
            75,
            "--width",
            0.0625,
            "--epochs",
            1,
            "--task",
            "malignant:benign + non-neoplastic");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("17 training classes");
    assertThat(run.out())
        .contains("malignant vs benign + non-neoplastic: AUC 0.", "overall accuracy ");
    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertThat(metrics.get("tasks"))
        .extracting(task -> task.get("name").textValue())
        .containsExactly("malignant vs benign + non-neoplastic");
  }

  @Test
  @DisplayName("wrong usage exits with 2 and points to the help")
  void usage() {
    Command run = derm("fine-tune", "--train", "feet");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("feet", "HEAD").contains("derm fine-tune --help");
  }

  @Test
  @DisplayName("a file that is not a model is named")
  void model() throws IOException {
    Path model = Files.writeString(folder.resolve("model.zip"), "no model");

    assertFails(
        derm(
            "evaluate",
            "--model",
            model,
            "--dataset",
            "csv",
            "--images",
            images,
            "--out",
            folder.resolve("out")),
        "model.zip");
  }

  private Path drawn(int lesions) throws IOException {
    Path drawn = folder.resolve("images-" + lesions);
    SyntheticLesions.of(1)
        .withLesions(lesions)
        .withImagesPerLesion(1)
        .withSize(32, 32)
        .writeTo(drawn);
    return drawn;
  }

  private Command fineTune(Object... more) {
    List<Object> words = new ArrayList<>(List.of("fine-tune", "--dataset", "csv"));
    words.addAll(List.of("--images", images));
    if (!List.of(more).contains("--out")) {
      words.addAll(List.of("--out", folder.resolve("out")));
    }
    words.addAll(List.of(more));
    return derm(words.toArray());
  }

  private static void assertFails(Command run, String... parts) {
    assertEnds(1, run, parts);
  }

  private static void assertWrongUsage(Command run, String... parts) {
    assertEnds(2, run, parts);
  }

  private static void assertEnds(int exitCode, Command run, String... parts) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    List<String> errors =
        run.err().lines().filter(line -> line.startsWith("derm: error: ")).toList();
    assertThat(errors).as(run.err()).hasSize(1);
    assertThat(errors.get(0)).contains(parts);
    assertThat(run.err()).doesNotContain("\tat ");
  }
}
