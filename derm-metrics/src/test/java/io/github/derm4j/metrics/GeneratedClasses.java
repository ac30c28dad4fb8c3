package io.github.derm4j.metrics;

import java.util.List;
import java.util.stream.IntStream;

/** The inputs that {@code src/test/python/generated.py} makes for several classes. */
final class GeneratedClasses {
  final double[][] probabilities;
  final int[] actual;
  final List<String> labels;

  GeneratedClasses(long seed) {
    GeneratedScores.Stream stream = new GeneratedScores.Stream(seed + 100_000);
    int classes = 3 + (int) (stream.next() * 4);
    int n = 3 * classes + (int) (stream.next() * 80);
    probabilities = new double[n][classes];
    actual = new int[n];
    for (int i = 0; i < n; i++) {
      actual[i] = i < classes ? i : (int) (stream.next() * stream.next() * classes);
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        probabilities[i][c] = 0.01 + stream.next() + (c == actual[i] ? 0.5 : 0);
        sum += probabilities[i][c];
      }
      for (int c = 0; c < classes; c++) {
        probabilities[i][c] /= sum;
      }
    }
    labels = IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
  }

  MulticlassScores scores() {
    return MulticlassScores.of(probabilities, actual, labels);
  }

  /** The first class against all others, scored by its probability. */
  BinaryScores firstClass() {
    return scores().against(0);
  }
}
