package io.github.derm4j.model.embedding;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * t-distributed stochastic neighbour embedding in the plane (van der Maaten and Hinton 2008), with
 * the Barnes-Hut approximation of its gradient (van der Maaten 2014): the paper's Fig. 4 shows one
 * of the features of the last hidden layer.
 *
 * <p>Neighbours stay neighbours; the distances between groups and the sizes of groups have no
 * meaning.
 *
 * <p>Neighbours are found in O(n² d), once; an iteration costs O(n log n), or O(n²) at an angle of
 * 0, which is the exact gradient. Memory is O(n · perplexity), or O(n²) at an angle of 0. The same
 * seed gives the same embedding on any number of threads.
 */
public final class TSne {

  // The values of van der Maaten's and scikit-learn's implementations.
  private static final double EXAGGERATION = 12;
  private static final int EXAGGERATED_ITERATIONS = 250;
  private static final double FIRST_MOMENTUM = 0.5;
  private static final double MOMENTUM = 0.8;
  private static final double LEAST_LEARNING_RATE = 50;
  private static final double LEAST_GAIN = 0.01;
  private static final double FIRST_DEVIATION = 1e-4;

  private final double perplexity;
  private final double angle;
  private final int iterations;
  private final long seed;

  private TSne(double perplexity, double angle, int iterations, long seed) {
    this.perplexity = perplexity;
    this.angle = angle;
    this.iterations = iterations;
    this.seed = seed;
  }

  /**
   * An embedding with the usual values: a perplexity of 30, an angle of 0.5 and 1,000 iterations.
   *
   * @param seed the seed of the initial layout
   * @return the embedding
   */
  public static TSne withSeed(long seed) {
    return new TSne(30, 0.5, 1000, seed);
  }

  /**
   * Sets the approximate number of neighbours of a point.
   *
   * @param neighbours at least 1; there must be more than three times as many points
   * @return a changed copy
   */
  public TSne withPerplexity(double neighbours) {
    if (!(neighbours >= 1)) {
      throw new IllegalArgumentException("perplexity = " + neighbours + ": must be 1 or more");
    }
    return new TSne(neighbours, angle, iterations, seed);
  }

  /**
   * Sets the degree to which distant points are combined.
   *
   * @param radians the largest angle of a group of points that is treated as one; 0 for the exact
   *     gradient, at most 1
   * @return a changed copy
   */
  public TSne withAngle(double radians) {
    if (!(radians >= 0 && radians <= 1)) {
      throw new IllegalArgumentException("angle = " + radians + ": must be in [0, 1]");
    }
    return new TSne(perplexity, radians, iterations, seed);
  }

  /**
   * Sets the number of iterations.
   *
   * @param steps at least 1; the first 250 only find the groups
   * @return a changed copy
   */
  public TSne withIterations(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("iterations = " + steps + ": must be at least 1");
    }
    return new TSne(perplexity, angle, steps, seed);
  }

  /**
   * Embeds points in the plane.
   *
   * @param features {@code [n, d]}, one row for each point
   * @return {@code [n, 2]}, in the order of the rows
   * @throws IllegalArgumentException if there are too few points for the perplexity, or a number is
   *     not finite
   */
  public double[][] embed(float[][] features) {
    if (features.length <= 3 * perplexity) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d points: a perplexity of %s needs more than three times as many; lower it",
              features.length,
              perplexity));
    }
    Affinities affinities =
        angle == 0
            ? Affinities.ofAll(features, perplexity)
            : Affinities.ofNearest(features, perplexity);
    int n = features.length;
    double learningRate = Math.max(n / EXAGGERATION / 4, LEAST_LEARNING_RATE);
    double[] y = firstLayout(n);
    double[] velocity = new double[2 * n];
    double[] gains = new double[2 * n];
    Arrays.fill(gains, 1);
    for (int iteration = 0; iteration < iterations; iteration++) {
      boolean exaggerated = iteration < EXAGGERATED_ITERATIONS;
      double[] gradient = gradient(affinities, y, exaggerated ? EXAGGERATION : 1);
      double momentum = exaggerated ? FIRST_MOMENTUM : MOMENTUM;
      for (int i = 0; i < y.length; i++) {
        boolean onTheWay = velocity[i] * gradient[i] < 0;
        gains[i] = Math.max(LEAST_GAIN, onTheWay ? gains[i] + 0.2 : gains[i] * 0.8);
        velocity[i] = momentum * velocity[i] - learningRate * gains[i] * gradient[i];
        y[i] += velocity[i];
      }
    }
    return IntStream.range(0, n)
        .mapToObj(i -> new double[] {y[2 * i], y[2 * i + 1]})
        .toArray(double[][]::new);
  }

  private double[] firstLayout(int n) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] y = new double[2 * n];
    for (int i = 0; i < y.length; i++) {
      y[i] = FIRST_DEVIATION * random.nextGaussian();
    }
    return y;
  }

  /**
   * The gradient of the Kullback-Leibler divergence: {@code 4 (sum_j p_ij w_ij (y_i - y_j) - sum_j
   * w_ij² (y_i - y_j) / Z)}, with {@code w_ij = 1 / (1 + |y_i - y_j|²)} and Z the sum of all.
   */
  private double[] gradient(Affinities affinities, double[] y, double exaggeration) {
    int n = y.length / 2;
    QuadTree tree = new QuadTree(y);
    double[] gradient = new double[y.length];
    double[] repulsion = new double[y.length];
    double[] sums = new double[n];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              affinities.attract(i, y, exaggeration, gradient);
              sums[i] = tree.repel(i, angle, repulsion);
            });
    double z = Arrays.stream(sums).sum();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = 4 * (gradient[i] - repulsion[i] / z);
    }
    return gradient;
  }
}
