package io.github.derm4j.notebook;

import java.util.Locale;

/** Escapes and wraps text for HTML and SVG. */
final class Markup {

  private Markup() {}

  /**
   * Escapes markup in text and in quoted attributes. Guava's escaper is not used, because a
   * notebook with derm-metrics alone has no Guava.
   */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Wraps shapes into a drawing on white, which is readable on dark pages too. */
  static String svg(int width, int height, String title, CharSequence shapes) {
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" \
        width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="12" fill="#222222">
        <title>%3$s</title>
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        %4$s</svg>
        """,
        width,
        height,
        escape(title),
        shapes);
  }
}
