package io.github.derm4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Snippets of a page of the guide, and of the test that compiles and runs them. */
public final class GuidePage {

  private static final Pattern ON_THE_PAGE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern IN_THE_TEST =
      Pattern.compile(" *// tag::(\\w+)\n(.*?) *// end::\\1\n", Pattern.DOTALL);

  private GuidePage() {}

  /** The snippets that a page shows, in order. */
  public static List<String> snippetsOf(String page) throws IOException {
    return snippets(ON_THE_PAGE, 1, Path.of("../docs", page));
  }

  /** The snippets between the tags of a test's source, in order. */
  public static List<String> snippetsIn(Class<?> test) throws IOException {
    return snippets(
        IN_THE_TEST, 2, Path.of("src/test/java", test.getName().replace('.', '/') + ".java"));
  }

  private static List<String> snippets(Pattern pattern, int group, Path file) throws IOException {
    List<String> snippets = new ArrayList<>();
    for (Matcher matcher = pattern.matcher(Files.readString(file)); matcher.find(); ) {
      snippets.add(matcher.group(group).stripTrailing().stripIndent());
    }
    return snippets;
  }
}
