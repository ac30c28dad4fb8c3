package io.github.derm4j.cli.serve;

import com.google.common.html.HtmlEscapers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What all pages have around their own content. */
final class PageFrame {

  private final String template =
      new String(Routes.read(PageFrame.class, "layout.html"), StandardCharsets.UTF_8);
  private final List<Page> pages;

  PageFrame(List<Page> pages) {
    this.pages = pages;
  }

  /** The whole page. */
  String html(Page page) {
    return template
        .replace("{{title}}", escape(page.name()))
        .replace("{{styles}}", lines(page.styles(), "<link rel=\"stylesheet\" href=\"%s\">"))
        .replace(
            "{{scripts}}", lines(page.scripts(), "<script type=\"module\" src=\"%s\"></script>"))
        .replace(
            "{{navigation}}",
            pages.stream().map(each -> link(each, each == page)).collect(Collectors.joining("\n")))
        .replace("{{main}}", page.main().strip());
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

  private static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
