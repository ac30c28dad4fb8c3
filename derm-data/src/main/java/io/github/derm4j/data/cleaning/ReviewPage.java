package io.github.derm4j.data.cleaning;

import com.google.common.hash.Hashing;
import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.Thumbnail;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The first findings of each ranking as one self-contained HTML file, on which a person keeps,
 * drops or relabels each image. The page saves the decisions as a table for {@link
 * io.github.derm4j.data.archive.CleaningDecisions}. It needs no server and loads nothing.
 */
public final class ReviewPage {

  private static final int THUMBNAIL = 192;

  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

  private final LesionDataset dataset;
  private final int limit;
  private final StringBuilder html = new StringBuilder();
  private int cards;

  private ReviewPage(LesionDataset dataset, int limit) {
    this.dataset = dataset;
    this.limit = limit;
  }

  /**
   * Writes the page.
   *
   * @param rankings the findings of each kind, the most probable errors first
   * @param dataset the data set, for its images and its tree
   * @param limit the maximum number of findings of each kind that are shown
   * @param file the file, which is overwritten
   * @throws IOException if the file can't be written
   */
  public static void write(
      List<List<Finding>> rankings, LesionDataset dataset, int limit, Path file)
      throws IOException {
    WholeFile.write(file, new ReviewPage(dataset, limit).render(rankings));
  }

  private String render(List<List<Finding>> rankings) throws IOException {
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .append(POLICY)
        .append("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Review of a data set</title>\n<style>\n")
        .append(resource("review.css"))
        .append("</style></head>\n<body data-findings=\"")
        .append(Hashing.sha256().hashString(FindingsCsv.write(rankings), StandardCharsets.UTF_8))
        .append("\">\n")
        .append(
            """
            <header><h1>Review of a data set</h1>
            <p>Decide which of these images to keep, to drop or to relabel, then save the table, and
            give it to <code>--decisions</code>. Images without a decision are kept. A high rank is
            no proof. Research software, not a medical device.</p>
            <p>Keys: <kbd>n</kbd> next image, <kbd>p</kbd> previous image, <kbd>k</kbd> keep,
            <kbd>d</kbd> drop, <kbd>r</kbd> relabel, <kbd>u</kbd> no decision.</p></header>
            <datalist id="labels">
            """);
    for (DiseaseNode node : dataset.taxonomy().nodes()) {
      if (!node.equals(dataset.taxonomy().root())) {
        html.append("<option value=\"").append(escape(node.id())).append("\"></option>\n");
      }
    }
    html.append("</datalist>\n<main>\n");
    rankings.stream().filter(ranking -> !ranking.isEmpty()).forEach(this::section);
    return html.append("</main>\n<footer><output></output>")
        .append("<button type=\"button\">Save decisions.csv</button></footer>\n<script>\n")
        .append(resource("review.js"))
        .append("</script></body></html>\n")
        .toString();
  }

  private static String resource(String name) throws IOException {
    return Resources.toString(
        Resources.getResource(ReviewPage.class, name), StandardCharsets.UTF_8);
  }

  private void section(List<Finding> ranking) {
    List<Finding> shown = ranking.subList(0, Math.min(limit, ranking.size()));
    html.append("<section><h2>")
        .append(title(ranking.get(0).kind()))
        .append("</h2>\n<p>The first ")
        .append(shown.size())
        .append(" of ")
        .append(ranking.size())
        .append(".</p>\n");
    int rank = 0;
    for (Finding finding : shown) {
      rank++;
      html.append("<article><p>")
          .append(rank)
          .append(". ")
          .append(String.format(Locale.ROOT, "score %.4f", finding.score()))
          .append("</p><div class=\"images\">\n");
      String suggested = finding.suggested().map(DiseaseNode::id).orElse("");
      card(finding.image(), suggested);
      finding.other().ifPresent(other -> card(other, ""));
      html.append("</div></article>\n");
    }
    html.append("</section>\n");
  }

  private static String title(Finding.Kind kind) {
    return switch (kind) {
      case OFF_TOPIC -> "Off-topic images";
      case COPY -> "Copies";
      case NEAR_DUPLICATE -> "Near duplicates";
      case LABEL_ERROR -> "Label errors";
    };
  }

  private void card(LesionRecord record, String suggested) {
    cards++;
    html.append("<fieldset tabindex=\"-1\" data-image=\"")
        .append(escape(record.imageId()))
        .append("\" data-suggested=\"")
        .append(escape(suggested))
        .append("\"><legend>")
        .append(escape(record.imageId()))
        .append("</legend>\n")
        .append(image(record))
        .append("<p>")
        .append(escape(record.diagnosis().id()))
        .append(record.lesionId().map(id -> ", lesion " + escape(id)).orElse(""))
        .append("</p>\n");
    if (!suggested.isEmpty()) {
      html.append("<p>Perhaps ").append(escape(suggested)).append("</p>\n");
    }
    html.append("<div class=\"choices\">");
    for (String choice : List.of("keep", "drop", "relabel")) {
      html.append("<label><input type=\"radio\" name=\"choice")
          .append(cards)
          .append("\" value=\"")
          .append(choice)
          .append("\"> ")
          .append(choice)
          .append("</label>");
    }
    html.append("</div><label class=\"label\" hidden>New label <input list=\"labels\"></label>")
        .append("</fieldset>\n");
  }

  private String image(LesionRecord record) {
    ImageSource images = dataset.images();
    try {
      return "<img alt=\"\" loading=\"lazy\" src=\""
          + Thumbnail.dataUri(images.read(record.imageName()), record.imageName(), THUMBNAIL)
          + "\">\n";
    } catch (IOException unreadable) {
      return "<p>" + escape(String.valueOf(unreadable.getMessage())) + "</p>\n";
    }
  }

  private static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
