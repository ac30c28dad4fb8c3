package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.PredictionSets;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.evaluation.PredictionTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("derm export, classify and explain")
class ExportCommandTest {

  private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?([eE]-?[0-9]+)?";

  @TempDir private static Path folder;
  private static Path model;
  private static Path picture;
  private static Path images;

  @BeforeAll
  static void train() throws IOException {
    SmallModel small = SmallModel.in(folder);
    model = small.model();
    images = folder.resolve("images");
    picture = small.images().get(0);
  }

  @Test
  @DisplayName("an exported model answers as the original")
  void export() {
    Path onnx = folder.resolve("model.onnx");

    Command export = derm("export", "--model", model, "--out", onnx);
    JsonNode original = derm("classify", "--model", model, "--json", picture).json();
    JsonNode exported = derm("classify", "--model", onnx, "--json", picture).json();

    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(export.err()).contains("model.onnx", "MB");
    List<JsonNode> expected = original.get(0).findValues("probability");
    List<JsonNode> actual = exported.get(0).findValues("probability");
    assertThat(actual).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).asDouble()).isCloseTo(expected.get(i).asDouble(), within(1e-4));
    }
  }

  @Test
  @DisplayName("a provider is for an exported model, and a missing one is named with its jar")
  void provider() {
    Path onnx = folder.resolve("provider.onnx");
    derm("export", "--model", model, "--out", onnx);

    Command again = derm("export", "--model", onnx, "--out", folder.resolve("again.onnx"));
    Command cpu = derm("classify", "--model", onnx, "--provider", "cpu", "--csv", picture);
    Command cuda = derm("classify", "--model", onnx, "--provider", "cuda:1", picture);
    Command zip = derm("classify", "--model", model, "--provider", "cpu", picture);
    Command unknown = derm("classify", "--model", onnx, "--provider", "rocm", picture);
    Command device = derm("classify", "--model", onnx, "--provider", "cpu:1", picture);

    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err())
        .contains("is an ONNX model already; give the model.zip that it was exported from");
    assertThat(cpu.out()).isEqualTo(derm("classify", "--model", onnx, "--csv", picture).out());
    assertThat(cuda.exitCode()).isEqualTo(1);
    assertThat(cuda.err())
        .contains("has no cuda: put com.microsoft.onnxruntime:onnxruntime_gpu of the same version");
    assertThat(zip.exitCode()).isEqualTo(2);
    assertThat(zip.err()).contains("--provider applies to an ONNX network only");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("--provider: There is no provider 'rocm'");
    assertThat(device.err()).contains("--provider: device = 1: must be 0 for cpu");
  }

  @Test
  @DisplayName("half precision has half the size, and says how closely it agrees")
  void half() throws IOException {
    Path single = folder.resolve("single.onnx");
    Path onnx = folder.resolve("half.onnx");
    derm("export", "--model", model, "--out", single);

    Command run =
        derm("export", "--model", model, "--float16", "--validate", images, "--out", onnx);
    Command both =
        derm(
            "export",
            "--model",
            model,
            "--float16",
            "--int8",
            "--calibrate",
            images,
            "--out",
            onnx);
    Command zip = derm("export", "--model", model, "--float16", "--out", folder.resolve("a.zip"));
    Command pointless = derm("export", "--model", model, "--validate", images, "--out", single);
    Command alone =
        derm("export", "--model", model, "--float16", "--calibration-images", "2", "--out", onnx);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("float16: most probable class as in single precision for ");
    assertThat((double) Files.size(onnx) / Files.size(single)).isBetween(0.45, 0.75);
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--float16 and --int8 exclude each other");
    assertThat(zip.err()).contains("--float16 is for an ONNX model");
    assertThat(pointless.err()).contains("--validate applies to --int8 and --float16 only");
    assertThat(alone.err())
        .contains("--calibration-images applies to --calibrate and --validate only");
  }

  @Test
  @DisplayName("a page needs its runtime, and what is for a page is refused without one")
  void page() throws IOException {
    Path folder = ExportCommandTest.folder.resolve("page");
    Path runtime = Files.writeString(ExportCommandTest.folder.resolve("other.tgz"), "another");

    Command run = derm("export", "--model", model, "--web", folder, "--runtime", runtime);
    Command both = derm("export", "--model", model, "--web", folder, "--out", folder);
    Command neither = derm("export", "--model", model);
    Command pointless = derm("export", "--model", model, "--out", folder, "--force");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("other.tgz: not onnxruntime-web", "npm pack onnxruntime-web@");
    assertThat(folder).doesNotExist();
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(neither.exitCode()).isEqualTo(2);
    assertThat(pointless.exitCode()).isEqualTo(2);
    assertThat(pointless.err()).contains("--runtime and --force need --web");
  }

  @Test
  @DisplayName("an export in 8 bits is calibrated over images, and answers nearly as the original")
  void eightBits() {
    Path onnx = folder.resolve("int8.onnx");

    Command export =
        derm(
            "export",
            "--model",
            model,
            "--int8",
            "--calibrate",
            images,
            "--calibration-images",
            12,
            "--out",
            onnx);
    JsonNode original = derm("classify", "--model", model, "--json", picture).json();
    JsonNode quantized = derm("classify", "--model", onnx, "--json", picture).json();
    JsonNode info = derm("info", "--json", onnx).json();

    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(export.err()).contains("minmax: ", "percentile: ", "entropy: ", "% of 12 images");
    assertThat(export.err()).contains("8 bits by ");
    // After one epoch, the network's probabilities are sensitive to any change.
    assertThat(quantized.get(0).findValues("probability").get(0).asDouble())
        .isCloseTo(original.get(0).findValues("probability").get(0).asDouble(), within(0.3));
    assertThat(info.get("quantization").get("bits").asInt()).isEqualTo(8);
    assertThat(info.get("quantization").get("images").asInt()).isEqualTo(12);
  }

  @Test
  @DisplayName("scales for 8 bits are added to a model.zip, and 8 bits are refused with the reason")
  void scales() {
    Path zip = folder.resolve("scales.zip");

    Command export =
        derm(
            "export",
            "--model",
            model,
            "--int8",
            "--calibrate",
            images,
            "--calibration",
            "entropy",
            "--calibration-images",
            4,
            "--out",
            zip);
    Command without = derm("classify", "--model", model, "--precision", "int8", picture);
    Command narrow = derm("classify", "--model", zip, "--precision", "int8", picture);
    Command onnx = derm("classify", "--model", exported(), "--precision", "int8", picture);
    Command unknown = derm("classify", "--model", zip, "--precision", "int4", picture);

    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(derm("info", zip).out()).contains("quantization:", "  calibration: entropy");
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err()).contains("model.zip: has no scales for 8 bits; add them with");
    assertThat(narrow.exitCode()).isEqualTo(1);
    assertThat(narrow.err()).contains("8 bits were requested and need oneDNN, but ");
    assertThat(onnx.exitCode()).isEqualTo(2);
    assertThat(onnx.err()).contains("--precision applies to a model.zip of one network only");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("the precisions are fp32, int8");
  }

  @Test
  @DisplayName("an export in 8 bits needs images and a known method, also for a page")
  void eightBitsRefused() {
    Path onnx = folder.resolve("refused.onnx");

    Command without = derm("export", "--model", model, "--int8", "--out", onnx);
    Command page = derm("export", "--model", model, "--int8", "--web", folder.resolve("page8"));
    Command unknown =
        derm(
            "export",
            "--model",
            model,
            "--int8",
            "--calibrate",
            images,
            "--calibration",
            "median",
            "--out",
            onnx);

    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("--calibrate");
    assertThat(page.exitCode()).isEqualTo(2);
    assertThat(page.err()).contains("--calibrate");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("There is no calibration 'median'");
    assertThat(onnx).doesNotExist();
  }

  private static Path exported() {
    Path onnx = folder.resolve("exported");
    if (!Files.exists(onnx)) {
      Command export = derm("export", "--model", model, "--out", onnx);
      assertThat(export.exitCode()).as(export.err()).isZero();
    }
    return onnx;
  }

  @Test
  @DisplayName("an exported model is known by its content and evaluated with the same figures")
  void evaluate() throws IOException {
    Map<String, JsonNode> metrics = new LinkedHashMap<>();
    Map<String, List<String>> predictions = new LinkedHashMap<>();
    for (Path file : List.of(model, exported())) {
      Path out = folder.resolve("evaluation of " + file.getFileName());

      Command run =
          derm(
              "evaluate",
              "--model",
              file,
              "--dataset",
              "csv",
              "--images",
              images,
              "--all",
              "--allow-overlap", // These are the training images.
              "--out",
              out);

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err()).contains("derm: warning: 34 of the 34 test images are not new");
      String name = file.getFileName().toString();
      metrics.put(name, new ObjectMapper().readTree(out.resolve("metrics.json").toFile()));
      predictions.put(name, Files.readAllLines(out.resolve("predictions.csv")));
    }

    JsonNode expected = metrics.get("model.zip");
    JsonNode actual = metrics.get("exported");
    assertThat(expected.get("tasks")).isNotEmpty();
    for (int task = 0; task < expected.get("tasks").size(); task++) {
      for (String figure : List.of("auc", "aucLow", "sensitivity", "specificity")) {
        assertThat(actual.get("tasks").get(task).get(figure).asDouble())
            .as(figure)
            .isCloseTo(expected.get("tasks").get(task).get(figure).asDouble(), within(1e-5));
      }
    }
    // A network of one epoch enlarges the rounding errors of the two engines.
    assertSameNumbers(predictions.get("exported"), predictions.get("model.zip"), 5e-4);
  }

  @Test
  @DisplayName("an exported model gives the features and the contents of the original")
  void featuresAndInfo() throws IOException {
    Path ofModel = folder.resolve("features of model.csv");
    Path ofExport = folder.resolve("features of export.csv");

    Command first = derm("features", "--model", model, "--out", ofModel, picture);
    Command second = derm("features", "--model", exported(), "--out", ofExport, picture);
    Command refused = derm("features", "--model", model, "--size", 80, "--out", ofModel, picture);

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertSameNumbers(Files.readAllLines(ofExport), Files.readAllLines(ofModel));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--size is for --weights");
    assertThat(derm("info", "--json", exported()).json())
        .isEqualTo(derm("info", "--json", model).json());
  }

  @Test
  @DisplayName("an exported model is embedded as the original, image for image")
  void embed() throws IOException {
    Path points = folder.resolve("points.csv");

    Command run =
        derm(
            "embed",
            "--model",
            exported(),
            "--dataset",
            "csv",
            "--images",
            images,
            "--all",
            "--perplexity",
            5,
            "--out",
            folder.resolve("map.svg"),
            "--points",
            points);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readAllLines(points)).hasSize(35);
  }

  @Test
  @DisplayName("an exported model is explained by occlusion; gradients are refused with the reason")
  void explainExported() throws IOException {
    Path ofModel = folder.resolve("of model.png");
    Path ofExport = folder.resolve("of export.png");
    derm("explain", "--model", model, "--method", "occlusion", "--out", ofModel, picture);

    Command run = derm("explain", "--model", exported(), "--out", ofExport, picture);
    Command refused =
        derm("explain", "--model", exported(), "--method", "saliency", "--out", ofExport, picture);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("occlusion: ");
    assertThat(ImageIO.read(ofExport.toFile()).getWidth())
        .isEqualTo(ImageIO.read(ofModel.toFile()).getWidth());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--method saliency needs gradients", "use --method occlusion, or the model.zip");
  }

  /** The model with a calibration, which the training of a command fits on validation images. */
  private static Path calibrated() throws IOException {
    Path zip = folder.resolve("calibrated.zip");
    if (!Files.exists(zip)) {
      Command run =
          derm(
              "evaluate",
              "--model",
              model,
              "--dataset",
              "csv",
              "--images",
              images,
              "--all",
              "--allow-overlap", // These are the training images.
              "--out",
              folder.resolve("for calibration"));
      assertThat(run.exitCode()).as(run.err()).isZero();
      LesionClassifier classifier = LesionClassifier.load(model);
      PredictionTable table =
          PredictionTable.read(folder.resolve("for calibration/predictions.csv"));
      classifier
          .withPredictionSets(
              PredictionSets.fit(table.predictions(), classifier.partition(), "a test"))
          .withRecalibration(
              Recalibration.fit(
                  RecalibrationMethod.PLATT, table.predictions(), classifier.partition(), "a test"))
          .write(zip);
      Command export = derm("export", "--model", zip, "--out", folder.resolve("calibrated.onnx"));
      assertThat(export.exitCode()).as(export.err()).isZero();
    }
    return zip;
  }

  @Test
  @DisplayName("heat maps of errors and averages over views are evaluated with the same figures")
  void evaluateAsTheOriginal() throws IOException {
    Map<Path, JsonNode> metrics = new LinkedHashMap<>();
    for (Path file : List.of(model, exported())) {
      Path out = folder.resolve("views of " + file.getFileName());

      Command run =
          derm(
              "evaluate",
              "--model",
              file,
              "--dataset",
              "csv",
              "--images",
              images,
              "--all",
              "--allow-overlap", // These are the training images.
              "--views",
              4,
              "--heat-maps",
              "--out",
              out);

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(out.resolve("report.html")).content().contains("alt=\"heat map of test image ");
      metrics.put(file, new ObjectMapper().readTree(out.resolve("metrics.json").toFile()));
    }
    JsonNode expected = metrics.get(model).get("tasks");
    JsonNode actual = metrics.get(exported()).get("tasks");
    assertThat(actual).hasSameSizeAs(expected).isNotEmpty();
    for (int task = 0; task < expected.size(); task++) {
      for (String figure : List.of("auc", "aucLow", "threshold", "sensitivity", "specificity")) {
        assertThat(actual.get(task).get(figure).asDouble())
            .as(figure)
            .isCloseTo(expected.get(task).get(figure).asDouble(), within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--csv",
        "--csv --views 4",
        "--csv --views 8",
        "--csv --calibrated",
        "--json --coverage 0.7",
        "--json --coverage 0.7 --per-class",
        "--json --calibrated --top 5",
        "--coverage 0.7"
      })
  @DisplayName("an exported model answers every option of derm classify as the original")
  void everyAnswer(String options) throws IOException {
    Path zip = calibrated();
    Path onnx = folder.resolve("calibrated.onnx");
    List<Object> words = new ArrayList<>(List.of("classify", "--model", zip, picture));
    words.addAll(List.of(options.split(" ", -1)));

    Command original = derm(words.toArray());
    words.set(2, onnx);
    Command exported = derm(words.toArray());

    assertThat(original.exitCode()).as(original.err()).isZero();
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.err()).isEqualTo(original.err());
    Pattern number = Pattern.compile(NUMBER);
    assertThat(number.matcher(exported.out()).replaceAll("x"))
        .isEqualTo(number.matcher(original.out()).replaceAll("x"));
    List<MatchResult> actual = number.matcher(exported.out()).results().toList();
    List<MatchResult> expected = number.matcher(original.out()).results().toList();
    boolean percent = !options.matches("--(csv|json|columns).*"); // Rounded to 0.1 %.
    for (int i = 0; i < actual.size(); i++) {
      assertThat(Double.parseDouble(actual.get(i).group()))
          .isCloseTo(Double.parseDouble(expected.get(i).group()), within(percent ? 0.1001 : 1e-4));
    }
  }

  @Test
  @DisplayName("CUDA is refused for an exported model")
  void optionsOfTheOtherFormat() {
    Command cuda =
        derm(
            "evaluate",
            "--model",
            exported(),
            "--dataset",
            "csv",
            "--images",
            images,
            "--all",
            "--backend",
            "cuda",
            "--out",
            folder.resolve("no results"));

    assertThat(cuda.exitCode()).isEqualTo(2);
    assertThat(cuda.err()).contains("--backend cuda is for a model.zip");
  }

  /** Numbers agree as promised of features. */
  private static void assertSameNumbers(List<String> actual, List<String> expected) {
    assertSameNumbers(actual, expected, 1e-4);
  }

  /**
   * Cells that are numbers agree to a tolerance, relative to the norm of their row (a row of
   * probabilities has a norm of at most 1); all others are equal.
   */
  private static void assertSameNumbers(
      List<String> actual, List<String> expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(1);
    assertThat(actual.get(0)).isEqualTo(expected.get(0));
    for (int row = 1; row < actual.size(); row++) {
      String[] cells = actual.get(row).split(",", -1);
      String[] right = expected.get(row).split(",", -1);
      double norm =
          Math.sqrt(
              Stream.of(right)
                  .filter(cell -> cell.matches(NUMBER))
                  .mapToDouble(cell -> Math.pow(Double.parseDouble(cell), 2))
                  .sum());
      for (int i = 0; i < right.length; i++) {
        if (right[i].matches(NUMBER)) {
          assertThat(Double.parseDouble(cells[i]))
              .isCloseTo(Double.parseDouble(right[i]), within(tolerance * Math.max(1, norm)));
        } else {
          assertThat(cells[i]).isEqualTo(right[i]);
        }
      }
    }
  }

  @Test
  @DisplayName("answers are a table, of training classes or of columns of another layout")
  void tables() throws IOException {
    Path columns =
        Files.writeString(folder.resolve("columns.csv"), "column,node\nbad,malignant\nother,*\n");

    List<String> classes =
        derm("classify", "--model", model, "--csv", picture).out().lines().toList();
    List<String> own =
        derm("classify", "--model", model, "--columns", columns, picture).out().lines().toList();

    assertThat(classes).hasSize(2);
    assertThat(classes.get(0)).startsWith("image,");
    assertThat(classes.get(1)).startsWith(picture + ",0.");
    assertThat(classes.get(1).split(",", -1)).hasSameSizeAs(classes.get(0).split(",", -1));
    assertThat(own).hasSize(2).first().isEqualTo("image,bad,other");
    String[] cells = own.get(1).split(",", -1);
    assertThat(picture.getFileName().toString()).startsWith(cells[0] + ".");
    assertThat(Double.parseDouble(cells[1]) + Double.parseDouble(cells[2]))
        .isCloseTo(1, within(1e-6));
  }

  @Test
  @DisplayName("a folder means the images in it; other files are counted")
  void classifiesAFolder() throws IOException {
    Path images = Files.createDirectories(folder.resolve("mixed/below"));
    Files.copy(picture, images.resolve("b.JPEG"));
    Files.copy(picture, images.resolveSibling("a.png"));
    Files.writeString(images.resolve("notes.txt"), "no image");
    Files.writeString(images.resolve("._b.JPEG"), "a hidden file, as macOS writes it");
    Files.copy(picture, images.resolve("c.dat"));
    // A name in NFD, as macOS writes it.
    Path umlaut = images.resolve(Normalizer.normalize("\u00e4.png", Normalizer.Form.NFD));
    Files.copy(picture, umlaut);

    Command run = derm("classify", "--model", model, "--json", images.getParent());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.json().findValuesAsText("image"))
        .containsExactly(
            images.resolveSibling("a.png").toString(),
            images.resolve("b.JPEG").toString(),
            images.resolve("c.dat").toString(),
            umlaut.toString());
    assertThat(run.err())
        .contains("skipped 1 file in", "can't be read as images, such as below/notes.txt");
    Path table = folder.resolve("features.csv");
    assertThat(derm("features", "--model", model, "--out", table, images.getParent()).exitCode())
        .isZero();
    assertThat(Files.readAllLines(table)).hasSize(5);
    Path empty = Files.createDirectory(folder.resolve("no images"));
    assertThat(derm("classify", "--model", model, empty).err())
        .contains("no images holds no image (JPEG, PNG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"saliency", "occlusion"})
  @DisplayName("an image is explained by the input and a map beside it")
  void explain(String method) throws IOException {
    Path png = folder.resolve(method + ".png");

    Command run = derm("explain", "--model", model, "--out", png, "--method", method, picture);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith(method + ": ").contains("probability 0.");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(600);
    assertThat(ImageIO.read(png.toFile()).getHeight()).isEqualTo(300 + HeatmapCaption.HEIGHT);
  }

  @Test
  @DisplayName("a network too small for Grad-CAM is explained by occlusion")
  void smallNetwork() {
    Path png = folder.resolve("small.png");

    Command refused =
        derm("explain", "--model", model, "--out", png, "--method", "grad-cam", picture);
    Command run = derm("explain", "--model", model, "--out", png, picture);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("grad-cam", "75 pixels", "use occlusion");
    assertThat(run.out()).startsWith("occlusion: ");
  }

  @Test
  @DisplayName("an unknown training class is refused with the list of classes")
  void unknownClass() {
    Command run =
        derm(
            "explain",
            "--model",
            model,
            "--out",
            folder.resolve("x.png"),
            "--class",
            "no such class",
            picture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("--class: 'no such class' is not in the tree", "the training classes are: ");
  }

  @Test
  @DisplayName("a file that is not an ONNX model is named")
  void noModel() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");

    Command run = derm("classify", "--model", text, picture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("text.onnx: not a readable classifier: expected a model.zip")
        .hasLineCount(1);
  }

  @Test
  @DisplayName("an exported model is run without loading ND4J")
  void withoutNd4j() throws IOException, InterruptedException {
    Path onnx = folder.resolve("alone.onnx");
    derm("export", "--model", model, "--out", onnx);

    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Derm.class.getName(),
                    "classify",
                    "--model",
                    onnx.toString(),
                    picture.toString()))
            .redirectErrorStream(true)
            .start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(log).isZero();
    assertThat(log)
        .contains("ai.onnxruntime.OrtSession source:", " %  ")
        .doesNotContain("org.nd4j.linalg.factory.Nd4j source:");
  }
}
