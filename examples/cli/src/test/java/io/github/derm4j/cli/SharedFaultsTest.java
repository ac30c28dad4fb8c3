package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.evaluation.IsicChallengeFiles;
import io.github.derm4j.testing.SharedData;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs inputs that once gave wrong answers through the command, and prints each answer beside the
 * right one. The inputs are in {@code faults} of the folder that the property {@code derm.shared}
 * names; each has a README with the right answer and its source.
 */
@DisplayName("Inputs that once gave wrong answers")
class SharedFaultsTest {

  /** A line of the table. */
  private record Line(String input, String question, String answer, String right, boolean ok) {}

  private final List<Line> lines = new ArrayList<>();

  @TempDir Path folder;

  @Test
  @DisplayName("give the right ones")
  void answers() throws Exception {
    zips();
    tables();
    splits();
    pictures();
    scores();
    trees();
    launcher();

    StringBuilder table = new StringBuilder(System.lineSeparator());
    for (Line line : lines) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-5s %-9s %-44s answer: %s | right: %s%n",
              line.ok() ? "ok" : "WRONG",
              line.input(),
              line.question(),
              line.answer(),
              line.right()));
    }
    System.out.print(table);
    assertThat(lines).filteredOn(line -> !line.ok()).as(table.toString()).isEmpty();
  }

  private void zips() throws IOException {
    for (String zip : List.of("windows.zip", "utf8.zip")) {
      split("01", zip, "folder", input("01").resolve(zip), "melanome 4, naevus 4");
    }
    for (String zip : List.of("dotslash.zip", "plain.zip")) {
      split("02", zip, "folder", input("02").resolve(zip), "melanoma 4, nevus 4");
    }
    for (String zip : List.of("plain", "wrapped", "training-testing")) {
      split("04", zip, "folder", input("04").resolve(zip + ".zip"), "melanoma 8, nevus 7");
      Command audit = audit(input("04").resolve(zip + ".zip"));
      check("04", zip + ": copies across parts", number(audit, "crossSplitGroups"), "1");
    }
    split(
        "04",
        "wrapped-classes",
        "folder",
        input("04").resolve("wrapped-classes.zip"),
        "melanoma 8, nevus 7");
    Path ham = input("46").resolve("archive.zip");
    Command split = splitCommand("ham10000", ham);
    check("46", "images", words(split, "(\\d+) images of"), "8");
    check("46", "lesions", words(split, "(\\d+) components"), "4");
    check("46", "audit", Integer.toString(audit(ham).exitCode()), "0");
  }

  private void tables() throws IOException {
    Path ham = input("03").resolve("ham");
    for (String table :
        List.of(
            "HAM10000_metadata.tab", "HAM10000_metadata.csv", "HAM10000_metadata_semicolon.csv")) {
      Path file = input("03").resolve(table);
      Command split = splitCommand("ham10000", ham, "--table", file.toString());
      check("03", table + ": lesions", words(split, "(\\d+) components"), "4");
      check("03", table, labels("ham10000", ham, file), "Melanoma, NOS 4, Nevus 4");
    }
    Path mac = input("05").resolve("mac.zip");
    Command nfd =
        splitCommand("csv", mac, "--table", input("05").resolve("manifest.csv").toString());
    check("05", "mac.zip: images", words(nfd, "(\\d+) images of"), "6");
    Command named =
        Command.derm(
            "fine-tune",
            "--dataset",
            "folder",
            "--images",
            input("05").resolve("mac-folders.zip"),
            "--task",
            "m\u00e9lanome:n\u00e6vus+nothing",
            "--out",
            folder.resolve("nfd"));
    check(
        "05",
        "mac-folders.zip: --task in NFC, first unknown",
        words(named, "--task: '([^']*)' is not in the tree"),
        "nothing");
    Command twice = splitCommand("csv", input("27").resolve("set"));
    check("27", "images", words(twice, "(\\d+) images of"), "6");
    check("27", "duplicate rows", words(twice, "left out (\\d+) in the table more than once"), "2");
    Command spelt = splitCommand("csv", input("34").resolve("set"));
    check(
        "34",
        "labels",
        labels("csv", input("34").resolve("set")).toLowerCase(Locale.ROOT),
        "melanoma 6, nevus 3");
    check("34", "says so", words(spelt, "(\\d+) spellings of one label"), "\\d+");
    Command broken = audit(input("38").resolve("ham"));
    check(
        "38",
        "a table that is not UTF-8",
        broken.exitCode() + ", " + words(broken, "(HAM10000_metadata.csv is not UTF-8)"),
        "1, HAM10000_metadata.csv is not UTF-8");
    Command latin =
        Command.derm(
            "audit",
            "--images",
            input("38").resolve("ham"),
            "--dataset",
            "ham10000",
            "--encoding",
            "ISO-8859-1");
    check("38", "with --encoding: conflicts", number(latin, "labelConflictGroups"), "0");
    for (String table : List.of("t2020.csv", "t2017.csv")) {
      Command blank =
          Command.derm(
              "audit",
              "--dataset",
              "isic-challenge",
              "--images",
              input("44").resolve("img"),
              "--table",
              input("44").resolve(table));
      check(
          "44",
          table + ": images, left out",
          number(blank, "images") + ", " + words(blank, "left out (\\d+) without a diag"),
          "2, 2");
    }
    Path rows = input("47").resolve("set");
    Path sheet = folder.resolve("sheet.png");
    List<Command> commands =
        List.of(
            splitCommand("csv", rows),
            Command.derm("preview", "--dataset", "csv", "--images", rows, "--out", sheet),
            audit(rows));
    for (Command each : commands) {
      check(
          "47",
          "absent, twice, unlabelled, without a row",
          String.join(
              ", ",
              words(each, "left out (\\d+) not among the images"),
              words(each, "left out (\\d+) in the table more than once"),
              words(each, "left out (\\d+) without a diagnosis"),
              words(each, "left out (\\d+) images? without a row")),
          "1, 1, 1, 1");
    }
    check("47", "images", words(commands.get(0), "(\\d+) images of"), "4");
  }

  private void splits() throws IOException {
    Path links = folder.resolve("links");
    copy(input("36").resolve("set"), links);
    Files.createSymbolicLink(links.resolve("melanoma/gone.png"), Path.of("not-there.png"));
    Files.createSymbolicLink(links.resolve("self"), Path.of("."));
    Command split = splitCommand("folder", links);
    long images;
    try (Stream<Path> files = Files.walk(input("36").resolve("set"))) {
      images = files.filter(each -> each.toString().endsWith(".png")).count();
    }
    check("36", "images", words(split, "(\\d+) images of"), Long.toString(images));
    check("36", "links named", words(split, "left out (\\d+) links or folders"), "2");
  }

  private void pictures() throws IOException {
    byte[] good = pixels("good.jpg");
    for (String name : List.of("zeros.jpg", "fill.jpg", "one-byte.jpg")) {
      check(
          "13", name + ": pixels", Arrays.equals(good, pixels(name)) ? "equal" : "differ", "equal");
    }
    Path set = input("18").resolve("set");
    Command split = splitCommand("folder", set);
    check("18", "images", words(split, "(\\d+) images of"), "19");
    check("18", "labels", labels("folder", set), "melanoma 15, nevus 4");
    Command uniform = audit(input("31").resolve("set"));
    check("31", "near duplicates", number(uniform, "nearDuplicatePairs"), "0");
    check("31", "frames of one colour", number(uniform, "imagesOfOneColour"), "4");
  }

  private void scores() throws IOException {
    for (String name : List.of("blank", "NA", "nan")) {
      Command roc = roc(input("07").resolve(name + ".csv"), "truth", "malignant", "score");
      check("07", name + ".csv", words(roc, "AUC (\\S+)"), "0.950");
      check("07", name + ".csv: left out", words(roc, "left out (\\d+) rows"), "3");
    }
    Command spaces = roc(input("07").resolve("spaces.csv"), "truth", "malignant", "score");
    check("07", "spaces.csv", words(spaces, "AUC (\\S+)"), "0.950");
    Command blank = roc(input("07").resolve("blank-score.csv"), "truth", "malignant", "score");
    check(
        "07",
        "blank-score.csv",
        blank.exitCode() + ", " + words(blank, "(i5|line 7)"),
        "1, line 7");
    Path isic = input("08");
    for (String name : List.of("plain.csv", "bom.csv", "quoted.csv")) {
      double balanced =
          IsicChallengeFiles.score(isic.resolve("truth.csv"), isic.resolve(name))
              .balancedAccuracy();
      check("08", name, String.format(Locale.ROOT, "%.6f", balanced), "0.666667");
    }
    Command one = roc(input("12").resolve("scores.csv"), "y", "1", "s");
    check("12", "area", words(one, "AUC (\\S+)"), "0.750");
    check("12", "interval", words(one, "(no interval)"), "no interval");
    Command both = roc(input("12").resolve("scores.csv"), "y", "1", "s", "--compare", "t");
    check("12", "--compare", both.exitCode() + ", " + words(both, "t: AUC (\\S+)"), "0, 0.500");
    Command units = roc(input("12").resolve("scores.csv"), "y", "1", "s", "--cluster", "t");
    check("12", "--cluster", units.exitCode() + ", " + words(units, "AUC (\\S+)"), "0, 0.750");
  }

  private void trees() throws IOException {
    Command obo = Command.derm("tree", "--taxonomy", input("21").resolve("skin.obo"));
    check(
        "21",
        "nodes",
        obo.out().lines().map(line -> line.replaceAll("[^a-z ]", "").strip()).toList().toString(),
        "\\[skin disease, melanoma, nevus\\]");
    Command bom = Command.derm("tree", "--taxonomy", input("45").resolve("bom.json"));
    Command plain = Command.derm("tree", "--taxonomy", input("45").resolve("tree.json"));
    check(
        "45",
        "tree with a byte order mark",
        bom.exitCode() == 0 && bom.out().equals(plain.out()) ? "the same tree" : bom.err(),
        "the same tree");
  }

  /** The installed launcher in a locale without umlauts, and in a folder with a colon. */
  private void launcher() throws IOException, InterruptedException {
    assumeTrue(File.separatorChar == '/', "the launcher is a script for bash");
    Path launcher = Path.of("src/dist/bin/derm").toAbsolutePath();
    Path table = folder.resolve("posix.csv");
    for (Path images : List.of(input("19").resolve("set"), input("19").resolve("utf8.zip"))) {
      String said =
          run(
              launcher,
              "split",
              "--dataset",
              "folder",
              "--folds",
              "2",
              "--images",
              images.toString(),
              "--out",
              table.toString());
      check(
          "19",
          "LC_ALL=C: ids of " + images.getFileName(),
          said.isEmpty() ? "" : Files.readString(table).contains("m\u00e9lanome/") ? "kept" : said,
          "kept");
    }
    String folderName =
        run(
            launcher,
            "audit",
            "--images",
            input("19").resolve("Bilder f\u00fcr L\u00e4sionen").toString());
    check(
        "19",
        "LC_ALL=C: folder with umlauts",
        folderName.replaceAll("(?s).*?images +(\\d+).*", "$1"),
        "4");
    Path colon = Files.createDirectories(folder.resolve("a:b/examples/bin")).resolve("derm");
    Files.copy(Path.of("../bin/derm"), colon);
    Files.setPosixFilePermissions(colon, Files.getPosixFilePermissions(Path.of("../bin/derm")));
    String refused = run(colon, "--version");
    check("22", "lines of the refusal", Long.toString(refused.lines().count()), "1");
    check("22", "reason", words(refused, "(has a colon in its path)"), "has a colon in its path");
  }

  private static String run(Path launcher, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("LC_") || key.equals("LANG"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("DERM_CLASS_PATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static byte[] pixels(String name) throws IOException {
    Path file = input("13").resolve(name);
    try (LesionImage image = ImageDecoder.decode(Files.readAllBytes(file), name)) {
      return image.toPng();
    }
  }

  private void split(String number, String question, String dataset, Path images, String right)
      throws IOException {
    Command split = splitCommand(dataset, images);
    check(
        number, question, split.exitCode() + ": " + ascii(labels(dataset, images)), "0: " + right);
  }

  private Command splitCommand(String dataset, Path images, String... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("split", "--dataset", dataset, "--folds", 2, "--images", images, "--out"));
    words.add(folder.resolve("split.csv"));
    words.addAll(List.of(more));
    return Command.derm(words.toArray());
  }

  private static Command audit(Path images) {
    return Command.derm("audit", "--images", images);
  }

  private static Command roc(
      Path file, String label, String positive, String score, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "roc",
                "--scores",
                file,
                "--label",
                label,
                "--positive",
                positive,
                "--score",
                score));
    words.addAll(List.of(more));
    return Command.derm(words.toArray());
  }

  /** How many images each label has, in the order of the labels. */
  private static String labels(String dataset, Path images, Path... table) throws IOException {
    DatasetRequest request = DatasetRequest.of(images);
    if (table.length > 0) {
      request = request.withTable(table[0]);
    }
    Map<String, Integer> counts = new TreeMap<>();
    try (LesionDataset data = DatasetReaders.named(dataset).read(request)) {
      data.records().forEach(each -> counts.merge(each.diagnosis().name(), 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String ascii(String text) {
    return text.replace("\u00e6", "ae").replace("\u00e9", "e");
  }

  private static String number(Command command, String name) {
    return words(command, name + " +(\\d+)");
  }

  private static String words(Command command, String pattern) {
    return words(command.out() + command.err(), pattern);
  }

  private static String words(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .findFirst()
        .map(match -> match.group(1))
        .orElse("none in: " + text.strip().replaceAll("\\s+", " "));
  }

  private void check(String input, String question, String answer, String right) {
    lines.add(new Line(input, question, answer, right, answer.matches(right)));
  }

  private static Path input(String number) throws IOException {
    try (Stream<Path> all = Files.list(SharedData.faults())) {
      return all.filter(each -> String.valueOf(each.getFileName()).startsWith(number + "-"))
          .findFirst()
          .orElseThrow(() -> new IOException("no input " + number + " in " + SharedData.faults()));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path each : all) {
      Path copy = to.resolve(from.relativize(each).toString());
      if (Files.isDirectory(each)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(each, copy);
      }
    }
  }
}
