package io.github.derm4j.taxonomy.table;

import com.google.common.base.CharMatcher;

/** The text of cells. */
final class CellText {

  private static final CharMatcher SPACE =
      CharMatcher.whitespace().or(CharMatcher.anyOf("\u00a0\ufeff"));

  private CellText() {}

  /** The text without the space around it. */
  static String strip(String text) {
    return SPACE.trimFrom(text);
  }
}
