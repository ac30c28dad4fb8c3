package io.github.derm4j.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.examples.report.Format;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DeLongTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm roc}: the area under a ROC curve, from a table of scores. */
@Command(
    name = "roc",
    description = {
      "Area under the ROC curve of a table of scores, with DeLong's 95 %% interval.",
      "A score at or above a threshold means positive; nothing is flipped."
    },
    mixinStandardHelpOptions = true)
final class RocCommand implements Callable<Integer> {

  private static final double LEVEL = 0.95;

  @ParentCommand private Derm derm;

  @Option(
      names = "--scores",
      required = true,
      paramLabel = "FILE.csv",
      description = "Table with a header line, plain or .gz.")
  private Path file;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description = "Column of the true answers.")
  private String label;

  @Option(
      names = "--positive",
      required = true,
      paramLabel = "VALUE",
      description = "The value of the label column that is positive; any other is negative.")
  private String positive;

  @Option(
      names = "--score",
      required = true,
      paramLabel = "COLUMN",
      description = "Column of scores, higher for positive.")
  private String score;

  @Option(
      names = "--compare",
      paramLabel = "COLUMN",
      description = "Scores of a second model on the same rows: DeLong's paired test.")
  private @Nullable String compare;

  @Option(
      names = "--cluster",
      paramLabel = "COLUMN",
      description = "Lesion or patient of a row, where one has several rows.")
  private @Nullable String cluster;

  @Option(
      names = "--where",
      paramLabel = "COLUMN=VALUE",
      description = "Take only the rows whose column holds this value.")
  private Map<String, String> where = Map.of();

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    CsvTable table = rows();
    boolean[] positives = positives(table);
    BinaryScores scores = BinaryScores.of(table.numbers(score), positives);
    Optional<Clusters> clusters =
        Optional.ofNullable(cluster).map(column -> Clusters.of(table.column(column)));
    Area area = Area.of(scores, clusters);
    Optional<AucComparison> comparison =
        Optional.ofNullable(compare)
            .map(column -> BinaryScores.of(table.numbers(column), positives))
            .map(
                second ->
                    clusters
                        .map(each -> ClusteredAuc.compare(scores, second, each))
                        .orElseGet(() -> DeLongTest.paired(scores, second)));
    if (json) {
      derm.terminal().answer(Json.text(asJson(scores, area, comparison)));
    } else {
      say(scores, area, comparison);
    }
    return 0;
  }

  /** An area, its variance and interval, clustered or not. */
  private record Area(double value, double variance, ConfidenceInterval interval, String method) {

    static Area of(BinaryScores scores, Optional<Clusters> clusters) {
      if (clusters.isPresent()) {
        ClusteredAuc auc = ClusteredAuc.of(scores, clusters.get());
        return new Area(
            auc.value(), auc.variance(), auc.interval(LEVEL), "DeLong, clustered (Obuchowski)");
      }
      Auc auc = Auc.of(scores);
      return new Area(auc.value(), auc.delongVariance(), auc.interval(LEVEL), "DeLong");
    }
  }

  private ObjectNode asJson(BinaryScores scores, Area area, Optional<AucComparison> comparison) {
    ObjectNode answer = Json.object();
    Json.put(answer, "auc", area.value());
    Json.put(answer, "delongVariance", area.variance());
    Json.put(answer, "ciLow", area.interval().low());
    Json.put(answer, "ciHigh", area.interval().high());
    answer.put("n", scores.size());
    answer.put("positives", scores.positives());
    answer.put("method", area.method());
    if (comparison.isPresent()) {
      AucComparison test = comparison.get();
      Json.put(answer, "z", test.z());
      Json.put(answer, "p", test.p());
      Json.put(answer, "difference", test.difference());
      Json.put(answer, "differenceLow", test.interval(LEVEL).low());
      Json.put(answer, "differenceHigh", test.interval(LEVEL).high());
    }
    return answer;
  }

  private void say(BinaryScores scores, Area area, Optional<AucComparison> comparison) {
    Terminal terminal = derm.terminal();
    terminal.answer(
        String.format(
            "AUC %s (95 %% interval %s to %s, %s)",
            Format.three(area.value()),
            Format.three(area.interval().low()),
            Format.three(area.interval().high()),
            area.method()));
    terminal.answer(
        String.format(
            "%s rows, %s positive (%s = %s)",
            Format.count(scores.size()), Format.count(scores.positives()), label, positive));
    if (comparison.isPresent()) {
      AucComparison test = comparison.get();
      terminal.answer(
          String.format(
              Locale.ROOT,
              "%s minus %s: %s (95 %% interval %s to %s), z = %.3f, p = %.3g",
              score,
              compare,
              Format.three(test.difference()),
              Format.three(test.interval(LEVEL).low()),
              Format.three(test.interval(LEVEL).high()),
              test.z(),
              test.p()));
    }
  }

  private CsvTable rows() throws IOException {
    CsvTable table = CsvTable.read(file);
    for (Map.Entry<String, String> condition : where.entrySet()) {
      table = table.where(condition.getKey(), condition.getValue());
    }
    return table;
  }

  private boolean[] positives(CsvTable table) {
    List<String> values = table.column(label);
    boolean[] isPositive = new boolean[values.size()];
    boolean some = false;
    for (int i = 0; i < isPositive.length; i++) {
      isPositive[i] = values.get(i).equals(positive);
      some |= isPositive[i];
    }
    if (!some) {
      throw new IllegalArgumentException(
          String.format(
              "column '%s' of %s never holds '%s'; it holds: %s",
              label, file, positive, table.values(label)));
    }
    return isPositive;
  }
}
