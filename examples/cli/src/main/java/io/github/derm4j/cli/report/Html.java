package io.github.derm4j.cli.report;

/** Text made safe to stand in a page. */
final class Html {

  private Html() {}

  /** Escapes a text for element content and quoted attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** A section with a heading. */
  static String section(String id, String heading, String lead, String body) {
    return """
        <section id="%s">
        <h2>%s</h2>
        %s%s
        </section>
        """
        .formatted(
            id,
            escape(heading),
            lead.isEmpty() ? "" : "<p class=\"lead\">" + escape(lead) + "</p>\n",
            body);
  }
}
