package io.github.derm4j.model.report;

import com.google.common.html.HtmlEscapers;
import java.util.Locale;

/** Escapes text for a page. */
final class Html {

  private Html() {}

  /** Escapes a text for element content and quoted attributes. */
  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  /** Makes a section with a heading. */
  static String section(String id, String heading, String lead, String body) {
    return String.format(
        Locale.ROOT,
        """
        <section id="%s">
        <h2>%s</h2>
        %s%s
        </section>
        """,
        id,
        escape(heading),
        lead.isEmpty() ? "" : "<p class=\"lead\">" + escape(lead) + "</p>\n",
        body);
  }
}
