package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.cli.MarkdownPage.Block;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParseResult;

/** Every page: its links lead somewhere, its commands exist, its Java is compiled and run. */
@DisplayName("The documentation")
class DocsTest {

  /** Tests of statistics, by name like those of this build. */
  private static final Set<String> STATISTICAL_TESTS = Set.of("DeLongTest", "McNemarTest");

  /** A {@code derm} command line, perhaps after variables and the path of the launcher. */
  private static final Pattern DERM =
      Pattern.compile("^\\s*(?:\\$ )?(?:[A-Z_]+=(?:\"[^\"]*\"|\\S*) )*(?:\\S*/)?derm (.+)$");

  /** A word, or quoted words. */
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  /** The test that a Maven command runs; one that there is not would run nothing, and succeed. */
  private static final Pattern RUN_TEST = Pattern.compile("-Dtest='?(\\w+)");

  /** A member of a class, as in {@code Auc.of(scores)}. */
  private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w+)\\.([a-z]\\w+)");

  private static final Pattern TAG = Pattern.compile("\\s*// (tag|end)::([\\w-]+)(?:\\[])?\\s*");

  private static final Terminal NOWHERE =
      new Terminal(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          false);

  @TestFactory
  @DisplayName("links only to pages, headings and files that exist")
  Stream<DynamicTest> links() throws IOException {
    return tests((page, problems) -> page.links().forEach(link -> check(page, link, problems)));
  }

  @TestFactory
  @DisplayName("shows only commands and options that derm has")
  Stream<DynamicTest> commands() throws IOException {
    return tests(
        (page, problems) -> {
          page.codeLines().forEach(line -> parse(line, false, problems));
          page.inlineCode().forEach(line -> parse(line, true, problems));
        });
  }

  @TestFactory
  @DisplayName("shows only Java that a test compiles and runs")
  Stream<DynamicTest> snippets() throws IOException {
    Set<String> tested = snippetsOf(file -> true);
    return tests(
        (page, problems) ->
            page.blocks().stream()
                .filter(block -> block.language().equals("java"))
                .map(Block::code)
                .filter(code -> !tested.contains(code))
                .forEach(code -> problems.add("no test has this:\n" + code)));
  }

  @TestFactory
  @DisplayName("names only tests that exist")
  Stream<DynamicTest> namedTests() throws IOException {
    Set<String> there = new HashSet<>();
    try (Stream<Path> files = Files.walk(MarkdownPage.ROOT)) {
      files
          .filter(DocsTest::isTest)
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .forEach(there::add);
    }
    return tests(
        (page, problems) ->
            Stream.concat(page.inlineCode().stream(), page.codeLines().stream())
                .flatMap(
                    code ->
                        Stream.concat(
                            Stream.of(code),
                            RUN_TEST.matcher(code).results().map(run -> run.group(1))))
                .filter(code -> code.matches("[A-Z]\\w+Test"))
                .filter(code -> !there.contains(code))
                .filter(code -> !STATISTICAL_TESTS.contains(code))
                .forEach(code -> problems.add("no such test: " + code)));
  }

  @TestFactory
  @DisplayName("names only members that a class of this project has")
  Stream<DynamicTest> namedMembers() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(MarkdownPage.ROOT)) {
      for (Path file : (Iterable<Path>) files.filter(DocsTest::isMain)::iterator) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(file), String::concat);
      }
    }
    return tests(
        (page, problems) ->
            page.inlineCode().stream()
                // The change log names what was removed, too.
                .filter(code -> !page.path().endsWith("CHANGELOG.md"))
                .map(MEMBER::matcher)
                .filter(Matcher::lookingAt)
                .filter(named -> sources.containsKey(named.group(1)))
                .filter(
                    named ->
                        !Pattern.compile("\\b" + named.group(2) + "\\b")
                            .matcher(sources.get(named.group(1)))
                            .find())
                .forEach(named -> problems.add("no such member: " + named.group())));
  }

  private static boolean isMain(Path file) {
    return file.toString().replace('\\', '/').matches(".*/src/main/java/.*\\.java");
  }

  @Test
  @DisplayName("shows every snippet that the test of a guide runs")
  void shownSnippets() throws IOException {
    Set<String> shown = new HashSet<>();
    MarkdownPage.all().forEach(page -> page.blocks().forEach(block -> shown.add(block.code())));

    assertThat(snippetsOf(file -> file.endsWith("GuideTest.java")))
        .hasSizeGreaterThan(40)
        .isSubsetOf(shown);
  }

  @Test
  @DisplayName("has each page in the site's navigation")
  void navigation() throws IOException {
    Path docs = MarkdownPage.ROOT.resolve("docs");
    String site = Files.readString(docs.resolve("site/mkdocs.yml"));
    try (Stream<Path> files = Files.walk(docs)) {
      assertThat(files.filter(file -> file.toString().endsWith(".md")))
          .extracting(file -> docs.relativize(file).toString().replace('\\', '/'))
          .hasSizeGreaterThan(20)
          .allSatisfy(
              page -> assertThat(site).containsPattern("(?m)[:-] " + Pattern.quote(page) + "$"));
    }
  }

  private interface Check {
    void on(MarkdownPage page, List<String> problems) throws IOException;
  }

  private static Stream<DynamicTest> tests(Check check) throws IOException {
    return MarkdownPage.all().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.toString(),
                    () -> {
                      List<String> problems = new ArrayList<>();
                      check.on(page, problems);
                      assertThat(problems).isEmpty();
                    }));
  }

  private static void check(MarkdownPage page, String link, List<String> problems) {
    if (link.contains("://") || link.startsWith("mailto:")) {
      return;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    if (target.startsWith("..") || !Files.exists(MarkdownPage.ROOT.resolve(target))) {
      problems.add(link + ": no such file");
    } else if (hash >= 0
        && !MarkdownPage.read(target).anchors().contains(link.substring(hash + 1))) {
      problems.add(link + ": no such heading");
    }
  }

  /** Parses a line without running it; what is left out ("...", or a mention in a text) may be. */
  private static void parse(String line, boolean mention, List<String> problems) {
    Matcher derm = DERM.matcher(line);
    if (!derm.matches()) {
      return;
    }
    List<String> words = words(derm.group(1));
    words.replaceAll(word -> word.equals("N") ? "1" : word);
    if (Set.of("...", "…", "COMMAND").contains(words.get(0))) {
      return;
    }
    if (SparkJob.isMeant(words.toArray(String[]::new))) { // The jar for Spark has other options.
      if (!SparkJob.COMMANDS.contains(words.get(0))) {
        problems.add(line.strip() + ": does not run on Spark");
      }
      return;
    }
    boolean partly = words.removeAll(List.of("...", "…")) || mention;
    CommandLine command = Derm.commandLine(NOWHERE);
    command.getCommandSpec().parser().collectErrors(true);
    command.getSubcommands().values().forEach(DocsTest::collectErrors);
    for (ParseResult result = command.parseArgs(words.toArray(String[]::new));
        result != null;
        result = result.subcommand()) {
      for (Exception error : result.errors()) {
        if (!(partly && error instanceof MissingParameterException)) {
          problems.add(line.strip() + ": " + error.getMessage());
        }
      }
    }
  }

  private static void collectErrors(CommandLine command) {
    command.getCommandSpec().parser().collectErrors(true);
  }

  /** As a shell divides a line, up to a comment, a pipe or a redirection. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(line); word.find(); ) {
      String bare = word.group(3);
      if (bare != null && (bare.startsWith("#") || bare.matches("[|>&;].*"))) {
        break;
      }
      words.add(bare != null ? bare : word.group(1) != null ? word.group(1) : word.group(2));
    }
    return words;
  }

  /** The tagged regions of tests of all modules; a tag may be opened more than once. */
  private static Set<String> snippetsOf(Predicate<String> test) throws IOException {
    Set<String> snippets = new HashSet<>();
    try (Stream<Path> files = Files.walk(MarkdownPage.ROOT)) {
      for (Path file :
          (Iterable<Path>)
              files.filter(file -> isTest(file) && test.test(file.toString()))::iterator) {
        snippets.addAll(regions(Files.readAllLines(file)));
      }
    }
    return snippets;
  }

  private static boolean isTest(Path file) {
    return file.toString().endsWith(".java")
        && file.toString().replace('\\', '/').contains("/src/test/java/");
  }

  private static List<String> regions(List<String> lines) {
    Map<String, List<String>> regions = new LinkedHashMap<>();
    String open = "";
    for (String line : lines) {
      Matcher tag = TAG.matcher(line);
      if (tag.matches()) {
        open = tag.group(1).equals("tag") ? tag.group(2) : "";
      } else if (!open.isEmpty()) {
        regions.computeIfAbsent(open, name -> new ArrayList<>()).add(line);
      }
    }
    return regions.values().stream()
        .map(region -> String.join("\n", region).stripIndent().stripTrailing())
        .toList();
  }
}
