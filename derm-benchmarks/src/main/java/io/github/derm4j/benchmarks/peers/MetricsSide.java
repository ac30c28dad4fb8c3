package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.metrics.GeneratedCases;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Bootstrap;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.RocCurve;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** This library's curves, intervals and tables, from arrays. */
final class MetricsSide implements Contestant {

  private static final double LEVEL = 0.95;

  @Override
  public Map<String, String> versions() {
    return Map.of();
  }

  @Override
  public Workload workload(String task, int size) {
    if (task.equals("table")) {
      GeneratedDecisions decisions = new GeneratedDecisions(size);
      List<String> labels =
          IntStream.range(0, GeneratedDecisions.CLASSES).mapToObj(Integer::toString).toList();
      return () -> {
        ConfusionMatrix table =
            ConfusionMatrix.of(decisions.actual(), decisions.predicted(), labels);
        return () -> new double[] {table.accuracy(), table.count(0, 1)};
      };
    }
    GeneratedCases generated = new GeneratedCases(size);
    double[] scores = generated.scores();
    boolean[] positive = generated.positive();
    return switch (task) {
      case "area" ->
          () -> {
            Auc area = area(scores, positive);
            return () -> new double[] {area.value()};
          };
      case "interval" ->
          () -> {
            ConfidenceInterval interval = area(scores, positive).interval(LEVEL);
            return () -> ends(interval);
          };
      case "bootstrap" ->
          () -> {
            BinaryScores cases = BinaryScores.of(scores, positive);
            ConfidenceInterval interval =
                Bootstrap.withSeed(1).withThreads(1).auc(cases).percentile(LEVEL);
            return () -> ends(interval);
          };
      default -> throw new IllegalArgumentException(task);
    };
  }

  private static Auc area(double[] scores, boolean[] positive) {
    return Auc.of(RocCurve.of(BinaryScores.of(scores, positive)));
  }

  private static double[] ends(ConfidenceInterval interval) {
    return new double[] {interval.low(), interval.high()};
  }
}
