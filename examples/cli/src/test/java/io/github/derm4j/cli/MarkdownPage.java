package io.github.derm4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, and what tests ask of it.
 *
 * @param path where it lies, relative to the root of the project
 * @param text its Markdown
 */
record MarkdownPage(Path path, String text) {

  /** The root of the project, seen from the module that the tests run in. */
  static final Path ROOT = Path.of("..", "..");

  private static final Set<String> NOT_OURS = Set.of("target", "derm-out", "node_modules");

  private static final Pattern FENCE =
      Pattern.compile("(?ms)^( *)```(\\w*)[^\\n]*\\n(.*?)^\\1```\\s*?$");
  private static final Pattern INLINE_CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)(?: \"[^\"]*\")?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");

  /** A fenced block of code. */
  record Block(String language, String code) {}

  /** All pages of the project, in alphabetical order. */
  static List<MarkdownPage> all() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .map(ROOT::relativize)
          .filter(MarkdownPage::isOurs)
          .sorted()
          .map(MarkdownPage::read)
          .toList();
    }
  }

  private static boolean isOurs(Path file) {
    for (Path part : file) {
      String name = part.toString();
      if (NOT_OURS.contains(name) || name.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  static MarkdownPage read(Path path) {
    try {
      return new MarkdownPage(path, Files.readString(ROOT.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The targets of all links and images, as written. */
  List<String> links() {
    return matches(LINK, withoutCode());
  }

  /** The names that a link can jump to, made from the headings as code hosts do. */
  Set<String> anchors() {
    Set<String> anchors = new TreeSet<>();
    for (String heading : matches(HEADING, FENCE.matcher(text).replaceAll(""))) {
      String words = heading.replaceAll("\\]\\([^)]*\\)", "]").toLowerCase(Locale.ROOT);
      String slug = words.replaceAll("[^\\p{L}\\p{N}\\-_ ]", "").replace(' ', '-');
      String free = slug;
      for (int i = 1; !anchors.add(free); i++) {
        free = slug + "-" + i;
      }
    }
    return anchors;
  }

  /** The fenced blocks, each less its common indent. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (Matcher fence = FENCE.matcher(text); fence.find(); ) {
      blocks.add(new Block(fence.group(2), fence.group(3).stripIndent().stripTrailing()));
    }
    return blocks;
  }

  /** Lines of code, fenced or indented, those that end in a backslash joined with the next. */
  List<String> codeLines() {
    List<String> lines = new ArrayList<>();
    blocks().forEach(block -> lines.addAll(joined(block.code()).lines().toList()));
    joined(FENCE.matcher(text).replaceAll(""))
        .lines()
        .filter(line -> line.startsWith("    "))
        .forEach(lines::add);
    return lines;
  }

  /** What stands between backquotes within a line. */
  List<String> inlineCode() {
    return matches(INLINE_CODE, FENCE.matcher(text).replaceAll(""));
  }

  private String withoutCode() {
    return INLINE_CODE.matcher(FENCE.matcher(text).replaceAll("")).replaceAll("");
  }

  private static String joined(String code) {
    return code.replaceAll("\\\\\\n\\s*", "");
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
