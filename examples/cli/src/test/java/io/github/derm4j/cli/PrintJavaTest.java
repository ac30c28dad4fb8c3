package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** Each program is compiled and run beside the command, and both must find the same. */
@DisplayName("The programs of --print-java")
class PrintJavaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SMALL =
      List.of("--size", "75", "--width", "0.0625", "--epochs", "1", "--batch", "16");

  /** Of few images, so that no part of them is empty. */
  private static final String PARTS = " --validation-fraction 0.25";

  @TempDir private static Path folder;
  private static Path images;

  @BeforeAll
  static void draw() throws IOException {
    images = folder.resolve("Bilder \"ä\"");
    SyntheticLesions.of(1).withLesions(60).withImagesPerLesion(1).withSize(32, 32).writeTo(images);
    write(
        "counts.csv",
        """
        diagnosis_1,diagnosis_2,diagnosis_3,images
        Benign,Nevus,Spitz,40
        Benign,Nevus,Blue,60
        Benign,Keratosis,,90
        Malignant,Melanoma,,120
        Malignant,Carcinoma,Basal cell,75
        """);
    write(
        "rows.csv",
        """
        image,diagnosis_1,diagnosis_2
        A,Benign,Nevus
        B,Benign,Nevus
        C,Malignant,Melanoma
        D,Benign,Keratosis
        """);
    write(
        "tree.csv",
        """
        id,name,parent
        b,Benign,
        n,Nevus,b
        k,Keratosis,b
        m,Malignant,
        e,Melanoma,m
        """);
    StringBuilder scores = new StringBuilder("image,Läsion,label,first,second,part\n");
    for (int i = 0; i < 60; i++) {
      scores.append(
          String.format(
              Locale.ROOT,
              "i%d,%s,%s,%.3f,%.3f,%s%n",
              i,
              i % 7 == 0 ? "" : "L" + i / 2,
              i % 11 == 0 ? "" : i % 3 == 0 ? "1.0" : "0",
              (i * 37 % 60) / 60.0 + (i % 3 == 0 ? 0.3 : 0),
              (i * 23 % 60) / 60.0 + (i % 3 == 0 ? 0.1 : 0),
              i % 2 == 0 ? "test" : "other"));
    }
    write("scores.csv", scores.toString());
    write("complete.csv", scores.toString().lines().filter(line -> !line.contains(",,")).toList());
    Files.write(
        folder.resolve("latin.csv"), scores.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static void write(String name, List<String> lines) throws IOException {
    Files.write(folder.resolve(name), lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--counts counts.csv",
        "--counts counts.csv --max-class-size 100",
        "--counts counts.csv --max-class-size 100 --rule literal --json",
        "--counts rows.csv --max-class-size 1 --dot",
        "--counts rows.csv --max-class-size 2 --mermaid --taxonomy tree.csv",
        "--counts counts.csv --sweep --rule literal"
      })
  @DisplayName("divide a tree as derm partition does")
  void partition(String options) throws Exception {
    Object[] words = words("partition", options);
    Command command = derm(words);
    assertThat(command.exitCode()).as(command.err()).isZero();

    assertThat(print(words).run(output()).strip()).isEqualTo(command.out().strip());
  }

  @Test
  @DisplayName("are as short as the one in the guide")
  void guide() {
    String shown =
        """
        // tag::program[]
        /** Divides a disease tree into classes. */
        public class Partition {

          public static void main(String[] args) throws IOException {
            DiseaseCounts images = TreeFile.counts(Path.of("counts.csv"));
            DiseasePartition partition =
                DiseasePartitioner.withMaxClassSize(100).withRule(PartitionRule.LITERAL).partition(images);
            System.out.print(partition.toTable());
          }
        }
        // end::program[]
        """;
    String program =
        Program.of(
                "partition",
                "--counts",
                "counts.csv",
                "--max-class-size",
                100,
                "--rule",
                "literal",
                "--print-java")
            .text();

    assertThat(program)
        .endsWith(
            shown.lines().filter(line -> !line.startsWith("// ")).collect(joining("\n", "", "\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--scores scores.csv --label label --positive 1 --score first",
        "--scores scores.csv --label label --positive 0 --score second --where part=test",
        "--scores complete.csv --label label --positive 1 --score first --compare second --strict",
        "--scores scores.csv --label label --positive 1 --score first --cluster Läsion",
        "--scores scores.csv --label label --positive 1 --score first --compare second"
            + " --cluster Läsion",
        "--scores latin.csv --encoding ISO-8859-1 --label label --positive 1 --score first"
            + " --cluster Läsion"
      })
  @DisplayName("measure areas as derm roc does")
  void roc(String options) throws Exception {
    Object[] words = words("roc", options);
    JsonNode command = derm(with(words, "--json")).json();
    String printed = print(words).run(output());
    List<String> figures =
        printed
            .lines()
            .map(
                line ->
                    line.replaceAll("^(second )?(AUC|variance|95 % interval|difference|z|p) ", ""))
            .flatMap(line -> Arrays.stream(line.split(" to ", -1)))
            .toList();
    List<String> expected = new ArrayList<>();
    boolean clustered = options.contains("--cluster");
    for (String name :
        List.of("auc", clustered ? "clusteredVariance" : "delongVariance", "ciLow", "ciHigh")) {
      expected.add(command.get(name).asText());
    }
    if (options.contains("--compare")) {
      for (String name :
          List.of(
              "secondAuc",
              clustered ? "secondClusteredVariance" : "secondDelongVariance",
              "secondCiLow",
              "secondCiHigh",
              "difference",
              "differenceLow",
              "differenceHigh",
              "z",
              "p")) {
        expected.add(command.get(name).asText());
      }
    }
    assertThat(figures).as(printed).containsExactlyElementsOf(expected);
  }

  static Stream<String> fineTunings() {
    return Stream.of(
        "--limit 55 --seed 2",
        "--shuffle-labels --max-class-size 12 --task malignant:benign --json",
        "--augment crop+flip+colour+cutout --mixup 0.2 --balance weighted --min-sharpness 1"
            + " --schedule constant --early-stopping auc --patience 2 --test-fraction 0.3",
        "--class-weights balanced --tree-smoothing 2 --label-smoothing 0 --weight-decay 0.001"
            + " --max-gradient-norm 5 --accumulate 2 --layer-decay 0.9 --train-from mixed9"
            + " --checkpoint-steps 1 --keep-checkpoints --strict --task"
            + " malignant+benign:non-neoplastic --task malignant:benign+non-neoplastic");
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("fineTunings")
  @DisplayName("train and test as derm fine-tune does")
  void fineTune(String options) throws Exception {
    Object[] words = study("fine-tune", SMALL, options + PARTS);
    Path ofCommand = output();
    Path ofProgram = output();

    Command command = derm(with(words, "--out", ofCommand));
    assertThat(command.exitCode()).as(command.err()).isZero();
    String printed = print(with(words, "--out", ofProgram)).run(output());

    assertSameEvaluation(ofCommand, ofProgram, printed, options.contains("--json"));
    assertSameFile("split.csv", ofCommand, ofProgram);
    LesionClassifier trained = LesionClassifier.load(ofProgram.resolve("model.zip"));
    LesionClassifier expected = LesionClassifier.load(ofCommand.resolve("model.zip"));
    assertThat(trained.thresholds()).isEqualTo(expected.thresholds());
    assertThat(trained.provenance().tests()).isEqualTo(expected.provenance().tests());
    assertThat(trained.provenance().data().orElseThrow().name())
        .isEqualTo(expected.provenance().data().orElseThrow().name());
    assertThat(Files.exists(ofProgram.resolve("checkpoints")))
        .isEqualTo(Files.exists(ofCommand.resolve("checkpoints")));
  }

  @Tag("slow")
  @Test
  @DisplayName("test a classifier as derm evaluate does")
  void evaluate() throws Exception {
    Path trained = output();
    Object[] training =
        study("fine-tune", SMALL, "--max-class-size 20 --task malignant:benign --seed 4" + PARTS);
    assertThat(derm(with(training, "--out", trained)).exitCode()).isZero();
    Path model = trained.resolve("model.zip");
    Path onnx = folder.resolve("model.onnx");
    assertThat(derm("export", "--model", model, "--out", onnx).exitCode()).isZero();
    Path split = Files.copy(trained.resolve("split.csv"), folder.resolve("divided.csv"));
    for (List<Object> options :
        List.<List<Object>>of(
            List.of("--model", model),
            List.of("--model", model, "--task", "benign:malignant", "--seed", 3, "--json"),
            List.of(
                "--model",
                model,
                "--all",
                "--allow-overlap",
                "--threshold",
                0.4,
                "--compare",
                onnx),
            List.of("--model", model, "--all", "--allow-overlap", "--limit", 20, "--views", 4),
            List.of("--model", onnx, "--split", split, "--compare", model))) {
      Object[] words = study("evaluate", List.of(), "");
      words = with(words, options.toArray());
      Path ofCommand = output();
      Path ofProgram = output();

      Command command = derm(with(words, "--out", ofCommand));
      assertThat(command.exitCode()).as(command.err()).isZero();
      String printed = print(with(words, "--out", ofProgram)).run(output());

      assertSameEvaluation(ofCommand, ofProgram, printed, options.contains("--json"));
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--folds 3 --first 1 --max-class-size 8",
        "--folds 4 --first 1 --against-level 1 --levels 1 --early-stopping loss --json"
      })
  @DisplayName("cross-validate as derm cross-validate does")
  void crossValidate(String options) throws Exception {
    Object[] words = study("cross-validate", SMALL, options);
    Path ofCommand = output();
    Path ofProgram = output();

    Command command = derm(with(words, "--out", ofCommand));
    assertThat(command.exitCode()).as(command.err()).isZero();
    String printed = print(with(words, "--out", ofProgram)).run(output());

    JsonNode found = JSON.readTree(ofProgram.resolve("cross-validation.json").toFile());
    JsonNode expected = JSON.readTree(ofCommand.resolve("cross-validation.json").toFile());
    assertThat(found.get("levels")).isEqualTo(expected.get("levels"));
    assertThat(found.get("tasks")).isEqualTo(expected.get("tasks"));
    assertSameFile("predictions-partition-1.csv", ofCommand, ofProgram);
    LesionClassifier fold = LesionClassifier.load(ofProgram.resolve("partition/fold-1.zip"));
    assertThat(fold.thresholds())
        .isEqualTo(LesionClassifier.load(ofCommand.resolve("partition/fold-1.zip")).thresholds());
    if (options.contains("--json")) {
      assertSameFile("predictions-level-1-1.csv", ofCommand, ofProgram);
      assertThat(JSON.readTree(printed)).isEqualTo(found);
    } else {
      assertThat(printed.strip()).isEqualTo(command.out().strip());
    }
  }

  @Tag("slow")
  @Test
  @DisplayName("train a head on kept features as derm fine-tune --train head does")
  void head() throws Exception {
    Path weights = SharedData.file("weights/inception_v3_notop.h5");
    List<String> network = List.of("--train", "head", "--size", "75", "--limit", "55");
    Object[] words = study("fine-tune", network, "--epochs 3 --pixel-range 0..1" + PARTS);
    words = with(words, "--weights", weights);
    Path ofCommand = output();
    Path ofProgram = output();

    assertThat(derm(with(words, "--out", ofCommand)).exitCode()).isZero();
    print(with(words, "--out", ofProgram)).run(output());

    assertSameEvaluation(ofCommand, ofProgram, "-", false);
    assertThat(ofProgram.resolve("features")).isNotEmptyDirectory();
  }

  /** A value for each option that is not its default. */
  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          Map.entry("--table", List.of("labels.csv")),
          Map.entry("--encoding", List.of("ISO-8859-1")),
          Map.entry("--classes", List.of("milk10k")),
          Map.entry("--submission", List.of("s.csv", "--columns", "isic-2018")),
          Map.entry("--columns", List.of("milk10k", "--submission", "s.csv")),
          Map.entry("--zip-charset", List.of("Shift_JIS")),
          Map.entry("--decisions", List.of("DECISIONS")),
          Map.entry("--modality", List.of("clinical")),
          Map.entry("--limit", List.of("50")),
          Map.entry("--readers", List.of("readers.csv")),
          Map.entry("--task", List.of("a:b")),
          Map.entry("--backend", List.of("cpu")),
          Map.entry("--engine", List.of("nd4j")),
          Map.entry("--seed", List.of("7")),
          Map.entry("--train", List.of("head", "--weights", "WEIGHTS")),
          Map.entry("--weights", List.of("WEIGHTS")),
          Map.entry(
              "--backbone",
              List.of("BACKBONE", "--train", "head", "--preprocessing", "PREPROCESSING")),
          Map.entry(
              "--preprocessing",
              List.of("PREPROCESSING", "--train", "head", "--backbone", "BACKBONE")),
          Map.entry("--pixel-range", List.of("0..1", "--weights", "WEIGHTS")),
          Map.entry("--feature-cache", List.of("kept", "--train", "head", "--weights", "WEIGHTS")),
          Map.entry("--l2", List.of("0.2", "--train", "head", "--weights", "WEIGHTS")),
          Map.entry("--baseline", List.of("knn", "--train", "head", "--weights", "WEIGHTS")),
          Map.entry("--size", List.of("100")),
          Map.entry("--width", List.of("0.5")),
          Map.entry("--epochs", List.of("3")),
          Map.entry("--batch", List.of("8")),
          Map.entry("--learning-rate", List.of("0.01")),
          Map.entry("--max-class-size", List.of("77")),
          Map.entry("--augment", List.of("paper+flip")),
          Map.entry("--mixup", List.of("0.3")),
          Map.entry("--decoded-cache", List.of("CACHE")),
          Map.entry("--balance", List.of("replicated")),
          Map.entry("--schedule", List.of("constant")),
          Map.entry("--train-from", List.of("mixed3")),
          Map.entry("--layer-decay", List.of("0.5")),
          Map.entry("--weight-decay", List.of("0.5")),
          Map.entry("--label-smoothing", List.of("0.5")),
          Map.entry("--tree-smoothing", List.of("0.5")),
          Map.entry("--class-weights", List.of("balanced")),
          Map.entry("--max-gradient-norm", List.of("5")),
          Map.entry("--accumulate", List.of("5")),
          Map.entry("--early-stopping", List.of("loss")),
          Map.entry("--devices", List.of("2")),
          Map.entry("--precision", List.of("PRECISION")),
          Map.entry("--patience", List.of("5")),
          Map.entry("--test-fraction", List.of("0.25")),
          Map.entry("--validation-fraction", List.of("0.25")),
          Map.entry("--min-sharpness", List.of("5")),
          Map.entry("--min-lesion-share", List.of("0.5")),
          Map.entry("--checkpoints", List.of("elsewhere")),
          Map.entry("--checkpoint-steps", List.of("5")),
          Map.entry("--folds", List.of("5")),
          Map.entry("--first", List.of("2")),
          Map.entry("--against-level", List.of("2")),
          Map.entry("--levels", List.of("3")),
          Map.entry("--split", List.of("other.csv")),
          Map.entry("--views", List.of("8")),
          Map.entry("--threshold", List.of("0.25")),
          Map.entry("--recalibrate", List.of("isotonic")),
          Map.entry("--taxonomy", List.of("tree.csv")),
          Map.entry("--rule", List.of("literal")),
          Map.entry("--compare", List.of("MODEL")),
          Map.entry("--cluster", List.of("lesion")),
          Map.entry("--where", List.of("part=test")));

  private static final Map<String, Set<String>> REFUSED =
      Map.of(
          "fine-tune",
          Set.of("--watch", "--baseline"),
          "cross-validate",
          Set.of("--watch"),
          "roc",
          Set.of("--json"));

  /** They are no part of what is done here; with --master the command runs on Spark. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "--help",
          "--version",
          "--debug",
          "--config",
          "--print-java",
          "--master",
          "--provider", // Only with an ONNX network; see studies().
          "--empty-columns"); // Only with --submission; see studies().

  @ParameterizedTest
  @ValueSource(strings = {"fine-tune", "cross-validate", "evaluate", "partition", "roc"})
  @DisplayName("express every option of the command, or refuse it by its name")
  void everyOption(String name) throws IOException {
    everyOption(name, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fine-tune", "cross-validate"})
  @DisplayName("express every option of weights")
  void everyOptionOfWeights(String name) throws IOException {
    everyOption(name, true);
  }

  static Stream<String> studies() {
    return Stream.of(
        "fine-tune",
        "fine-tune " + fineTunings().skip(2).findFirst().orElseThrow(),
        "fine-tune --keep-checkpoints " + fineTunings().skip(1).findFirst().orElseThrow(),
        "fine-tune --readers readers.csv --classes isic-2018 --classes milk10k --heat-maps",
        "evaluate --readers readers.csv",
        "evaluate --all --views 8 --threshold 0.3 --recalibrate none",
        "evaluate --backend cpu --unrelated-ids --limit 5",
        "evaluate --submission s.csv --columns isic-2019 --empty-columns",
        "evaluate --threshold 0.3 --compare ONNX --readers readers.csv",
        "evaluate --views 4 --compare ONNX",
        "evaluate --compare ONNX --provider cuda:1",
        "evaluate --views 8 --compare ONNX --heat-maps",
        "cross-validate",
        "cross-validate --against-level 2 --first 2 --early-stopping loss --schedule cosine"
            + " --epochs 20 --decoded-cache CACHE --mixup 0.1");
  }

  @ParameterizedTest
  @MethodSource("studies")
  @DisplayName("compile, use the public API only, and are laid out like this code")
  void compile(String command) throws Exception {
    List<Object> words = new ArrayList<>(List.of(command.split(" ", -1)));
    Path onnx = Files.writeString(folder.resolve("other.onnx"), "\b");
    words.replaceAll(
        word -> word.equals("CACHE") ? folder.resolve("cache") : word.equals("ONNX") ? onnx : word);
    words.addAll(
        List.of("--dataset", "isic", "--images", "C:\\ü \"new\"\u200b\\u0022", "--out", "o"));
    if (command.startsWith("evaluate")) {
      Path model = Files.write(folder.resolve("a".repeat(120) + ".zip"), new byte[] {'P', 'K'});
      words.addAll(List.of("--model", model));
    }
    Program program = print(words.toArray());
    program.compile(output());
    assertThat(program.text()).contains("Path.of(\"C:\\\\ü \\\"new\\\"\\u200b\\\\u0022\")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PK", "\b"})
  @DisplayName("of the classify page compile too, for a model.zip and a model.onnx")
  void classify(String firstBytes) throws Exception {
    Path model = Files.writeString(folder.resolve("begun"), firstBytes);
    wellMade(new Program(ModelFile.of(model).program(model).text())).compile(output());
  }

  private void everyOption(String name, boolean ofWeights) throws IOException {
    Path model = Files.write(folder.resolve("any.zip"), new byte[] {'P', 'K'});
    String required =
        switch (name) {
          case "partition" -> "partition --counts counts.csv";
          case "roc" -> "roc --scores s.csv --label l --positive 1 --score first";
          case "evaluate" -> "evaluate --dataset csv --images i --out o --model " + model;
          default -> name + " --dataset csv --images i --out o";
        };
    Object[] base = required.split(" ", -1);
    String preprocessing = BackboneTest.preprocessing(folder).toString();
    String decisions =
        Files.writeString(folder.resolve("decisions.csv"), "image,decision,label\n").toString();
    String plain = Program.of(with(base, "--print-java")).text();
    Terminal nowhere = new Terminal(System.out, System.err, false);
    for (OptionSpec option :
        Derm.commandLine(nowhere).getSubcommands().get(name).getCommandSpec().options()) {
      String longest = option.longestName();
      if (option.required() || OUTSIDE.contains(longest)) {
        continue;
      }
      List<String> values = new ArrayList<>(VALUES.getOrDefault(longest, List.of()));
      assertThat(values.isEmpty())
          .as("%s needs a value in this test", longest)
          .isEqualTo(option.arity().max() == 0);
      if (values.contains("WEIGHTS") != ofWeights) {
        continue;
      }
      values.replaceAll(
          value ->
              switch (value) {
                case "WEIGHTS" -> SharedData.file("weights/inception_v3_notop.h5").toString();
                case "BACKBONE" -> BackboneTest.RESNET.toString();
                case "PREPROCESSING" -> preprocessing;
                case "DECISIONS" -> decisions;
                case "CACHE" -> folder.resolve("cache").toString();
                case "MODEL" -> model.toString();
                case "PRECISION" -> name.equals("evaluate") ? "int8" : "bf16";
                default -> value;
              });
      Command run = derm(with(with(base, longest), with(values.toArray(), "--print-java")));
      if (REFUSED.getOrDefault(name, Set.of()).contains(longest)) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("derm: error: " + longest + " with --print-java: ");
      } else {
        assertThat(run.exitCode()).as(longest + ": " + run.err()).isZero();
        assertThat(run.out()).as(longest).isNotEqualTo(plain);
      }
    }
    if (List.of(base).contains("--dataset")) {
      Command cuda = derm(with(base, "--print-java", "--backend", "cuda"));
      assertThat(cuda.exitCode()).isEqualTo(2);
      assertThat(cuda.err())
          .startsWith("derm: error: --print-java writes a program with the libraries for the CPU");
    }
  }

  /** All but times, versions and the list of options. */
  private static void assertSameEvaluation(
      Path ofCommand, Path ofProgram, String printed, boolean json) throws IOException {
    assertSameFile("predictions.csv", ofCommand, ofProgram);
    assertSameFile("scores.csv", ofCommand, ofProgram);
    ObjectNode expected = metrics(Files.readString(ofCommand.resolve("metrics.json")));
    assertThat(metrics(Files.readString(ofProgram.resolve("metrics.json")))).isEqualTo(expected);
    assertThat(ofProgram.resolve("report.html")).isNotEmptyFile();
    if (json) {
      assertThat(metrics(printed)).isEqualTo(expected);
    } else {
      assertThat(printed).isNotBlank();
    }
  }

  private static ObjectNode metrics(String text) throws IOException {
    ObjectNode metrics = (ObjectNode) JSON.readTree(text);
    metrics.remove(List.of("seconds", "phaseSeconds", "versions", "options"));
    metrics.get("epochs").forEach(epoch -> ((ObjectNode) epoch).remove("seconds"));
    return metrics;
  }

  private static void assertSameFile(String name, Path expected, Path found) {
    assertThat(found.resolve(name)).hasSameTextualContentAs(expected.resolve(name));
  }

  private static Path output() throws IOException {
    return Files.createTempDirectory(folder, "out");
  }

  private static Object[] words(String command, String options) {
    return Stream.concat(
            Stream.of(command),
            Stream.of(options.split(" ", -1))
                .map(word -> word.endsWith(".csv") ? folder.resolve(word).toString() : word))
        .toArray();
  }

  private static Object[] study(String command, List<String> network, String options) {
    List<Object> words = new ArrayList<>(List.of(command, "--dataset", "csv", "--images", images));
    words.addAll(network);
    Stream.of(options.split(" ", -1)).filter(word -> !word.isEmpty()).forEach(words::add);
    return words.toArray();
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
  }

  /** The program, which must be well made: only the public API, and in the layout of this code. */
  private static Program print(Object... words) throws Exception {
    return wellMade(Program.of(with(words, "--print-java")));
  }

  private static Program wellMade(Program program) throws FormatterException {
    assertThat(program.text())
        .startsWith("///usr/bin/env jbang \"$0\" \"$@\" ; exit $?\n//JAVA 17+\n")
        .doesNotContain("derm4j.cli", ".internal.");
    String source = program.withoutDirectives();
    String used = RemoveUnusedImports.removeUnusedImports(source);
    assertThat(new Formatter().formatSource(ImportOrderer.reorderImports(used, Style.GOOGLE)))
        .isEqualTo(source);
    return program;
  }
}
