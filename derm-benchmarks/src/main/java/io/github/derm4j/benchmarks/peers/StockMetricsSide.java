package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.metrics.GeneratedCases;
import java.util.Map;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j's own {@code ROC}, exact, and {@code Evaluation}, from arrays of the engine. */
final class StockMetricsSide implements Contestant {

  /** The argument that selects the exact curve of its ROC. */
  private static final int EXACT = 0;

  @Override
  public Map<String, String> versions() {
    return Map.of("Deeplearning4j", Engine.version());
  }

  @Override
  public Workload workload(String task, int size) {
    return switch (task) {
      case "area" -> area(size);
      case "table" -> table(size);
      default -> throw new IllegalArgumentException(task);
    };
  }

  private static Workload area(int size) {
    GeneratedCases cases = new GeneratedCases(size);
    INDArray scores = Nd4j.createFromArray(cases.scores()).reshape(size, 1);
    INDArray labels =
        Nd4j.createFromArray(cases.positive()).castTo(DataType.DOUBLE).reshape(size, 1);
    return () -> {
      ROC roc = new ROC(EXACT);
      roc.eval(labels, scores);
      double area = roc.calculateAUC();
      return () -> new double[] {area};
    };
  }

  private static Workload table(int size) {
    GeneratedDecisions decisions = new GeneratedDecisions(size);
    INDArray probabilities = Nd4j.createFromArray(decisions.probabilities);
    INDArray oneHot = Nd4j.zeros(DataType.FLOAT, size, GeneratedDecisions.CLASSES);
    for (int i = 0; i < size; i++) {
      oneHot.putScalar(i, decisions.actual[i], 1);
    }
    return () -> {
      Evaluation evaluation = new Evaluation(GeneratedDecisions.CLASSES);
      evaluation.eval(oneHot, probabilities);
      return () -> new double[] {evaluation.accuracy(), evaluation.getConfusion().getCount(0, 1)};
    };
  }
}
