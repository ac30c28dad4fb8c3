package io.github.derm4j.cli.serve;

import com.google.common.html.HtmlEscapers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The common frame of all pages. */
final class PageFrame {

  /** The path of the files of the server's pages. */
  private static final String ASSETS = "/assets/";

  private static final String TEMPLATE =
      new String(Routes.read(PageFrame.class, "layout.html"), StandardCharsets.UTF_8);

  private final List<Page> pages;

  PageFrame(List<Page> pages) {
    this.pages = pages;
  }

  /** Makes the whole page of the server. */
  String html(Page page) {
    String links =
        pages.stream().map(each -> link(each, each == page)).collect(Collectors.joining("\n"));
    String head =
        lines(page.styles(), "<link rel=\"stylesheet\" href=\"%s\">")
            + "\n"
            + lines(page.scripts(), "<script type=\"module\" src=\"%s\"></script>");
    return html(
        ASSETS,
        page.name(),
        head,
        "<nav aria-label=\"Pages\">\n<ul>\n" + links + "\n</ul>\n</nav>",
        page.main());
  }

  /**
   * Makes a whole page.
   *
   * @param assets the address of the folder with the icon and the shared styles
   * @param title the title as text
   * @param head HTML for additional styles and scripts
   * @param navigation HTML
   * @param main HTML
   */
  static String html(String assets, String title, String head, String navigation, String main) {
    return TEMPLATE
        .replace("{{assets}}", escape(assets))
        .replace("{{title}}", escape(title))
        .replace("{{head}}", head)
        .replace("{{navigation}}", navigation)
        .replace("{{main}}", main.strip());
  }

  private static String link(Page page, boolean current) {
    return "<li><a href=\""
        + escape(page.path())
        + "\""
        + (current ? " aria-current=\"page\"" : "")
        + ">"
        + escape(page.name())
        + "</a></li>";
  }

  private static String lines(List<String> addresses, String format) {
    return addresses.stream()
        .map(each -> format.replace("%s", escape(each)))
        .collect(Collectors.joining("\n"));
  }

  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
