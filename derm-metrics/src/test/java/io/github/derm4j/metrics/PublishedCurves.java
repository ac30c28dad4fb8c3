package io.github.derm4j.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The curves that {@code roc/pROC_auc.csv} names, read from the data beside it. */
final class PublishedCurves {
  private PublishedCurves() {}

  static Map<String, BinaryScores> all() {
    Map<String, BinaryScores> curves = new LinkedHashMap<>();
    List<Map<String, String>> haemorrhage = SharedTables.rows("roc/aSAH.csv");
    for (String marker : List.of("s100b", "ndka", "wfns")) {
      curves.put(
          "aSAH/" + marker,
          scores(
              haemorrhage, row -> number(row, marker), row -> row.get("outcome").equals("Poor")));
    }

    List<Map<String, String>> truth =
        SharedTables.rows("predictions/udacity_isic2017/ground_truth.csv");
    List<Map<String, String>> calls =
        SharedTables.rows("predictions/udacity_isic2017/sample_predictions.csv");
    Map<String, Map<String, String>> truthById = new LinkedHashMap<>();
    truth.forEach(row -> truthById.put(row.get("Id"), row));
    Map.of("melanoma", "task_1", "sebk", "task_2")
        .forEach(
            (name, task) ->
                curves.put(
                    "udacity/" + name,
                    scores(
                        calls,
                        row -> number(row, task),
                        row -> number(truthById.get(row.get("Id")), task) == 1)));

    for (String set : List.of("holdout", "extern")) {
      for (String training : List.of("majority", "softlabel")) {
        List<Map<String, String>> rows =
            SharedTables.rows(
                "predictions/dbo_dkfz_expert_informed/pred_derma_darker_"
                    + training
                    + "_"
                    + set
                    + ".csv");
        List<String> classes = List.of("IM", "NIM", "nevi");
        for (int c = 0; c < 3; c++) {
          String label = classes.get(c);
          String target = Integer.toString(c);
          curves.put(
              "dbo/" + set + "/" + training + "/" + label,
              scores(rows, row -> number(row, label), row -> row.get("target").equals(target)));
        }
      }
    }

    List<Map<String, String>> readings = SharedTables.rows("roc/VanDyke.csv");
    for (String treatment : List.of("1", "2")) {
      for (String reader : List.of("1", "2", "3", "4", "5")) {
        curves.put(
            "VanDyke/t" + treatment + "/r" + reader,
            scores(
                readings.stream()
                    .filter(
                        row ->
                            row.get("treatment").equals(treatment)
                                && row.get("reader").equals(reader))
                    .toList(),
                row -> number(row, "rating"),
                row -> row.get("truth").equals("1")));
      }
    }
    return curves;
  }

  static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  static BinaryScores scores(
      List<Map<String, String>> rows,
      ToDoubleFunction<Map<String, String>> score,
      Predicate<Map<String, String>> positive) {
    boolean[] labels = new boolean[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = positive.test(rows.get(i));
    }
    return BinaryScores.of(rows.stream().mapToDouble(score).toArray(), labels);
  }
}
