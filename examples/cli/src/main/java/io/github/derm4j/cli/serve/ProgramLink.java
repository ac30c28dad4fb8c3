package io.github.derm4j.cli.serve;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The button of a page that saves a Java program.
 *
 * @param file the file name of the program
 * @param text the program; empty if there is none, and no button
 */
record ProgramLink(String file, String text) {

  static final ProgramLink NONE = new ProgramLink("", "");

  /** The content type of the program. */
  static final String TYPE = "text/plain; charset=utf-8";

  private static final String ADDRESS = "/api/program";

  /** Inserts the button into the content of a page. */
  String into(String html) {
    return html.replace(
        "{{program}}",
        text.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "<p class=\"row\"><a class=\"button\" href=\"%s\" download=\"%s\">Write the Java</a>"
                    + " <span class=\"fine\">Run it by: jbang %2$s</span></p>",
                ADDRESS,
                file));
  }

  /** Sends the program. */
  void register(Routes routes) {
    if (!text.isEmpty()) {
      routes.get(ADDRESS, exchange -> exchange.bytes(TYPE, bytes()));
    }
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
