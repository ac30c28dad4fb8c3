package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.model.TrainingOverlap;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.StudyData;
import io.github.derm4j.model.evaluation.StudyData.Omission;
import io.github.derm4j.model.evaluation.StudyData.Part;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The section on the question, the images, and the separation of the parts. */
final class DataSection {

  private static final int NAMED_LEAKS = 5;

  private DataSection() {}

  static String html(Evaluation evaluation, RunFacts run) {
    StudyData data = evaluation.data();
    return Html.section(
        "data",
        "What was asked",
        "",
        questions(evaluation)
            + source(run)
            + "<div class=\"columns wide\">\n"
            + FlowFigure.svg(data)
            + "<div>\n"
            + parts(data)
            + omissions(data)
            + "</div>\n</div>\n"
            + paragraph(separation(evaluation))
            + data.audit().map(DataSection::audit).orElse(""));
  }

  private static String questions(Evaluation evaluation) {
    if (evaluation.tasks().isEmpty()) {
      return "";
    }
    StringBuilder items = new StringBuilder("<ul class=\"questions\">\n");
    for (TaskResult task : evaluation.tasks()) {
      items.append(
          String.format(
              Locale.ROOT,
              "<li>Can the classifier tell <strong>%s</strong>? Test: %s and %s.</li>\n",
              escape(task.name()),
              Format.count(task.table().positives(), "positive image"),
              Format.count(task.table().negatives(), "negative image")));
    }
    return items + "</ul>\n";
  }

  private static String source(RunFacts run) {
    String facts =
        List.of("dataset", "images", "table", "modality", "limit", "model", "compare").stream()
            .filter(run.options()::containsKey)
            .map(name -> name + " " + run.options().get(name))
            .collect(Collectors.joining(" · "));
    return paragraph(facts);
  }

  private static String paragraph(String text) {
    return text.isEmpty() ? "" : "<p class=\"lead\">" + escape(text) + "</p>\n";
  }

  private static String parts(StudyData data) {
    StringBuilder rows = new StringBuilder();
    for (Part part : data.parts()) {
      rows.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
              escape(part.name()),
              Format.count(part.images()),
              Format.count(part.lesions()),
              part.patients() == 0 ? "–" : Format.count(part.patients()),
              part.confirmationKnown() == 0
                  ? "–"
                  : Format.percent((double) part.histopathology() / part.confirmationKnown())
                      + " of "
                      + Format.count(part.confirmationKnown())));
    }
    return String.format(
        Locale.ROOT,
        """
        <table class="facts parts"><caption>Parts</caption><thead><tr><td></td><th scope="col">images</th>\
        <th scope="col">lesions</th><th scope="col">patients</th><th scope="col">histo&#173;pathology</th></tr></thead>
        <tbody>
        %s</tbody></table>
        <p class="fine">Histopathology: the share of the images whose confirmation is known. An image of an unknown\
         lesion counts as a lesion. – means not known.</p>
        """,
        rows);
  }

  private static String omissions(StudyData data) {
    if (data.omissions().isEmpty()) {
      return "<p>Nothing was left out.</p>\n";
    }
    StringBuilder items = new StringBuilder("<p>Left out:</p>\n<ul class=\"left-out\">\n");
    for (Omission omission : data.omissions()) {
      items.append(
          String.format(
              Locale.ROOT,
              "<li><strong>%s</strong> %s%s</li>\n",
              Format.count(omission.images()),
              escape(omission.reason()),
              omission.names().isEmpty()
                  ? ""
                  : ": <span class=\"names\">"
                      + escape(String.join(", ", omission.names()))
                      + (omission.images() > omission.names().size() ? ", …" : "")
                      + "</span>"));
    }
    return items + "</ul>\n";
  }

  /**
   * States whether the test images are new to the classifier, as far as the evaluation checked
   * this.
   */
  private static String separation(Evaluation evaluation) {
    boolean trainingKnown =
        evaluation.data().parts().stream()
            .anyMatch(part -> part.name().equals("training") && part.images() > 0);
    String parts = trainingKnown ? "No lesion is in two parts. The evaluation checks this. " : "";
    if (evaluation.overlap().isPresent()) {
      TrainingOverlap found = evaluation.overlap().get();
      return found.isNone() ? parts + "Compared with the classifier: " + found.text() + "." : "";
    }
    return trainingKnown
        ? parts.strip()
        : "This report does not know the images that the classifier was trained on. It cannot tell"
            + " whether some of the test lesions were among them.";
  }

  private static String audit(LeakAudit audit) {
    String gaps =
        (audit.unreadable().isEmpty()
                ? ""
                : " "
                    + Format.count(audit.unreadable().size(), "image")
                    + " could not be decoded and were compared by the bytes of the file only.")
            + (audit.ofOneColour().isEmpty()
                ? ""
                : " "
                    + Format.count(audit.ofOneColour().size(), "image")
                    + " of one colour were not compared by content.");
    String within =
        String.format(
            Locale.ROOT,
            " In all, there are %s with the same bytes and %s.",
            Format.count(audit.duplicates().size(), "group"),
            Format.count(audit.nearDuplicatePairs().size(), "pair") + " of near duplicates");
    if (audit.isClean()) {
      return String.format(
          Locale.ROOT,
          "<p class=\"lead\"><strong>Leak audit of this split: passed.</strong> Among %s, no copies,"
              + " near duplicates, images of one lesion or patient, or images that one camera took"
              + " within two minutes are in two parts.%s%s</p>\n",
          Format.count(audit.records().size(), "image"),
          within,
          gaps);
    }
    StringBuilder items = new StringBuilder();
    for (LeakAudit.Straddle leak : audit.straddling().stream().limit(NAMED_LEAKS).toList()) {
      items.append(
          String.format(
              Locale.ROOT,
              "<li>%s in %s (%s): <span class=\"names\">%s</span></li>\n",
              Format.count(leak.members().size(), "image"),
              escape(String.join(" and ", leak.parts())),
              escape(
                  leak.proof().stream()
                      .map(edge -> edge.reason().toString())
                      .distinct()
                      .collect(Collectors.joining(", "))),
              escape(
                  leak.members().stream()
                      .limit(NAMED_LEAKS)
                      .map(LesionRecord::imageId)
                      .collect(Collectors.joining(", ")))));
    }
    int more = audit.straddling().size() - NAMED_LEAKS;
    return String.format(
        Locale.ROOT,
        """
        <div class="audit"><p><strong>Leak audit of this split: failed.</strong> %s of similar or related images are\
         in two parts, so the test figures may be too good. derm audit shows the images.%s%s</p>
        <ul>
        %s%s</ul></div>
        """,
        Format.count(audit.straddling().size(), "group"),
        within,
        gaps,
        items,
        more > 0 ? "<li>and " + Format.count(more) + " more</li>\n" : "");
  }
}
