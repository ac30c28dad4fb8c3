package io.github.derm4j.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfidenceInterval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm roc}: the area under a ROC curve, from a table of scores. */
@Command(
    name = "roc",
    description = {
      "Area under the ROC curve of a table of scores, with DeLong's 95 % interval.",
      "A score at or above a threshold means positive; nothing is flipped."
    },
    mixinStandardHelpOptions = true)
final class RocCommand implements Callable<Integer> {

  private static final double LEVEL = 0.95;
  private static final int NAMED_VALUES = 10;

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

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    CsvTable table = CsvTable.read(file);
    BinaryScores scores = BinaryScores.of(table.numbers(score), positives(table));
    Auc auc = Auc.of(scores);
    ConfidenceInterval interval = auc.interval(LEVEL);
    Terminal terminal = derm.terminal();
    if (json) {
      ObjectNode answer = Json.object();
      Json.put(answer, "auc", auc.value());
      Json.put(answer, "delongVariance", auc.delongVariance());
      Json.put(answer, "ciLow", interval.low());
      Json.put(answer, "ciHigh", interval.high());
      answer.put("n", scores.size());
      answer.put("positives", scores.positives());
      terminal.answer(Json.text(answer));
    } else {
      terminal.answer(
          String.format(
              "AUC %s (95 %% interval %s to %s, DeLong)",
              Format.three(auc.value()),
              Format.three(interval.low()),
              Format.three(interval.high())));
      terminal.answer(
          String.format(
              "%s rows, %s positive (%s = %s)",
              Format.count(scores.size()), Format.count(scores.positives()), label, positive));
    }
    return 0;
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
              label,
              file,
              positive,
              values.stream().distinct().limit(NAMED_VALUES).collect(Collectors.joining(", "))));
    }
    return isPositive;
  }
}
