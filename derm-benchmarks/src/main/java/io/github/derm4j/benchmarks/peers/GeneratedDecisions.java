package io.github.derm4j.benchmarks.peers;

import java.util.SplittableRandom;

/** Rows of probabilities of nine classes, and the true class of each. */
final class GeneratedDecisions {

  static final int CLASSES = 9;

  final int[] actual;
  final float[][] probabilities;

  GeneratedDecisions(int n) {
    SplittableRandom random = new SplittableRandom(1);
    actual = new int[n];
    probabilities = new float[n][CLASSES];
    for (int i = 0; i < n; i++) {
      actual[i] = random.nextInt(CLASSES);
      float sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        probabilities[i][k] = (float) random.nextDouble() + (k == actual[i] ? 0.5f : 0);
        sum += probabilities[i][k];
      }
      for (int k = 0; k < CLASSES; k++) {
        probabilities[i][k] /= sum;
      }
    }
  }

  int[] actual() {
    return actual;
  }

  /** The class of the largest probability of each row. */
  int[] predicted() {
    int[] predicted = new int[actual.length];
    for (int i = 0; i < predicted.length; i++) {
      float[] row = probabilities[i];
      for (int k = 1; k < CLASSES; k++) {
        if (row[k] > row[predicted[i]]) {
          predicted[i] = k;
        }
      }
    }
    return predicted;
  }
}
