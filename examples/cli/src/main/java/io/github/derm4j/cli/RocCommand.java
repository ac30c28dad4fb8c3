package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.data.Names;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.AucComparison;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DeLongTest;
import io.github.derm4j.model.evaluation.ScoreTable;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm roc}: computes the area under a ROC curve from a table of scores. */
@Command(
    name = "roc",
    description = {
      "Prints the area under the ROC curve of a table of scores, with DeLong's 95 %%"
          + " confidence interval.",
      "A score at or above a threshold is positive. The direction of scores is never"
          + " reversed.",
      "Rows without a true label are left out and counted."
    },
    mixinStandardHelpOptions = true)
final class RocCommand implements Callable<Integer> {

  private static final double LEVEL = 0.95;
  private static final int NAMED = 10;

  /** Columns that name the image, lesion or patient of a row. */
  private static final Set<String> UNITS =
      Set.of(
          "id",
          "image",
          "image_id",
          "image_name",
          "isic_id",
          "img_id",
          "file",
          "file_name",
          "filename",
          "lesion",
          "lesion_id",
          "patient",
          "patient_id");

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
      description = "Column with the true labels.")
  private String label;

  @Option(
      names = "--positive",
      required = true,
      paramLabel = "VALUE",
      description = "Value of the label column that is positive; all other values are negative.")
  private String positive;

  @Option(
      names = "--score",
      required = true,
      paramLabel = "COLUMN",
      description = "Column with the scores; higher means positive.")
  private String score;

  @Option(
      names = "--compare",
      paramLabel = "COLUMN",
      description = "Column with the scores of a second model, for DeLong's paired test.")
  private @Nullable String compare;

  @Option(
      names = "--cluster",
      paramLabel = "COLUMN",
      description = "Column with the lesion or patient, if one has several rows.")
  private @Nullable String cluster;

  @Option(
      names = "--where",
      paramLabel = "COLUMN=VALUE",
      description = "Use only the rows whose column has this value.")
  private Map<String, String> where = Map.of();

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "Encoding of the table, such as windows-1252. Default: UTF-8.")
  private @Nullable Charset encoding;

  @Option(
      names = "--strict",
      description = "Fail if a row has no true label. Default: leave it out.")
  private boolean strict;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private ProgramOption program;

  @Override
  public Integer call() throws IOException {
    if (program.isWanted()) {
      program.print(program(), derm.terminal());
      return 0;
    }
    ScoreTable table = rows();
    BinaryScores scores = table.scores(score);
    Optional<Clusters> clusters = clusters(table);
    Area area = Area.of(scores, clusters);
    Optional<Second> second = Optional.empty();
    if (compare != null) {
      second = Optional.of(Second.of(scores, table.scores(compare), clusters));
    }
    if (json) {
      derm.terminal().answer(Json.text(asJson(scores, area, second)));
    } else {
      say(scores, area, second);
    }
    return 0;
  }

  private JavaProgram program() {
    program.refuse("--json", "the program prints lines");
    Code table =
        encoding == null
            ? Code.call(ScoreTable.class, "read", Code.literal(file))
            : Code.call(
                ScoreTable.class,
                "of",
                Code.call(TableReader.class, "standard")
                    .then("withEncoding", Code.literal(encoding))
                    .then("read", Code.literal(file)));
    for (Map.Entry<String, String> condition : where.entrySet()) {
      table =
          table.then("where", Code.literal(condition.getKey()), Code.literal(condition.getValue()));
    }
    table = table.then("withTruth", Code.literal(label), Code.literal(positive));
    JavaProgram java =
        new JavaProgram("Roc", "Areas under ROC curves of a table of scores.", "derm-model")
            .throwing(IOException.class)
            .declare(ScoreTable.class, "table", strict ? table.then("requireComplete") : table)
            .declare(BinaryScores.class, "scores", scores(score));
    if (cluster != null) {
      java.declare(
          Clusters.class, "clusters", Code.of("table").then("clusters", Code.literal(cluster)));
    }
    print(java, "auc", "scores", "AUC");
    if (compare != null) {
      java.lines("\n").declare(BinaryScores.class, "others", scores(compare));
      print(java, "second", "others", "second AUC");
      java.declare(
              AucComparison.class,
              "test",
              cluster == null
                  ? Code.of("DeLongTest.paired(scores, others)", DeLongTest.class)
                  : Code.of("ClusteredAuc.compare(scores, others, clusters)"))
          .lines(
              """
              System.out.println("difference " + test.difference());
              ConfidenceInterval range = test.interval(0.95);
              System.out.println("95 % interval " + range.low() + " to " + range.high());
              System.out.println("z " + test.z());
              System.out.println("p " + test.p());
              """);
    }
    return java;
  }

  private static Code scores(String column) {
    return Code.of("table").then("scores", Code.literal(column));
  }

  private void print(JavaProgram java, String variable, String scores, String name) {
    if (cluster == null) {
      java.declare(Auc.class, variable, Code.call(Auc.class, "of", Code.of(scores)));
    } else {
      java.declare(
          ClusteredAuc.class,
          variable,
          Code.call(ClusteredAuc.class, "of", Code.of(scores), Code.of("clusters")));
    }
    java.lines(
        String.format(
            Locale.ROOT,
            """
            System.out.println("%2$s " + %1$s.value());
            System.out.println("variance " + %1$s.%3$s());
            ConfidenceInterval %1$sRange = %1$s.interval(0.95);
            System.out.println("95 %% interval " + %1$sRange.low() + " to " + %1$sRange.high());
            """,
            variable,
            name,
            cluster == null ? "delongVariance" : "variance"));
    java.uses(ConfidenceInterval.class);
  }

  /** A variance and its interval. */
  private record Spread(double variance, ConfidenceInterval interval, String method) {}

  /** An area with its variance and interval, if it has any, clustered or not. */
  private record Area(double value, Optional<Spread> spread, boolean clustered, String noSpread) {

    static Area of(BinaryScores scores, Optional<Clusters> clusters) {
      if (clusters.isPresent()) {
        try {
          ClusteredAuc auc = ClusteredAuc.of(scores, clusters.get());
          return new Area(
              auc.value(),
              Optional.of(new Spread(auc.variance(), auc.interval(LEVEL), auc.intervalMethod())),
              true,
              "");
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
          Optional.of(new Spread(auc.delongVariance(), auc.interval(LEVEL), auc.intervalMethod())),
          false,
          "");
    }

    String method() {
      return spread
          .map(Spread::method)
          .orElse(clustered ? "DeLong, clustered (Obuchowski)" : "DeLong");
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

  /** The area of the second model, and the test of the difference, if there is one. */
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

  /** The selected rows with a known true label. */
  private ScoreTable rows() throws IOException {
    if (Missing.LABEL.matches(positive)) {
      throw new IllegalArgumentException(
          "--positive '" + positive + "' marks a missing value; give another value");
    }
    TableReader reader = TableReader.standard().withEncodingOption("--encoding");
    Table read = (encoding == null ? reader : reader.withEncoding(encoding)).read(file);
    if (!read.dialect().isEmpty()) {
      derm.terminal().say("derm: " + file + " is " + read.dialect());
    }
    ScoreTable table = ScoreTable.of(read);
    for (Map.Entry<String, String> condition : where.entrySet()) {
      sayMerged(table, condition.getKey(), condition.getValue());
      table = table.where(condition.getKey(), condition.getValue());
    }
    ScoreTable known = table.withTruth(label, positive);
    sayMerged(known, label, positive);
    sayNegatives(known);
    sayRepeats(known);
    known.leftOut().ifPresent(this::leaveOut);
    return known;
  }

  /** Reports several negative values, which may be intended or different spellings. */
  private void sayNegatives(ScoreTable table) throws IOException {
    Map<String, Integer> negatives = table.negatives(label);
    if (negatives.size() > 1) {
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "derm: all other values of the column '%s' are negative: %s%s",
                  label,
                  negatives.entrySet().stream()
                      .limit(NAMED)
                      .map(each -> each.getKey() + " (" + each.getValue() + ")")
                      .collect(Collectors.joining(", ")),
                  negatives.size() > NAMED ? ", …" : ""));
    }
  }

  /** Rows of one image or lesion are not independent cases, unless the clusters are given. */
  private void sayRepeats(ScoreTable table) throws IOException {
    for (String column : table.rows().columns()) {
      if (cluster != null || !UNITS.contains(Names.key(column).replaceAll("[ -]", "_"))) {
        continue;
      }
      Map<String, Integer> rows = new LinkedHashMap<>();
      for (String id : table.rows().column(column)) {
        if (!Missing.ID.matches(id)) {
          rows.merge(Names.key(Names.id(id)), 1, Integer::sum);
        }
      }
      List<String> repeated =
          rows.entrySet().stream()
              .filter(each -> each.getValue() > 1)
              .map(Map.Entry::getKey)
              .toList();
      if (!repeated.isEmpty()) {
        derm.terminal()
            .say(
                String.format(
                    Locale.ROOT,
                    "derm: warning: %s of the column '%s' in several rows, each of which counts as"
                        + " a separate case (first: %s); remove repeated rows, or name the"
                        + " column of lesions or patients with --cluster",
                    Format.count(repeated.size(), "value"),
                    column,
                    repeated.get(0)));
      }
    }
  }

  private void leaveOut(String what) {
    if (strict) {
      throw new IllegalArgumentException(
          what + "; fill them in, remove them, or run without --strict to leave them out");
    }
    derm.terminal().say("derm: left out " + what);
  }

  /** Reports spellings that were treated as the same value. */
  private void sayMerged(ScoreTable table, String column, String value) throws IOException {
    List<String> spellings = table.spellings(column, value);
    if (spellings.size() > 1) {
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "derm: in the column '%s' these are treated as the same value: %s",
                  column,
                  String.join(", ", spellings)));
    }
  }

  private Optional<Clusters> clusters(ScoreTable table) throws IOException {
    if (cluster == null) {
      return Optional.empty();
    }
    long unknown = table.rows().column(cluster).stream().filter(Missing.ID::matches).count();
    if (unknown > 0) {
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "derm: %s without a value in the column '%s'; each is treated as a separate"
                      + " cluster",
                  Format.count(unknown, "row"),
                  cluster));
    }
    return Optional.of(table.clusters(cluster));
  }
}
