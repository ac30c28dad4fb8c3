package io.github.derm4j.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws bootstrap samples of cases, or of whole clusters, within strata or over all. */
final class Resampler {
  /** Enough that a set with one rare positive among thousands still gets its samples. */
  private static final int MAX_DRAWS = 10_000;

  private final BinaryScores truth;
  private final Clusters clusters;
  private final List<int[]> strata;

  private Resampler(BinaryScores truth, Clusters clusters, List<int[]> strata) {
    this.truth = truth;
    this.clusters = clusters;
    this.strata = strata;
  }

  static Resampler of(BinaryScores truth, Clusters clusters, boolean stratified) {
    clusters.requireCases(truth.size());
    List<int[]> strata =
        stratified
            ? clusters.strataByClass(truth)
            : List.of(IntStream.range(0, clusters.count()).toArray());
    return new Resampler(truth, clusters, strata);
  }

  List<int[]> strata() {
    return strata;
  }

  /**
   * How often each case is in sample number {@code replicate}. Each replicate has a stream of its
   * own, so that it does not matter which thread draws it.
   */
  int[] draw(long seed, int replicate) {
    SplittableRandom random =
        new SplittableRandom(mix(seed + 0x9E3779B97F4A7C15L * (replicate + 1L)));
    for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
      int[] copies = new int[clusters.count()];
      for (int[] stratum : strata) {
        for (int k = 0; k < stratum.length; k++) {
          copies[stratum[random.nextInt(stratum.length)]]++;
        }
      }
      int[] ofCases = spread(copies);
      if (hasBothClasses(ofCases)) {
        return ofCases;
      }
    }
    throw new IllegalStateException(
        MAX_DRAWS
            + " samples in a row lacked a class; use a stratified bootstrap for "
            + truth.positives()
            + " positives and "
            + truth.negatives()
            + " negatives");
  }

  /** The sample of all cases without one cluster. */
  int[] without(int cluster) {
    int[] copies = new int[clusters.count()];
    Arrays.fill(copies, 1);
    copies[cluster] = 0;
    return spread(copies);
  }

  private int[] spread(int[] copiesOfClusters) {
    if (clusters.count() == truth.size()) {
      // Clusters are numbered by first appearance, so single cases bear their own numbers.
      return copiesOfClusters;
    }
    int[] ofCases = new int[truth.size()];
    for (int i = 0; i < ofCases.length; i++) {
      ofCases[i] = copiesOfClusters[clusters.clusterOf(i)];
    }
    return ofCases;
  }

  boolean hasBothClasses(int[] copies) {
    boolean positive = false;
    boolean negative = false;
    for (int i = 0; i < copies.length && !(positive && negative); i++) {
      if (copies[i] > 0) {
        positive |= truth.isPositive(i);
        negative |= !truth.isPositive(i);
      }
    }
    return positive && negative;
  }

  /** The finaliser of SplitMix64: neighbouring seeds give unrelated streams. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
