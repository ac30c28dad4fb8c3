package io.github.derm4j.data.split;

import com.google.common.html.HtmlEscapers;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.Thumbnail;
import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An audit as one self-contained HTML file, with the images of each finding side by side. */
public final class LeakAuditPage {

  private static final int THUMBNAIL = 128;
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#222;--paper:#fff;--rule:#ccc}
      @media(prefers-color-scheme:dark){:root{--ink:#ddd;--paper:#181818;--rule:#444}}
      body{font:15px/1.4 system-ui,sans-serif;margin:2em;max-width:70em;
      color:var(--ink);background:var(--paper)}
      @media(max-width:40em){body{margin:1em}}
      table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left}
      figure{display:inline-block;margin:.5em;width:160px;vertical-align:top;font-size:12px;
      overflow-wrap:anywhere}img{width:128px;height:128px}section{border-top:1px solid var(--rule)}
      """;

  private final LeakAudit audit;
  private final ImageSource images;
  private final int limit;
  private final StringBuilder html = new StringBuilder();

  private LeakAuditPage(LeakAudit audit, ImageSource images, int limit) {
    this.audit = audit;
    this.images = images;
    this.limit = limit;
  }

  /**
   * Writes the page.
   *
   * @param audit the findings
   * @param images the source of the images; if one can't be read, only its name is shown
   * @param limit the maximum number of findings of each kind that are shown; the rest are counted
   * @param file the file, which is overwritten
   * @throws IOException if the file can't be written
   */
  public static void write(LeakAudit audit, ImageSource images, int limit, Path file)
      throws IOException {
    WholeFile.write(file, new LeakAuditPage(audit, images, limit).render());
  }

  private String render() {
    html.append(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<title>Leak audit</title>")
        .append("<style>")
        .append(STYLE)
        .append("</style><h1>Leak audit</h1><table>");
    Stream.of(audit.counts(), audit.gaps())
        .flatMap(numbers -> numbers.entrySet().stream())
        .forEach(
            each ->
                html.append("<tr><th>")
                    .append(each.getKey())
                    .append("<td>")
                    .append(each.getValue())
                    .append("\n"));
    html.append("</table>");
    names(
        "In no part of the split, so copies of them in other parts are not reported",
        audit.withoutPart());
    names("Can't be decoded; compared only by file content", audit.unreadable());
    names("Of a single colour; compared only by file content", audit.ofOneColour());
    findings(
        "Groups in more than one part",
        audit.straddling(),
        LeakAudit.Straddle::members,
        straddle -> straddle.parts() + ": " + proof(straddle));
    findings(
        "Copies with different labels",
        audit.duplicates().stream().filter(group -> group.labels().size() > 1).toList(),
        LeakAudit.DuplicateGroup::members,
        group -> String.join(" / ", group.labels()));
    findings(
        "Copies with the same label",
        audit.duplicates().stream().filter(group -> group.labels().size() == 1).toList(),
        LeakAudit.DuplicateGroup::members,
        group -> String.join(" / ", group.labels()) + parts(group.parts()));
    findings(
        "Near duplicates",
        audit.nearDuplicatePairs(),
        this::pair,
        edge ->
            edge.evidence()
                + parts(
                    pair(edge).stream()
                        .flatMap(record -> audit.part(record).stream())
                        .distinct()
                        .sorted()
                        .toList()));
    return html.append("</html>\n").toString();
  }

  /** Images that were not compared, by name. */
  private void names(String title, List<LesionRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    html.append("<p><strong>")
        .append(title)
        .append(" (")
        .append(records.size())
        .append(")</strong>: ")
        .append(
            escape(
                records.stream()
                    .limit(limit)
                    .map(LesionRecord::imageName)
                    .collect(Collectors.joining(", "))))
        .append(records.size() > limit ? ", …" : "")
        .append("</p>\n");
  }

  private List<LesionRecord> pair(SimilarityEdge edge) {
    return List.of(audit.records().get(edge.first()), audit.records().get(edge.second()));
  }

  private static String parts(Collection<String> parts) {
    return parts.isEmpty() ? "" : ", in " + String.join(" and ", parts);
  }

  private static String proof(LeakAudit.Straddle straddle) {
    return String.join(
        ", then ",
        straddle.proof().stream().map(e -> e.reason() + " (" + e.evidence() + ")").toList());
  }

  private <T> void findings(
      String title,
      List<T> all,
      Function<T, Collection<LesionRecord>> members,
      Function<T, String> words) {
    html.append("<h2>").append(title).append(" (").append(all.size()).append(")</h2>\n");
    for (T finding : all.subList(0, Math.min(limit, all.size()))) {
      html.append("<section><p>").append(escape(words.apply(finding))).append("</p>");
      members.apply(finding).forEach(this::figure);
      html.append("</section>\n");
    }
    if (all.size() > limit) {
      html.append("<p>… and ").append(all.size() - limit).append(" more.</p>\n");
    }
  }

  private void figure(LesionRecord record) {
    html.append("<figure>");
    try {
      String small =
          Thumbnail.dataUri(images.read(record.imageName()), record.imageName(), THUMBNAIL);
      html.append("<img alt=\"\" src=\"").append(small).append("\">");
    } catch (IOException e) {
      html.append("<p>").append(escape(String.valueOf(e.getMessage()))).append("</p>");
    }
    html.append("<figcaption>")
        .append(escape(record.imageName()))
        .append("<br>")
        .append(escape(record.diagnosis().name()))
        .append("</figcaption></figure>");
  }

  private static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
