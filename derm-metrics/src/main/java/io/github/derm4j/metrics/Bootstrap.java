package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bootstrap distributions of figures of a ROC curve or of several classes. Immutable: each {@code
 * with…} method returns a changed copy.
 *
 * <p>By default 2,000 samples are drawn, stratified: positives from positives and negatives from
 * negatives. {@link #withClusters} draws whole lesions or patients, as required if a test set has
 * several images of one lesion or patient; their strata are the clusters of positives only, of
 * negatives only, and of both. Without strata, a sample that lacks a class is redrawn.
 *
 * <p>The scores are sorted once; each sample re-weights the sorted scores in O(n). The same seed
 * gives the same samples on any number of threads.
 */
public final class Bootstrap {
  private static final int DEFAULT_REPLICATES = 2000;

  private final long seed;
  private final int replicates;
  private final boolean stratified;
  private final int threads;
  private final @Nullable Clusters clusters;

  private Bootstrap(
      long seed, int replicates, boolean stratified, int threads, @Nullable Clusters clusters) {
    this.seed = seed;
    this.replicates = replicates;
    this.stratified = stratified;
    this.threads = threads;
    this.clusters = clusters;
  }

  /**
   * A stratified bootstrap of 2,000 samples on all processors.
   *
   * @param seed the seed of every random choice
   * @return the bootstrap
   */
  public static Bootstrap withSeed(long seed) {
    return new Bootstrap(
        seed, DEFAULT_REPLICATES, true, Runtime.getRuntime().availableProcessors(), null);
  }

  /**
   * Changes the number of samples.
   *
   * @param replicates at least 1; for intervals, thousands
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public Bootstrap withReplicates(int replicates) {
    return new Bootstrap(
        seed, Checks.positive("replicates", replicates), stratified, threads, clusters);
  }

  /**
   * Draws from all cases regardless of their class, as in a study that fixes only the total number
   * of cases.
   *
   * @return a changed copy
   */
  public Bootstrap withoutStrata() {
    return new Bootstrap(seed, replicates, false, threads, clusters);
  }

  /**
   * Draws whole clusters.
   *
   * @param clusters the cluster of each case
   * @return a changed copy
   */
  public Bootstrap withClusters(Clusters clusters) {
    return new Bootstrap(seed, replicates, stratified, threads, clusters);
  }

  /**
   * Changes the number of threads, which affects only the computing time.
   *
   * @param threads at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public Bootstrap withThreads(int threads) {
    return new Bootstrap(
        seed, replicates, stratified, Checks.positive("threads", threads), clusters);
  }

  /**
   * The distribution of the area under the curve.
   *
   * @param scores scores without weights
   * @return the distribution
   * @throws IllegalArgumentException if the scores are weighted or the clusters have another number
   *     of cases
   */
  public BootstrapDistribution auc(BinaryScores scores) {
    ScoreOrder order = ScoreOrder.of(scores.requireUnweighted("the bootstrap"));
    Clusters units = unitsOf(scores);
    ScoreOrder.Samples samples = order.samplesOf(units);
    return distribution(
        ClusterSampler.of(scores, units, stratified),
        samples::auc,
        () -> AucJackknife.without(scores, order, units));
  }

  /**
   * The distribution of the difference of the areas of two scores of the same cases; each sample
   * draws the same cases for both.
   *
   * @param first scores without weights
   * @param second scores of the same cases in the same order
   * @return the distribution of the first area minus the second
   * @throws IllegalArgumentException if the truths differ, the scores are weighted or the clusters
   *     have another number of cases
   */
  public BootstrapDistribution aucDifference(BinaryScores first, BinaryScores second) {
    AucCovariance.requirePaired(List.of(first, second));
    ScoreOrder orderOfFirst = ScoreOrder.of(first);
    ScoreOrder orderOfSecond = ScoreOrder.of(second);
    Clusters units = unitsOf(first);
    ScoreOrder.Samples ofFirst = orderOfFirst.samplesOf(units);
    ScoreOrder.Samples ofSecond = orderOfSecond.samplesOf(units);
    return distribution(
        ClusterSampler.of(first, units, stratified),
        copies -> ofFirst.auc(copies) - ofSecond.auc(copies),
        () -> {
          double[] without = AucJackknife.without(first, orderOfFirst, units);
          double[] withoutOfSecond = AucJackknife.without(second, orderOfSecond, units);
          Arrays.setAll(without, unit -> without[unit] - withoutOfSecond[unit]);
          return without;
        });
  }

  /**
   * The distribution of any figure of the curve: {@code curve ->
   * curve.atSpecificity(0.9).sensitivity()}.
   *
   * @param scores scores without weights
   * @param figure a pure function of a curve, called from several threads
   * @return the distribution
   * @throws IllegalArgumentException if the scores are weighted or the clusters have another number
   *     of cases
   */
  public BootstrapDistribution distribution(
      BinaryScores scores, ToDoubleFunction<RocCurve> figure) {
    Clusters units = unitsOf(scores.requireUnweighted("the bootstrap"));
    ScoreOrder.Samples samples = ScoreOrder.of(scores).samplesOf(units);
    return distribution(scores, units, copies -> figure.applyAsDouble(samples.curve(copies)));
  }

  /**
   * The distribution of the difference of a figure between two scores of the same cases; each
   * sample draws the same cases for both.
   *
   * @param first scores without weights
   * @param second scores of the same cases in the same order
   * @param figure a pure function of a curve, called from several threads
   * @return the distribution of {@code figure(first) - figure(second)}
   * @throws IllegalArgumentException if the truths differ, the scores are weighted or the clusters
   *     have another number of cases
   */
  public BootstrapDistribution difference(
      BinaryScores first, BinaryScores second, ToDoubleFunction<RocCurve> figure) {
    AucCovariance.requirePaired(List.of(first, second));
    Clusters units = unitsOf(first);
    ScoreOrder.Samples ofFirst = ScoreOrder.of(first).samplesOf(units);
    ScoreOrder.Samples ofSecond = ScoreOrder.of(second).samplesOf(units);
    return distribution(
        first,
        units,
        copies ->
            figure.applyAsDouble(ofFirst.curve(copies))
                - figure.applyAsDouble(ofSecond.curve(copies)));
  }

  /**
   * The distribution of any figure of several classes: {@code each ->
   * each.confusionMatrix().kappa()}. Strata are the clusters that hold the same classes.
   *
   * @param scores probabilities of several classes
   * @param figure a pure function of a sample, called from several threads
   * @return the distribution; O(replicates · n) besides the figure
   * @throws IllegalArgumentException if the clusters are of another number of cases
   */
  public BootstrapDistribution distribution(
      MulticlassScores scores, ToDoubleFunction<MulticlassScores> figure) {
    Clusters units = unitsOf(scores.size());
    return distribution(scores.actual(), units, cases -> figure.applyAsDouble(scores.cases(cases)));
  }

  /**
   * The distribution of the difference of a figure between the probabilities of two models for the
   * same cases; each sample draws the same cases for both.
   *
   * @param first probabilities of several classes
   * @param second those of the same cases in the same order
   * @param figure a pure function of a sample, called from several threads
   * @return the distribution of {@code figure(first) - figure(second)}
   * @throws IllegalArgumentException if the truths differ or the clusters are of another number of
   *     cases
   */
  public BootstrapDistribution difference(
      MulticlassScores first, MulticlassScores second, ToDoubleFunction<MulticlassScores> figure) {
    if (!first.labels().equals(second.labels())
        || !Arrays.equals(first.actual(), second.actual())) {
      throw new IllegalArgumentException(
          "the two models must score the same cases in the same order, but their true classes"
              + " differ");
    }
    return distribution(
        first.actual(),
        unitsOf(first.size()),
        cases ->
            figure.applyAsDouble(first.cases(cases)) - figure.applyAsDouble(second.cases(cases)));
  }

  private BootstrapDistribution distribution(
      int[] actual, Clusters units, ToDoubleFunction<int[]> figureOfCases) {
    ClusterSampler resampler = ClusterSampler.of(actual, units, stratified);
    return distribution(
        resampler, units, copies -> figureOfCases.applyAsDouble(units.cases(copies)));
  }

  /** The distribution of an arbitrary figure: the jackknife evaluates it once for each cluster. */
  private BootstrapDistribution distribution(
      BinaryScores truth, Clusters units, ToDoubleFunction<int[]> figure) {
    return distribution(ClusterSampler.of(truth, units, stratified), units, figure);
  }

  private BootstrapDistribution distribution(
      ClusterSampler resampler, Clusters units, ToDoubleFunction<int[]> figure) {
    return distribution(
        resampler,
        figure,
        () ->
            evaluate(
                units.count(),
                unit -> {
                  int[] copies = resampler.without(unit);
                  return resampler.isUsable(copies) ? figure.applyAsDouble(copies) : Double.NaN;
                }));
  }

  private BootstrapDistribution distribution(
      ClusterSampler resampler, ToDoubleFunction<int[]> figure, Supplier<double[]> jackknife) {
    double[] values =
        evaluate(replicates, replicate -> figure.applyAsDouble(resampler.draw(seed, replicate)));
    return new BootstrapDistribution(
        figure.applyAsDouble(resampler.all()),
        values,
        () -> acceleration(resampler.strata(), jackknife.get()));
  }

  private Clusters unitsOf(BinaryScores scores) {
    return unitsOf(scores.size());
  }

  private Clusters unitsOf(int cases) {
    return clusters == null ? Clusters.ofSingleCases(cases) : clusters.requireCases(cases);
  }

  /**
   * Computes several figures of each sample at once: row k of the result has figure k of every
   * sample, in the order of the samples.
   */
  double[][] figures(BinaryScores scores, Function<RocCurve, double[]> figures) {
    Clusters units = unitsOf(scores.requireUnweighted("the bootstrap"));
    ClusterSampler resampler = ClusterSampler.of(scores, units, stratified);
    ScoreOrder.Samples samples = ScoreOrder.of(scores).samplesOf(units);
    double[][] rows = new double[figures.apply(RocCurve.of(scores)).length][replicates];
    onThreads(
        replicates,
        replicate -> {
          double[] values = figures.apply(samples.curve(resampler.draw(seed, replicate)));
          for (int k = 0; k < values.length; k++) {
            rows[k][replicate] = values[k];
          }
        });
    return rows;
  }

  private double[] evaluate(int count, IntToDoubleFunction value) {
    double[] values = new double[count];
    onThreads(count, i -> values[i] = value.applyAsDouble(i));
    return values;
  }

  private void onThreads(int count, IntConsumer task) {
    if (threads == 1) {
      IntStream.range(0, count).forEach(task);
      return;
    }
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      pool.submit(() -> IntStream.range(0, count).parallel().forEach(task)).join();
    } finally {
      pool.shutdown();
    }
  }

  /**
   * BCa's acceleration from the jackknife over the drawn units, {@code Σ u³/n³ / (6 (Σ u²/n²)^1.5)}
   * with {@code u = (n - 1)(mean - value without the unit)}, each within its stratum of n.
   */
  private static double acceleration(List<int[]> strata, double[] withoutUnit) {
    double cubes = 0;
    double squares = 0;
    for (int[] stratum : strata) {
      int[] defined =
          IntStream.of(stratum).filter(unit -> !Double.isNaN(withoutUnit[unit])).toArray();
      double n = defined.length;
      double mean = IntStream.of(defined).mapToDouble(unit -> withoutUnit[unit]).sum() / n;
      for (int unit : defined) {
        double influence = (n - 1) * (mean - withoutUnit[unit]) / n;
        squares += influence * influence;
        cubes += influence * influence * influence;
      }
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }
}
