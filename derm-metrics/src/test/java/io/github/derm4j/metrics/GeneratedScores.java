package io.github.derm4j.metrics;

/** The inputs that {@code src/test/python/generated.py} makes, number for number. */
final class GeneratedScores {
  private static final int[] LEVELS = {2, 3, 5, 10, 100, 1 << 30};

  final BinaryScores first;
  final BinaryScores second;
  final BinaryScores weighted;
  final Clusters clusters;

  GeneratedScores(long seed) {
    Stream stream = new Stream(seed);
    int n = 4 + (int) (stream.next() * 57);
    double prevalence = 0.05 + 0.9 * stream.next();
    int levels = LEVELS[(int) (stream.next() * LEVELS.length)];
    boolean[] truth = new boolean[n];
    double[] a = new double[n];
    double[] b = new double[n];
    double[] weights = new double[n];
    int[] clusterOf = new int[n];
    for (int i = 0; i < n; i++) {
      truth[i] = i < 2 || (i >= 4 && stream.next() < prevalence);
      double base = stream.next() + (truth[i] ? 0.3 : 0);
      a[i] = Math.floor(base * levels);
      b[i] = Math.floor((0.5 * base + 0.5 * stream.next()) * levels);
      weights[i] = Math.floor(stream.next() * 8) + 0.5;
      clusterOf[i] = (int) (stream.next() * n / 3);
    }
    first = BinaryScores.of(a, truth);
    second = BinaryScores.of(b, truth);
    weighted = first.withWeights(weights);
    clusters = Clusters.of(clusterOf);
  }

  /** A linear congruential generator of Knuth's MMIX constants; 31 bits a draw. */
  static final class Stream {
    private long state;

    Stream(long seed) {
      state = seed * 2862933555777941757L + 3037000493L;
    }

    double next() {
      state = state * 6364136223846793005L + 1442695040888963407L;
      return (state >>> 33) / 2147483648.0;
    }
  }
}
