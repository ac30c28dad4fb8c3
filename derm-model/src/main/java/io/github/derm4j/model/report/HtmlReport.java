package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;
import static io.github.derm4j.model.report.Html.section;

import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluation.SkippedTask;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.RunFacts.EpochFacts;
import io.github.derm4j.model.evaluation.StudyData;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The report of an evaluation as one self-contained page: styles, charts and images are embedded,
 * and nothing is downloaded. It works without scripts, in print and in dark mode; its only script
 * saves figures as SVG and PNG.
 */
public final class HtmlReport {

  private static final String NOTICE =
      "Research software, not a medical device. These figures describe one data set; they say"
          + " nothing about a person's skin.";

  private final Evaluation evaluation;
  private final RunFacts run;

  private HtmlReport(Evaluation evaluation, RunFacts run) {
    this.evaluation = evaluation;
    this.run = run;
  }

  /**
   * Makes the report of an evaluation.
   *
   * @param evaluation the figures
   * @return a report with the title "Evaluation"
   */
  public static HtmlReport of(Evaluation evaluation) {
    return new HtmlReport(evaluation, RunFacts.titled("Evaluation"));
  }

  /**
   * Adds the circumstances of the figures: title, options, versions and the learning curve.
   *
   * @param facts the facts
   * @return a changed copy
   */
  public HtmlReport withRun(RunFacts facts) {
    return new HtmlReport(evaluation, facts);
  }

  /**
   * Writes the page.
   *
   * @param file the file, which gets its name only when it is complete
   * @throws IOException if it can't be written
   */
  public void write(Path file) throws IOException {
    WholeFile.write(file, html());
  }

  /** {@return the whole document} */
  public String html() {
    return page();
  }

  private String page() {
    return String.format(
        Locale.ROOT,
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s · Derm4j report</title>
        <style>
        %s</style>
        </head>
        <body>
        %s<main>
        %s</main>
        <footer>
        <p><strong>%s</strong></p>
        <p>Method: Esteva et al., Nature 542, 115–118 (2017), doi:10.1038/nature21056. Written by Derm4j %s.</p>
        </footer>
        <script>
        %s</script>
        </body>
        </html>
        """,
        escape(run.title()),
        Resources.text("report.css"),
        head(),
        String.join("", sections()),
        escape(NOTICE),
        escape(run.versions().getOrDefault("Derm4j", "")),
        Resources.text("report.js"));
  }

  private List<String> sections() {
    List<String> sections =
        List.of(
            DataSection.html(evaluation, run),
            tasks(),
            ComparisonSection.html(evaluation),
            SubgroupSection.html(evaluation),
            new TreeSection(evaluation.data()).html(),
            learning(),
            ConfusionTable.section(evaluation),
            ClassSection.html(evaluation),
            ClassSection.presets(evaluation),
            CalibrationSection.html(evaluation),
            AbstentionSection.html(evaluation),
            evaluation.novelty().map(NoveltySection::html).orElse(""),
            SampleSection.html(evaluation),
            runFacts());
    return Stream.concat(sections.stream(), Stream.of(ChecklistSection.html(sections))).toList();
  }

  private String overlapWarning() {
    return evaluation
        .overlap()
        .filter(found -> !found.isNone())
        .map(
            found ->
                "<p class=\"danger\">These figures are not those of a test: "
                    + escape(found.text())
                    + ".</p>\n")
        .orElse("");
  }

  private String head() {
    StringBuilder cards = new StringBuilder();
    for (TaskResult task : evaluation.tasks()) {
      cards.append(card(task));
    }
    String shuffled =
        run.shuffledLabels()
            ? "<p class=\"warning\">The diagnoses were shuffled among the lesions before"
                + " anything else: there was nothing to learn, and an AUC whose interval leaves"
                + " 0.5 would show a leak.</p>\n"
            : "";
    return String.format(
        Locale.ROOT,
        """
        <header>
        <div class="wrap">
        <p class="brand">Derm4j report</p>
        <h1>%s</h1>
        <p class="subtitle">%s</p>
        %s<div class="cards">
        %s</div>
        <p class="notice">%s</p>
        </div>
        </header>
        """,
        escape(run.title()),
        escape(subtitle()),
        overlapWarning() + shuffled,
        cards,
        escape(NOTICE));
  }

  private String subtitle() {
    StudyData data = evaluation.data();
    long lesions = data.parts().stream().mapToLong(StudyData.Part::lesions).sum();
    long images = data.parts().stream().mapToLong(StudyData.Part::images).sum();
    return String.format(
        Locale.ROOT,
        "%s of %s · %s · seed %d · %s",
        Format.count(images, "image"),
        Format.count(lesions, "lesion"),
        Format.count(data.partition().classes().size(), "training class"),
        run.seed(),
        Format.duration(run.totalSeconds()));
  }

  private static String card(TaskResult task) {
    return String.format(
        Locale.ROOT,
        """
        <a class="card" href="#%s">
        <span class="card-name">%s</span>
        <span class="card-value">%s</span>
        <span class="card-note">AUC, %s</span>
        %s</a>
        """,
        TaskSection.anchor(task),
        escape(task.name()),
        Format.three(task.auc()),
        task.interval()
            .map(
                limits ->
                    "95 % interval "
                        + Format.three(limits.low())
                        + " to "
                        + Format.three(limits.high()))
            .orElse("no interval"),
        task.interval().map(limits -> intervalBar(task, limits)).orElse(""));
  }

  /** Draws the interval on a line from 0.5 to 1, the range of useful tests. */
  private static String intervalBar(TaskResult task, ConfidenceInterval limits) {
    double low = onBar(limits.low());
    double high = onBar(limits.high());
    return String.format(
        Locale.ROOT,
        """
        <svg class="bar" viewBox="0 0 200 28" role="img" aria-label="interval on a line from 0.5 to 1">
        <line class="bar-line" x1="4" x2="196" y1="8" y2="8"/>
        <line class="bar-range" x1="%.1f" x2="%.1f" y1="8" y2="8"/>
        <circle class="bar-dot" cx="%.1f" cy="8" r="5"/>
        <text class="bar-tick" x="4" y="26">0.5</text>
        <text class="bar-tick" x="100" y="26" text-anchor="middle">0.75</text>
        <text class="bar-tick" x="196" y="26" text-anchor="end">1</text>
        </svg>
        """,
        low,
        high,
        onBar(task.auc()));
  }

  private static double onBar(double auc) {
    return 4 + 192 * (Math.max(0.5, auc) - 0.5) / 0.5;
  }

  private String tasks() {
    StringBuilder body = new StringBuilder();
    for (TaskResult task : evaluation.tasks()) {
      body.append(
          TaskSection.html(task, Optional.ofNullable(evaluation.readers().get(task.name()))));
    }
    for (SkippedTask task : evaluation.skippedTasks()) {
      body.append(
          String.format(
              Locale.ROOT,
              "<p class=\"left-out\"><strong>%s</strong> was not evaluated: %s.</p>\n",
              escape(task.name()),
              escape(task.reason())));
    }
    return section(
        "tasks",
        "Tasks",
        "A score is the summed probability of the training classes on the positive side, divided"
            + " by that of both sides; score ≥ threshold means positive. Test lesions only.",
        body.toString());
  }

  private String learning() {
    List<EpochFacts> epochs = run.epochs();
    if (epochs.isEmpty()) {
      return "";
    }
    EpochFacts last = epochs.get(epochs.size() - 1);
    return section(
        "learning",
        "Learning curve",
        String.format(
            Locale.ROOT,
            "%s, %s in all; the last one's loss was %s on training and %s on validation images.",
            Format.count(epochs.size(), "epoch"),
            Format.duration(epochs.stream().mapToDouble(EpochFacts::seconds).sum()),
            Format.three(last.loss()),
            Format.three(last.validationLoss())),
        LossChart.svg(epochs));
  }

  private String runFacts() {
    StringBuilder tables = new StringBuilder("<div class=\"columns wide\">\n");
    tables.append(table("Options", run.options()));
    if (!run.classifier().isEmpty()) {
      tables.append(table("Training of the classifier, from its file", run.classifier()));
    }
    tables.append(table("Software and machine", run.versions()));
    StringBuilder times = new StringBuilder();
    run.seconds().forEach((phase, seconds) -> times.append(row(phase, Format.duration(seconds))));
    tables.append(table("Time", times.toString()));
    return section("run", "What was run", "", tables.append("</div>\n").toString());
  }

  private static String table(String caption, Map<String, String> facts) {
    StringBuilder rows = new StringBuilder();
    facts.forEach((name, value) -> rows.append(row(name, value)));
    return table(caption, rows.toString());
  }

  private static String table(String caption, String rows) {
    return String.format(
        Locale.ROOT,
        """
        <table class="facts named"><caption>%s</caption><tbody>
        %s</tbody></table>
        """,
        escape(caption),
        rows);
  }

  private static String row(String name, String value) {
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n",
        escape(name),
        escape(value));
  }
}
