package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A smooth calibration curve: the share of positives as a function of the probability, without
 * bins. Immutable.
 *
 * <p>The smoother is Cleveland's lowess (JASA 1979) without robustness iterations: at each
 * probability a line through the nearest two thirds of the cases, with tricube weights. This is
 * {@code lowess(p, y, iter = 0)} in R, with which Harrell's {@code val.prob} draws the curve. Cases
 * closer than a hundredth of the range are interpolated linearly, as R does. Values are clipped to
 * [0, 1]. If at least two thirds of the cases have the same probability, the value there is their
 * share of positives.
 *
 * <p>The value at a point is a weighted mean of the outcomes, {@code Σ w y} with {@code Σ w = 1}.
 * Its variance is that of {@code 1 / Σ w²} independent cases. For clustered cases this number is
 * divided by the design effect, {@code m/(m-1) Σ (Σ w r)² / Σ w² r²} over m clusters, where r are
 * the residuals of the curve; it is at least 1. Where all residuals are 0, the design effect is
 * that of clusters whose cases are identical, {@code Σ (Σ w)² / Σ w²}. The interval of a point is
 * Wilson's of the resulting number of effective cases (Rao and Scott 1992), so it stays in [0, 1],
 * and has a width above 0 even where no case is positive. It describes the smoothed curve: the bias
 * of smoothing is not part of it. Each point has the nominal coverage; the band as a whole has
 * less.
 *
 * <p>Memory O(n), time O(n log n) and at most about 200 passes over the cases.
 */
public final class CalibrationCurve {
  private static final double SPAN = 2.0 / 3;
  private static final double STEP = 0.01;

  /**
   * Below this share of the squared radius, the cases have the same probability except for
   * rounding.
   */
  private static final double FLAT = 1e-10;

  /** Residuals whose weighted square is a smaller share are 0 except for rounding. */
  private static final double NO_RESIDUAL = 1e-20;

  private final List<Point> points;
  private final double[] errors;

  private CalibrationCurve(List<Point> points, double[] errors) {
    this.points = List.copyOf(points);
    this.errors = errors;
  }

  /**
   * Computes the curve of independent cases.
   *
   * @param probabilities scores in [0, 1], without weights
   * @return the curve
   * @throws IllegalArgumentException if a score is not a probability or the scores are weighted
   */
  public static CalibrationCurve of(BinaryScores probabilities) {
    return of(probabilities, Clusters.ofSingleCases(probabilities.size()));
  }

  /**
   * Computes the curve of clustered cases, such as several images of one lesion.
   *
   * @param probabilities scores in [0, 1], without weights
   * @param clusters the cluster of each case
   * @return the curve
   * @throws IllegalArgumentException if a score is not a probability, the scores are weighted, or
   *     the lengths differ
   */
  public static CalibrationCurve of(BinaryScores probabilities, Clusters clusters) {
    Calibration.of(probabilities);
    clusters.requireCases(probabilities.size());
    return new Smoother(probabilities, clusters).curve();
  }

  /**
   * The points at which the smoother was evaluated; the curve is linear between them.
   *
   * @return the points by rising probability, from the lowest to the highest of the cases
   */
  public List<Point> points() {
    return points;
  }

  /**
   * The integrated calibration index: the mean distance of the curve from the probability over the
   * cases (Austin and Steyerberg, Stat Med 2019). Its expectation is above 0 for a model that is
   * perfectly calibrated, and falls with the number of cases.
   *
   * <p>There is no interval, as in {@code val.prob} and {@code CalibrationCurves} in R: a mean of
   * distances is never below 0, so a bootstrap interval lies too high, and leaves out the 0 of a
   * perfectly calibrated model in every sample. The same holds for the quantiles. The points have
   * intervals.
   *
   * @return in [0, 1], 0 is best
   */
  public double integratedError() {
    return Arrays.stream(errors).average().orElseThrow();
  }

  /**
   * A quantile of the distance of the curve from the probability over the cases: E50 is the median,
   * E90 the 90th percentile.
   *
   * @param share from 0 to 1, such as 0.9
   * @return in [0, 1], 0 is best; interpolated linearly (type 7 of Hyndman and Fan)
   * @throws IllegalArgumentException if the share is not in [0, 1]
   */
  public double errorQuantile(double share) {
    double place = Checks.fraction("share", share) * (errors.length - 1);
    int low = (int) Math.floor(place);
    int high = Math.min(low + 1, errors.length - 1);
    return errors[low] + (place - low) * (errors[high] - errors[low]);
  }

  /**
   * A point of the curve.
   *
   * @param probability the probability of a case
   * @param observed the smoothed share of positives there, in [0, 1]
   * @param effectiveCases how many independent cases would give the same variance; NaN if all cases
   *     belong to one cluster
   */
  public record Point(double probability, double observed, double effectiveCases) {

    /**
     * Wilson's interval of the effective number of cases.
     *
     * @param level confidence level, such as 0.95
     * @return an interval inside [0, 1]; [0, 1] if all cases belong to one cluster
     * @throws IllegalArgumentException if the level is out of range
     */
    public ConfidenceInterval interval(double level) {
      Checks.level(level);
      return Double.isNaN(effectiveCases)
          ? new ConfidenceInterval(0, 1, level)
          : ProportionInterval.WILSON.limits(observed * effectiveCases, effectiveCases, level);
    }
  }

  /** The cases by rising probability, and the walk over them. */
  private static final class Smoother {
    private final int n;
    private final double[] x;
    private final double[] y;
    private final int[] cluster;
    private final int clusters;
    private final double[] fitted;
    private final double[] weights;

    /** The limits of the window: outside these cases, all weights are 0. */
    private int from;

    private int to;

    Smoother(BinaryScores probabilities, Clusters clusters) {
      n = probabilities.size();
      x = new double[n];
      y = new double[n];
      cluster = new int[n];
      this.clusters = clusters.count();
      int[] descending = probabilities.descendingOrder();
      for (int k = 0; k < n; k++) {
        int i = descending[n - 1 - k];
        x[k] = probabilities.score(i);
        y[k] = probabilities.isPositive(i) ? 1 : 0;
        cluster[k] = clusters.clusterOf(i);
      }
      fitted = new double[n];
      weights = new double[n];
    }

    CalibrationCurve curve() {
      List<Integer> knots = knots();
      int before = -1;
      for (int knot : knots) {
        weigh(x[knot]);
        double value = 0;
        for (int k = from; k < to; k++) {
          value += weights[k] * y[k];
        }
        fill(before, knot, value);
        before = knot;
      }
      List<Point> points = new ArrayList<>();
      for (int knot : knots) {
        weigh(x[knot]);
        points.add(new Point(x[knot], clipped(fitted[knot]), effectiveCases()));
      }
      double[] errors = new double[n];
      for (int k = 0; k < n; k++) {
        errors[k] = Math.abs(clipped(fitted[k]) - x[k]);
      }
      Arrays.sort(errors);
      return new CalibrationCurve(points, errors);
    }

    /** The first case of each probability at which a line is fitted. */
    private List<Integer> knots() {
      double step = STEP * (x[n - 1] - x[0]);
      List<Integer> knots = new ArrayList<>();
      int next = 0;
      while (next < n) {
        knots.add(next);
        double limit = x[next] + step;
        int beyond = next;
        while (beyond < n && x[beyond] == x[next]) {
          beyond++;
        }
        int first = beyond; // Of the next probability, which is a knot if none is within the step.
        while (beyond < n && x[beyond] <= limit) {
          if (x[beyond] != x[first]) {
            first = beyond;
          }
          beyond++;
        }
        next = first;
      }
      return knots;
    }

    /** Values of the cases from one knot to the next. */
    private void fill(int before, int knot, double value) {
      for (int k = before + 1; k < knot; k++) {
        double share = (x[k] - x[before]) / (x[knot] - x[before]);
        fitted[k] = share * value + (1 - share) * fitted[before];
      }
      for (int k = knot; k < n && x[k] == x[knot]; k++) {
        fitted[k] = value;
      }
    }

    /** The weight of each outcome in the local line's value. */
    private void weigh(double at) {
      double radius = radius(at);
      double sum = 0;
      double mean = 0;
      for (int k = from; k < to; k++) {
        double distance = Math.abs(x[k] - at);
        double weight = distance == 0 ? 1 : distance < radius ? tricube(distance / radius) : 0;
        weights[k] = weight;
        sum += weight;
        mean += weight * x[k];
      }
      mean /= sum;
      double squares = 0;
      for (int k = from; k < to; k++) {
        weights[k] /= sum;
        squares += weights[k] * (x[k] - mean) * (x[k] - mean);
      }
      double tilt = squares > FLAT * radius * radius ? (at - mean) / squares : 0;
      for (int k = from; k < to; k++) {
        weights[k] *= 1 + tilt * (x[k] - mean);
      }
    }

    private static double tricube(double u) {
      double rest = 1 - u * u * u;
      return rest * rest * rest;
    }

    /** The distance of the farthest of the nearest two thirds of the cases. */
    private double radius(double at) {
      int count = Math.min(n, Math.max(2, (int) (SPAN * n + 1e-10)));
      // The window of `count` cases whose ends are as near as possible.
      from = 0;
      int high = n - count;
      while (from < high) {
        int middle = (from + high) >>> 1;
        if (at - x[middle] > x[middle + count] - at) {
          from = middle + 1;
        } else {
          high = middle;
        }
      }
      to = from + count;
      double radius = Math.max(at - x[from], x[to - 1] - at);
      if (radius == 0) { // Then the cases of this probability may be more than these.
        while (from > 0 && x[from - 1] == at) {
          from--;
        }
        while (to < n && x[to] == at) {
          to++;
        }
      }
      return radius;
    }

    /** The effective number of cases of the last {@link #weigh}. */
    private double effectiveCases() {
      double[] sums = new double[clusters];
      double[] residuals = new double[clusters];
      double squares = 0;
      double independent = 0;
      for (int k = from; k < to; k++) {
        double residual = weights[k] * (y[k] - fitted[k]);
        sums[cluster[k]] += weights[k];
        residuals[cluster[k]] += residual;
        squares += weights[k] * weights[k];
        independent += residual * residual;
      }
      if (clusters == 1) {
        return Double.NaN;
      }
      double effect =
          independent > NO_RESIDUAL * squares
              ? clusters / (clusters - 1.0) * sumOfSquares(residuals) / independent
              : sumOfSquares(sums) / squares;
      return 1 / (squares * (clusters == n ? 1 : Math.max(1, effect)));
    }

    private static double sumOfSquares(double[] values) {
      return Arrays.stream(values).map(each -> each * each).sum();
    }

    private static double clipped(double value) {
      return Math.max(0, Math.min(1, value));
    }
  }
}
