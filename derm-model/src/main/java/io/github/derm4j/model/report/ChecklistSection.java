package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The items of reporting guidelines: which of them this report answers, with links, and which the
 * author must answer. The items are data, in {@code checklists.json} beside this class.
 */
final class ChecklistSection {

  private static final Pattern SECTION =
      Pattern.compile("<section id=\"([^\"]+)\">\\s*<h2>([^<]*)</h2>");

  /** As in the file. */
  private record Guideline(String name, String id, String source, String doi, List<Item> items) {}

  /** As in the file: the sections that answer it, and what the author must add. */
  private record Item(String number, String group, String text, List<String> here, String author) {}

  private ChecklistSection() {}

  /**
   * The section.
   *
   * @param sections the other sections of the report
   */
  static String html(List<String> sections) {
    Map<String, String> headings = new LinkedHashMap<>();
    for (String section : sections) {
      Matcher found = SECTION.matcher(section);
      while (found.find()) {
        headings.put(found.group(1), found.group(2));
      }
    }
    StringBuilder body = new StringBuilder();
    for (Guideline guideline : guidelines()) {
      body.append(guideline(guideline, headings));
    }
    return Html.section(
        "checklist",
        "Reporting checklists",
        "Items of three guidelines, in short words; the cited papers have the exact"
            + " wording. A link means that this report has the data for an item; the author must"
            + " still judge whether they answer it.",
        body.toString());
  }

  private static String guideline(Guideline guideline, Map<String, String> headings) {
    StringBuilder rows = new StringBuilder();
    String group = "";
    int answered = 0;
    int partly = 0;
    for (Item item : guideline.items()) {
      if (!item.group().equals(group)) {
        group = item.group();
        rows.append("<tr><th scope=\"colgroup\" colspan=\"3\" class=\"checklist-group\">")
            .append(escape(group))
            .append("</th></tr>\n");
      }
      List<String> links = links(item, headings);
      answered += !links.isEmpty() && item.author().isEmpty() ? 1 : 0;
      partly += !links.isEmpty() && !item.author().isEmpty() ? 1 : 0;
      rows.append(row(item, links));
    }
    return String.format(
        Locale.ROOT,
        """
        <details id="checklist-%s"><summary>%s: %d answered here, %d in part, %d by the author</summary>
        <p class="checklist-source">%s, doi:%s</p>
        <table class="checklist"><thead><tr><th scope="col">item</th><th scope="col">content</th>\
        <th scope="col">answer</th></tr></thead><tbody>
        %s</tbody></table></details>
        """,
        guideline.id(),
        escape(guideline.name()),
        answered,
        partly,
        guideline.items().size() - answered - partly,
        escape(guideline.source()),
        guideline.doi(),
        rows);
  }

  private static List<String> links(Item item, Map<String, String> headings) {
    List<String> links = new ArrayList<>();
    for (String id : item.here()) {
      Optional<String> section =
          headings.containsKey(id)
              ? Optional.of(id)
              : headings.keySet().stream().filter(each -> each.startsWith(id + "-")).findFirst();
      section.ifPresent(
          each ->
              links.add("<a href=\"#" + each + "\">" + headings.getOrDefault(each, each) + "</a>"));
    }
    return links;
  }

  private static String row(Item item, List<String> links) {
    String here = links.isEmpty() ? "" : "here: " + String.join(", ", links);
    String author =
        !item.author().isEmpty()
            ? "the author must say: " + escape(item.author())
            : links.isEmpty() ? "the author must say" : "";
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s%s%s</td></tr>\n",
        escape(item.number()),
        escape(item.text()),
        here,
        here.isEmpty() || author.isEmpty() ? "" : "; ",
        author);
  }

  private static List<Guideline> guidelines() {
    try {
      return Arrays.asList(
          new ObjectMapper().readValue(Resources.text("checklists.json"), Guideline[].class));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
