package io.github.derm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Each Java block of the guide is a tagged region of {@link MetricsGuideTest}, so that it cannot
 * rot.
 */
class GuideMatchesDocsTest {
  private static final Path GUIDE = Path.of("..", "docs", "metrics.md");
  private static final Path SNIPPETS =
      Path.of("src/test/java/io/github/derm4j/metrics/MetricsGuideTest.java");

  @Test
  void everyBlockOfTheGuideIsCompiledAndEverySnippetIsShown() throws IOException {
    List<String> blocks = blocks(Files.readString(GUIDE));
    assertThat(blocks).containsExactlyInAnyOrderElementsOf(regions().values()).isNotEmpty();
  }

  private static List<String> blocks(String markdown) {
    List<String> blocks = new ArrayList<>();
    int from = markdown.indexOf("```java\n");
    while (from >= 0) {
      int start = from + "```java\n".length();
      int end = markdown.indexOf("```", start);
      blocks.add(markdown.substring(start, end));
      from = markdown.indexOf("```java\n", end);
    }
    return blocks;
  }

  /** The text between tags, less its common indent; a tag may be opened more than once. */
  private static Map<String, String> regions() throws IOException {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    String open = "";
    for (String line : Files.readAllLines(SNIPPETS)) {
      String text = line.strip();
      if (text.startsWith("// tag::")) {
        open = text.substring("// tag::".length(), text.indexOf('['));
        lines.computeIfAbsent(open, tag -> new ArrayList<>());
      } else if (text.startsWith("// end::")) {
        open = "";
      } else if (!open.isEmpty()) {
        lines.computeIfAbsent(open, tag -> new ArrayList<>()).add(line);
      }
    }
    Map<String, String> regions = new LinkedHashMap<>();
    lines.forEach((tag, body) -> regions.put(tag, String.join("\n", body).stripIndent() + "\n"));
    return regions;
  }
}
