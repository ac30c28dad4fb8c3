package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.model.evaluation.ErrorPatterns;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluation.ClassProbability;
import io.github.derm4j.model.evaluation.Evaluation.Sample;
import java.util.List;
import java.util.Locale;

/** The section with a few test images and their most probable classes. */
final class SampleSection {

  private SampleSection() {}

  static String html(Evaluation evaluation) {
    return errors(evaluation)
        + section(
            "samples",
            "Test images",
            "Drawn at random from the test part, with the most probable training classes.",
            "",
            evaluation.samples());
  }

  private static String errors(Evaluation evaluation) {
    boolean mapped = evaluation.errors().stream().anyMatch(each -> each.heatMapUri().isPresent());
    String lead =
        "The wrong answers with the highest probability, one for each lesion. Look for what they"
            + " have in common: a wrong label, hair, ink, a ruler, a body site."
            + (mapped
                ? " The heat map of each image shows which regions support the most probable"
                    + " class. It does not prove that the network uses the right features."
                : "");
    ErrorPatterns patterns = evaluation.errorPatterns();
    String common = patterns.errors() == 0 ? "" : ErrorTable.html(patterns);
    return evaluation.errors().isEmpty() && !common.isEmpty()
        ? Html.section("errors", "Errors", "", common)
        : section("errors", "Most confident errors", lead, common, evaluation.errors());
  }

  private static String section(
      String id, String heading, String lead, String after, List<Sample> samples) {
    if (samples.isEmpty()) {
      return "";
    }
    StringBuilder cards = new StringBuilder("<div class=\"samples\">\n");
    samples.forEach(sample -> cards.append(card(sample)));
    return Html.section(id, heading, lead, cards.append("</div>\n").append(after).toString());
  }

  private static String card(Sample sample) {
    StringBuilder bars = new StringBuilder();
    for (ClassProbability each : sample.top()) {
      bars.append(
          String.format(
              Locale.ROOT,
              "<li style=\"--share:%.0f%%\"><span>%s</span><span class=\"share\">%.0f"
                  + " %%</span></li>%n",
              100 * each.probability(),
              escape(each.name()),
              100 * each.probability()));
    }
    return String.format(
        Locale.ROOT,
        """
        <figure class="sample %s"><img src="%s" alt="test image %s" loading="lazy">%s
        <figcaption><strong>%s</strong> <span class="mark">%s</span>
        <ol>
        %s</ol></figcaption></figure>
        """,
        sample.hit() ? "hit" : "miss",
        escape(sample.dataUri()),
        escape(sample.image()),
        sample
            .heatMapUri()
            .map(
                uri ->
                    "<img src=\""
                        + escape(uri)
                        + "\" alt=\"heat map of test image "
                        + escape(sample.image())
                        + "\" loading=\"lazy\">")
            .orElse(""),
        escape(sample.diagnosis()),
        sample.hit() ? "✓ first guess" : "✗ not the first guess",
        bars);
  }
}
