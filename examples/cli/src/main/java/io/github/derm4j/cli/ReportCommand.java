package io.github.derm4j.cli;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.Evaluator;
import io.github.derm4j.model.evaluation.PredictionTable;
import io.github.derm4j.model.evaluation.ReaderTable;
import io.github.derm4j.model.evaluation.Submission;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.table.MalformedTableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm report}: the report of a table of predictions. */
@Command(
    name = "report",
    description = {
      "Writes the report of a table of predictions, of Derm4j or any other program, without images.",
      "Writes report.html, metrics.json, predictions.csv, scores.csv and the cards."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  private static final String TEST = "test";
  private static final String VALIDATION = "validation";
  private static final String TRAINING = "training";
  private static final Set<String> PARTS = Set.of(TEST, VALIDATION, TRAINING);

  @ParentCommand private Derm derm;
  @Spec private CommandSpec command;
  @Mixin private TaskOptions tasks;
  @Mixin private ReportOptions report;
  @Mixin private SubmissionOptions submission;

  @Option(
      names = "--predictions",
      required = true,
      paramLabel = "FILE.csv",
      description =
          "Table with a row for each image: image, label, a probability for each class, and lesion"
              + " and patient if known. All other columns are given by --group and --part.")
  private Path predictions;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "Column that is no class, such as sex, age or skin_tone; those with well-known names become"
              + " subgroups. Can be repeated.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--part",
      paramLabel = "COLUMN",
      description =
          "Column with the part of each image: test, validation (chooses thresholds and the"
              + " recalibration) or training (is only counted). Default: all are test images.")
  private @Nullable String part;

  @Option(
      names = "--threshold",
      paramLabel = "SCORE",
      description =
          "Threshold of all tasks, from 0 to 1; a score at or above it is positive. Default: chosen"
              + " on the validation images, or 0.5 without any.")
  @InRange(min = 0, max = 1)
  private @Nullable Double threshold;

  @Option(
      names = "--compare",
      paramLabel = "FILE.csv",
      description =
          "Table of a second classifier on the same images, with the same columns except for the"
              + " classes. Writes comparison.csv.")
  private @Nullable Path other;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder to write the results to.")
  private Path folder;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the bootstrap. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    submission.check();
    Optional<ReaderTable> readers = report.readers();
    PredictionTable table = read(predictions);
    List<TaskDefinition> asked =
        tasks.on(KnownTrees.OWN, table.partition().taxonomy(), derm.terminal());
    Optional<Submission> layout = submission.layout(table.partition(), derm.terminal());
    try (OutputFolder out = OutputFolder.prepare(folder)) {
      StudyRun run =
          new StudyRun(derm.terminal(), out, seed, false)
              .with(Map.of("predictions", name(predictions)))
              .with(report.facts())
              .withReaders(readers, asked);
      RunFile.write(command, out);
      Evaluation evaluation = evaluate(table, asked);
      if (other != null) {
        run.with(Map.of("compare", name(other)));
        PredictionTable second = read(other);
        evaluation = evaluation.withComparison(name(other), evaluate(second, asked), seed);
      }
      StudyResult result = run.report(evaluation, "Report of " + name(predictions));
      if (layout.isPresent()) {
        submission.write(layout.get(), evaluation.predictions(), derm.terminal());
      }
      run.summarize(result, json);
    }
    return 0;
  }

  private PredictionTable read(Path file) throws IOException {
    String[] others =
        Stream.concat(groups.stream(), Stream.ofNullable(part)).toArray(String[]::new);
    PredictionTable table;
    try {
      table = PredictionTable.read(file, others);
    } catch (MalformedTableException wrong) {
      throw new IOException(
          wrong.getMessage() + "; name columns that are no classes with --group or --part", wrong);
    }
    int skipped = table.predictions().skipped().size();
    if (skipped > 0) {
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "derm: %s: left out %s without a label",
                  name(file),
                  Format.count(skipped, "row")));
    }
    for (LesionRecord record : table.predictions().records()) {
      if (!PARTS.contains(partOf(record))) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: image '%s' is in the part '%s' of column '%s'; the parts are test, validation"
                    + " and training",
                name(file),
                record.imageId(),
                partOf(record),
                part));
      }
    }
    return table;
  }

  private Evaluation evaluate(PredictionTable table, List<TaskDefinition> asked)
      throws IOException {
    DiseasePartition partition = table.partition();
    Predictions validation = part(table, VALIDATION);
    Evaluator evaluator = report.calls().applyTo(Evaluator.of(partition)).withTasks(asked);
    if (threshold != null) {
      evaluator = evaluator.withThreshold(threshold, "given by --threshold");
    }
    return evaluator
        .withSeed(seed)
        .withTraining(part(table, TRAINING).records())
        .withValidation(validation)
        .evaluate(part(table, TEST));
  }

  private Predictions part(PredictionTable table, String name) {
    return table.where(record -> partOf(record).equals(name)).predictions();
  }

  /** All are test images if no column says more. */
  private String partOf(LesionRecord record) {
    return part == null ? TEST : record.attribute(part).orElse("");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
