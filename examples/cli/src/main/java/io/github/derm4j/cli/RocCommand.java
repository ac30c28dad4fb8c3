package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DeLongTest;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm roc}: the area under a ROC curve, from a table of scores. */
@Command(
    name = "roc",
    description = {
      "Area under the ROC curve of a table of scores, with DeLong's 95 %% interval.",
      "A score at or above a threshold means positive; nothing is flipped.",
      "Rows without a true answer are left out and counted."
    },
    mixinStandardHelpOptions = true)
final class RocCommand implements Callable<Integer> {

  private static final double LEVEL = 0.95;
  private static final int NAMED_VALUES = 10;
  private static final String NUMBER = "[-+]?\\d+(\\.\\d*)?";

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

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "Encoding of the table, such as windows-1252; default: UTF-8.")
  private @Nullable Charset encoding;

  @Option(
      names = "--strict",
      description = "Fail if a row has no true answer, instead of leaving it out.")
  private boolean strict;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Table table = rows();
    boolean[] positives = positives(table);
    BinaryScores scores = BinaryScores.of(table.numbers(score), positives);
    Optional<Clusters> clusters = clusters(table);
    Area area = Area.of(scores, clusters);
    Optional<Second> second = Optional.empty();
    if (compare != null) {
      second =
          Optional.of(
              Second.of(scores, BinaryScores.of(table.numbers(compare), positives), clusters));
    }
    if (json) {
      derm.terminal().answer(Json.text(asJson(scores, area, second)));
    } else {
      say(scores, area, second);
    }
    return 0;
  }

  /** A variance and its interval. */
  private record Spread(double variance, ConfidenceInterval interval) {}

  /** An area, its variance and interval where there is one, clustered or not. */
  private record Area(double value, Optional<Spread> spread, boolean clustered, String noSpread) {

    static Area of(BinaryScores scores, Optional<Clusters> clusters) {
      if (clusters.isPresent()) {
        try {
          ClusteredAuc auc = ClusteredAuc.of(scores, clusters.get());
          return new Area(
              auc.value(), Optional.of(new Spread(auc.variance(), auc.interval(LEVEL))), true, "");
        } catch (IllegalArgumentException tooFew) {
          return new Area(
              Auc.of(scores).value(), Optional.empty(), true, String.valueOf(tooFew.getMessage()));
        }
      }
      Auc auc = Auc.of(scores);
      if (scores.positives() < 2 || scores.negatives() < 2) {
        return new Area(
            auc.value(),
            Optional.empty(),
            false,
            String.format(
                Locale.ROOT,
                "DeLong's variance needs two positives and two negatives, but there are %d and %d",
                scores.positives(),
                scores.negatives()));
      }
      return new Area(
          auc.value(),
          Optional.of(new Spread(auc.delongVariance(), auc.interval(LEVEL))),
          false,
          "");
    }

    String method() {
      return clustered ? "DeLong, clustered (Obuchowski)" : "DeLong";
    }

    String words() {
      return spread
          .map(
              each ->
                  String.format(
                      Locale.ROOT,
                      "AUC %s (95 %% interval %s to %s, %s)",
                      Format.three(value),
                      Format.three(each.interval().low()),
                      Format.three(each.interval().high()),
                      method()))
          .orElseGet(
              () ->
                  String.format(
                      Locale.ROOT, "AUC %s (no interval: %s)", Format.three(value), noSpread));
    }
  }

  /** The second model's area, and the test of the difference where there is one. */
  private record Second(Area area, Optional<AucComparison> test) {

    static Second of(BinaryScores first, BinaryScores second, Optional<Clusters> clusters) {
      Area area = Area.of(second, clusters);
      if (area.spread().isEmpty()) {
        return new Second(area, Optional.empty());
      }
      return new Second(
          area,
          Optional.of(
              clusters.isPresent()
                  ? ClusteredAuc.compare(first, second, clusters.get())
                  : DeLongTest.paired(first, second)));
    }
  }

  private ObjectNode asJson(BinaryScores scores, Area area, Optional<Second> second) {
    ObjectNode answer = Json.object();
    put(answer, area, "auc", area.clustered() ? "clusteredVariance" : "delongVariance", "ci");
    answer.put("n", scores.size());
    answer.put("positives", scores.positives());
    answer.put("method", area.method());
    if (area.spread().isEmpty()) {
      answer.put("noInterval", area.noSpread());
    }
    if (second.isPresent()) {
      Area other = second.get().area();
      put(
          answer,
          other,
          "secondAuc",
          other.clustered() ? "secondClusteredVariance" : "secondDelongVariance",
          "secondCi");
      Optional<AucComparison> test = second.get().test();
      Json.put(answer, "z", test.map(AucComparison::z).orElse(Double.NaN));
      Json.put(answer, "p", test.map(AucComparison::p).orElse(Double.NaN));
      Json.put(answer, "difference", area.value() - other.value());
      Optional<ConfidenceInterval> limits = test.map(each -> each.interval(LEVEL));
      Json.put(answer, "differenceLow", limits.map(ConfidenceInterval::low).orElse(Double.NaN));
      Json.put(answer, "differenceHigh", limits.map(ConfidenceInterval::high).orElse(Double.NaN));
    }
    return answer;
  }

  private static void put(
      ObjectNode answer, Area area, String value, String variance, String interval) {
    Json.put(answer, value, area.value());
    Json.put(answer, variance, area.spread().map(Spread::variance).orElse(Double.NaN));
    Optional<ConfidenceInterval> limits = area.spread().map(Spread::interval);
    Json.put(answer, interval + "Low", limits.map(ConfidenceInterval::low).orElse(Double.NaN));
    Json.put(answer, interval + "High", limits.map(ConfidenceInterval::high).orElse(Double.NaN));
  }

  private void say(BinaryScores scores, Area area, Optional<Second> second) {
    Terminal terminal = derm.terminal();
    terminal.answer(area.words());
    terminal.answer(
        String.format(
            Locale.ROOT,
            "%s, %s positive (%s = %s)",
            Format.count(scores.size(), "row"),
            Format.count(scores.positives()),
            label,
            positive));
    if (second.isPresent()) {
      Area other = second.get().area();
      terminal.answer(compare + ": " + other.words());
      String difference =
          String.format(
              Locale.ROOT,
              "%s minus %s: %s",
              score,
              compare,
              Format.three(area.value() - other.value()));
      terminal.answer(
          second
              .get()
              .test()
              .map(
                  test ->
                      String.format(
                          Locale.ROOT,
                          "%s (95 %% interval %s to %s), z = %.3f, p = %.3g",
                          difference,
                          Format.three(test.interval(LEVEL).low()),
                          Format.three(test.interval(LEVEL).high()),
                          test.z(),
                          test.p()))
              .orElse(difference + " (no interval and no test, as above)"));
    }
  }

  /** The selected rows whose true answer is known. */
  private Table rows() throws IOException {
    if (Missing.LABEL.matches(positive)) {
      throw new IllegalArgumentException(
          "--positive '" + positive + "' means that the value is missing; give a value");
    }
    TableReader reader = TableReader.standard().withEncodingOption("--encoding");
    Table table = (encoding == null ? reader : reader.withEncoding(encoding)).read(file);
    if (!table.dialect().isEmpty()) {
      derm.terminal().say("derm: " + file + " is " + table.dialect());
    }
    if (table.rows().isEmpty()) {
      throw new IOException(file + " has no rows; a header line and at least one row are needed");
    }
    for (Map.Entry<String, String> condition : where.entrySet()) {
      table = where(table, condition.getKey(), condition.getValue().strip());
    }
    table.require(label);
    Table known = table.where(row -> !Missing.LABEL.matches(row.getOrBlank(label)));
    leaveOut(table, known.rows().size());
    return known;
  }

  private void leaveOut(Table table, int known) {
    int unknown = table.rows().size() - known;
    if (unknown == 0) {
      return;
    }
    String what =
        String.format(
            Locale.ROOT,
            "%s of %s without a value in the column '%s' (first: line %d)",
            Format.count(unknown, "row"),
            file,
            label,
            table.rows().stream()
                .filter(row -> Missing.LABEL.matches(row.getOrBlank(label)))
                .findFirst()
                .orElseThrow()
                .line());
    if (strict) {
      throw new IllegalArgumentException(
          what + "; fill them in, remove them, or run without --strict to leave them out");
    }
    if (known == 0) {
      throw new IllegalArgumentException(what + "; none is left");
    }
    derm.terminal().say("derm: left out " + what);
  }

  private Table where(Table table, String column, String value) throws IOException {
    List<String> cells = table.column(column);
    if (!cells.contains(value)) {
      throw neverHolds(column, value, cells);
    }
    return table.where(row -> row.getOrBlank(column).equals(value));
  }

  private Optional<Clusters> clusters(Table table) throws IOException {
    if (cluster == null) {
      return Optional.empty();
    }
    List<String> ids = table.column(cluster);
    long unknown = ids.stream().filter(Missing.ID::matches).count();
    if (unknown > 0) {
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "derm: %s without a value in the column '%s', each a cluster of its own",
                  Format.count(unknown, "row"),
                  cluster));
    }
    return Optional.of(Clusters.of(Missing.ID.units(ids)));
  }

  private boolean[] positives(Table table) throws IOException {
    List<String> values = table.column(label);
    boolean[] isPositive = new boolean[values.size()];
    boolean some = false;
    for (int i = 0; i < isPositive.length; i++) {
      isPositive[i] = isPositive(values.get(i));
      some |= isPositive[i];
    }
    if (!some) {
      throw neverHolds(label, positive, values);
    }
    return isPositive;
  }

  /** Texts are compared without surrounding space, numbers by their value: 1 is 1.0. */
  private boolean isPositive(String value) {
    String wanted = positive.strip();
    return value.equals(wanted)
        || (wanted.matches(NUMBER)
            && value.matches(NUMBER)
            && Double.parseDouble(value) == Double.parseDouble(wanted));
  }

  private IllegalArgumentException neverHolds(String column, String value, List<String> cells) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "column '%s' of %s never holds '%s'; it holds: %s",
            column,
            file,
            value,
            cells.stream().distinct().limit(NAMED_VALUES).collect(Collectors.joining(", "))));
  }
}
