package io.github.derm4j.model.report;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.metrics.ClusteredProportion;
import io.github.derm4j.metrics.ProportionInterval;
import io.github.derm4j.model.evaluation.CalibrationResult;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.RunFacts;
import io.github.derm4j.model.evaluation.StudyData;
import io.github.derm4j.model.evaluation.SubgroupAxis;
import io.github.derm4j.model.evaluation.Subgroups;
import io.github.derm4j.model.evaluation.TaskResult;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A model card (Mitchell et al. 2019) and a data card (Gebru et al. 2021) of a study in Markdown:
 * answered from an evaluation as far as it knows, and marked where the author must answer.
 *
 * <pre>{@code
 * StudyCards.of(evaluation).withRun(run).write(folder);
 * }</pre>
 */
public final class StudyCards {

  /** The file of the model card. */
  public static final String MODEL_CARD = "model-card.md";

  /** The file of the data card. */
  public static final String DATA_CARD = "data-card.md";

  private static final double LEVEL = 0.95;

  /** In place of what no program knows. */
  private static final String AUTHOR = "**The author must say.**";

  private static final Pattern KEY = Pattern.compile("\\{(\\w+)}");

  private final Evaluation evaluation;
  private final RunFacts run;

  private StudyCards(Evaluation evaluation, RunFacts run) {
    this.evaluation = evaluation;
    this.run = run;
  }

  /**
   * The cards of an evaluation.
   *
   * @param evaluation the figures
   * @return the cards
   */
  public static StudyCards of(Evaluation evaluation) {
    return new StudyCards(evaluation, RunFacts.titled("Evaluation"));
  }

  /**
   * Adds the circumstances of the figures.
   *
   * @param facts the facts
   * @return a changed copy
   */
  public StudyCards withRun(RunFacts facts) {
    return new StudyCards(evaluation, facts);
  }

  /**
   * Writes {@code model-card.md} and {@code data-card.md}.
   *
   * @param folder an existing folder
   * @throws IOException if a file can't be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(folder.resolve(MODEL_CARD), modelCard());
    WholeFile.write(folder.resolve(DATA_CARD), dataCard());
  }

  /** {@return the model card} */
  public String modelCard() {
    return filled(MODEL_CARD);
  }

  /** {@return the data card} */
  public String dataCard() {
    return filled(DATA_CARD);
  }

  private String filled(String template) {
    Map<String, String> answers = answers();
    Matcher keys = KEY.matcher(Resources.text(template));
    StringBuilder text = new StringBuilder();
    while (keys.find()) {
      keys.appendReplacement(
          text, Matcher.quoteReplacement(answers.getOrDefault(keys.group(1), AUTHOR)));
    }
    return keys.appendTail(text).toString();
  }

  private Map<String, String> answers() {
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put("title", oneLine(run.title()));
    answers.put(
        "marking",
        "Filled in by Derm4j "
            + run.versions().getOrDefault("Derm4j", "")
            + " from the evaluation beside it. Answer each line that says "
            + AUTHOR
            + " If you do not know the answer, write \"not known\".");
    put(answers, "licences", known("licences").map(each -> "images: " + each + "; " + AUTHOR));
    put(answers, "architecture", architecture());
    put(answers, "software", software());
    put(answers, "data", dataSet());
    put(answers, "hash", known("SHA-256 of the model"));
    put(answers, "trainingData", part("training").map(each -> each + "; classes: see below"));
    put(answers, "confirmation", groups("Diagnosis confirmed by"));
    put(answers, "options", listed(run.options()));
    put(answers, "testData", separation());
    put(answers, "overlap", evaluation.overlap().map(found -> oneLine(found.text())));
    put(answers, "tasks", Optional.of(tasks()));
    put(answers, "subgroups", gaps());
    put(answers, "calibration", calibration());
    put(
        answers,
        "shuffled",
        run.shuffledLabels() ? Optional.of("these are the figures") : Optional.empty());
    put(
        answers,
        "errors",
        evaluation.errors().isEmpty()
            ? Optional.empty()
            : Optional.of("the most confident errors are in report.html; " + AUTHOR));
    put(answers, "counts", counts());
    put(answers, "modality", groups("Modality").map(each -> each + "; cameras: " + AUTHOR));
    put(answers, "diagnoses", diagnoses());
    put(answers, "leftOut", leftOut());
    put(answers, "people", people());
    put(answers, "quality", quality());
    put(answers, "split", split());
    return answers;
  }

  private static void put(Map<String, String> answers, String key, Optional<String> answer) {
    answer.ifPresent(text -> answers.put(key, text));
  }

  /** A fact of the run, or of the training in the classifier's file. */
  private Optional<String> known(String name) {
    return Optional.ofNullable(run.options().get(name))
        .or(() -> Optional.ofNullable(run.classifier().get("data." + name)))
        .filter(text -> !text.isBlank())
        .map(StudyCards::oneLine);
  }

  private Optional<String> architecture() {
    List<String> facts = new ArrayList<>();
    facts.add(Format.count(evaluation.data().partition().classes().size(), "training class"));
    Map<String, String> all = new LinkedHashMap<>(run.classifier());
    all.putAll(run.options());
    for (String name : List.of("size", "inputSize", "width", "train", "weights")) {
      if (all.containsKey(name)) {
        facts.add(name + " " + oneLine(String.valueOf(all.get(name))));
      }
    }
    return Optional.of(String.join(", ", facts) + "; " + AUTHOR);
  }

  private Optional<String> software() {
    return listed(run.versions()).map(each -> each + "; seed " + run.seed() + "; see run.json");
  }

  private Optional<String> dataSet() {
    Optional<String> name =
        known("data set")
            .or(() -> Optional.ofNullable(run.classifier().get("data")).map(StudyCards::oneLine));
    return name.map(
        each ->
            each
                + known("date").map(date -> " of " + date).orElse("")
                + known("licences").map(licences -> ", " + licences).orElse("")
                + known("command").map(command -> ", `" + command + "`").orElse(""));
  }

  private Optional<String> part(String name) {
    return evaluation.data().parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .map(
            part ->
                Format.count(part.images(), "image")
                    + " of "
                    + Format.count(part.lesions(), "lesion"));
  }

  private Optional<String> separation() {
    String parts =
        evaluation.data().parts().stream()
            .map(
                part ->
                    part.name()
                        + " "
                        + Format.count(part.images(), "image")
                        + " of "
                        + Format.count(part.lesions(), "lesion"))
            .collect(Collectors.joining(", "));
    return Optional.of(
        parts
            + (evaluation.data().parts().size() > 1
                ? "; no lesion is in two parts"
                : "; " + AUTHOR));
  }

  private String tasks() {
    List<String> rows = new ArrayList<>();
    for (TaskResult task : evaluation.tasks()) {
      rows.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %s | %s: %s | %s | %s |",
              cell(task.name()),
              task.table().positives(),
              task.table().negatives(),
              Format.three(task.auc())
                  + task.interval()
                      .map(
                          limits ->
                              " ("
                                  + Format.three(limits.low())
                                  + " to "
                                  + Format.three(limits.high())
                                  + "; "
                                  + task.intervalMethod()
                                  + ")")
                      .orElse(""),
              Format.three(task.threshold()),
              cell(task.thresholdRule()),
              share(task.shares().sensitivity()),
              share(task.shares().specificity())));
    }
    return rows.isEmpty() ? "| " + AUTHOR + " | | | | | | |" : String.join("\n", rows);
  }

  private static String share(ClusteredProportion share) {
    var limits = share.interval(ProportionInterval.WILSON, LEVEL);
    return Format.percent(share.value())
        + " ("
        + Format.percent(limits.low())
        + " to "
        + Format.percent(limits.high())
        + ")";
  }

  /** The largest difference of the areas of each task. */
  private Optional<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (TaskResult task : evaluation.tasks()) {
      for (Subgroups axis : evaluation.subgroups(task)) {
        for (Subgroups.Gap gap : axis.gaps()) {
          if (gap.figure() == Subgroups.Figure.AUC) {
            gaps.add(
                String.format(
                    Locale.ROOT,
                    "%s, %s: largest difference of the AUC %s (%s to %s), %s against %s",
                    oneLine(task.name()),
                    axis.axis().toLowerCase(Locale.ROOT),
                    Format.three(gap.gap().difference()),
                    Format.three(gap.gap().interval().low()),
                    Format.three(gap.gap().interval().high()),
                    oneLine(gap.gap().highest()),
                    oneLine(gap.gap().lowest())));
          }
        }
      }
    }
    return gaps.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", gaps) + "; all groups are in report.html");
  }

  private Optional<String> calibration() {
    CalibrationResult result = evaluation.calibration();
    return result
        .before()
        .map(
            before ->
                "expected error "
                    + Format.three(before.expectedError())
                    + result
                        .after()
                        .map(
                            after ->
                                ", recalibrated "
                                    + Format.three(after.expectedError())
                                    + " ("
                                    + oneLine(result.origin())
                                    + ")")
                        .orElse("")
                    + evaluation.tasks().stream()
                        .flatMap(
                            task ->
                                task.calibration().line().stream()
                                    .map(
                                        line ->
                                            "; "
                                                + oneLine(task.name())
                                                + ": slope "
                                                + Format.three(line.slope())
                                                + ", intercept "
                                                + Format.three(line.intercept())))
                        .collect(Collectors.joining()));
  }

  private Optional<String> counts() {
    List<LesionRecord> records = evaluation.predictions().records();
    long patients = records.stream().flatMap(each -> each.patientId().stream()).distinct().count();
    return separation()
        .map(
            parts ->
                parts
                    + (patients == 0
                        ? "; patients: " + AUTHOR
                        : "; test images of " + Format.count(patients, "known patient")));
  }

  private Optional<String> diagnoses() {
    Map<String, Long> leaves = new LinkedHashMap<>();
    for (DiseaseNode node : evaluation.data().counts().taxonomy().nodes()) {
      long own = evaluation.data().counts().own(node);
      if (own > 0) {
        leaves.merge(oneLine(node.name()), own, Long::sum);
      }
    }
    return leaves.isEmpty()
        ? Optional.empty()
        : Optional.of(
            leaves.entrySet().stream()
                .map(each -> each.getKey() + " " + Format.count(each.getValue()))
                .collect(Collectors.joining("; ")));
  }

  private Optional<String> leftOut() {
    String found =
        evaluation.data().omissions().stream()
            .map(StudyCards::omission)
            .collect(Collectors.joining("; "));
    return found.isEmpty() ? Optional.empty() : Optional.of("left out: " + found + "; " + AUTHOR);
  }

  private Optional<String> quality() {
    String found =
        evaluation.data().omissions().stream()
            .filter(each -> each.reason().startsWith("of validation and test: "))
            .map(StudyCards::omission)
            .collect(Collectors.joining("; "));
    return found.isEmpty() ? Optional.empty() : Optional.of("left out: " + found);
  }

  private static String omission(StudyData.Omission omission) {
    return Format.count(omission.images(), "image") + " " + oneLine(omission.reason());
  }

  private Optional<String> people() {
    String all =
        List.of("Skin tone", "Age", "Sex", "Body site").stream()
            .flatMap(
                axis ->
                    groups(axis).map(each -> axis.toLowerCase(Locale.ROOT) + ": " + each).stream())
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** The test images of each group; empty if the data do not have the axis. */
  private Optional<String> groups(String axis) {
    Map<String, Integer> counts = new TreeMap<>();
    int unknown = 0;
    SubgroupAxis known =
        SubgroupAxis.known().stream()
            .filter(each -> each.name().equals(axis))
            .findFirst()
            .orElseThrow();
    for (LesionRecord record : evaluation.predictions().records()) {
      Optional<String> group = known.group().apply(record);
      group.ifPresent(each -> counts.merge(each, 1, Integer::sum));
      unknown += group.isEmpty() ? 1 : 0;
    }
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    int none = unknown;
    return Optional.of(
        counts.entrySet().stream()
                .map(each -> oneLine(each.getKey()) + " " + Format.count(each.getValue()))
                .collect(Collectors.joining(", "))
            + (none == 0 ? "" : ", unknown " + Format.count(none))
            + " (test images)");
  }

  private Optional<String> split() {
    return evaluation.data().parts().size() < 2
        ? Optional.empty()
        : Optional.of("lesion; seed " + run.seed() + "; " + separation().orElse(""));
  }

  private static Optional<String> listed(Map<String, String> facts) {
    return facts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            facts.entrySet().stream()
                .map(each -> oneLine(each.getKey() + " " + each.getValue()))
                .collect(Collectors.joining("; ")));
  }

  private static String cell(String text) {
    return oneLine(text).replace("|", "\\|");
  }

  /** A text of others on one line, without the signs that Markdown and HTML read. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").replace("<", "&lt;").strip();
  }
}
