package io.github.derm4j.taxonomy.format;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Several texts in one field of a table, separated by bars; a bar within a text is escaped. */
final class SeparatedTexts {

  private static final char BAR = '|';
  private static final char ESCAPE = '\\';

  private SeparatedTexts() {}

  static String join(List<String> texts) {
    return texts.stream()
        .map(text -> text.replace("\\", "\\\\").replace("|", "\\|"))
        .collect(Collectors.joining("|"));
  }

  static List<String> split(String joined) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < joined.length(); i++) {
      char c = joined.charAt(i);
      if (c == ESCAPE && i + 1 < joined.length()) {
        text.append(joined.charAt(++i));
      } else if (c == BAR) {
        texts.add(text.toString().strip());
        text.setLength(0);
      } else {
        text.append(c);
      }
    }
    texts.add(text.toString().strip());
    texts.removeIf(String::isEmpty);
    return texts;
  }
}
