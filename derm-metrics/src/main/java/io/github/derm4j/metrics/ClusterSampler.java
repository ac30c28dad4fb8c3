package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws bootstrap samples of clusters, which may be single cases, within strata or over all. */
final class ClusterSampler {
  /** Enough that a set with one rare positive among thousands still gets its samples. */
  private static final int MAX_DRAWS = 10_000;

  private final BinaryScores truth;
  private final List<int[]> strata;

  /** For each cluster, bit 0 if it holds a positive and bit 1 if it holds a negative. */
  private final byte[] classes;

  private ClusterSampler(BinaryScores truth, List<int[]> strata, byte[] classes) {
    this.truth = truth;
    this.strata = strata;
    this.classes = classes;
  }

  static ClusterSampler of(BinaryScores truth, Clusters clusters, boolean stratified) {
    byte[] classes = clusters.classes(truth);
    List<int[]> strata = new ArrayList<>();
    if (stratified) {
      for (int pattern = 1; pattern <= 3; pattern++) {
        int wanted = pattern;
        int[] members =
            IntStream.range(0, classes.length).filter(c -> classes[c] == wanted).toArray();
        if (members.length > 0) {
          strata.add(members);
        }
      }
    } else {
      strata.add(IntStream.range(0, classes.length).toArray());
    }
    return new ClusterSampler(truth, strata, classes);
  }

  /** Clusters of positives only, of negatives only, and of both; or all clusters. */
  List<int[]> strata() {
    return strata;
  }

  /**
   * How often each cluster is in sample number {@code replicate}. Each replicate has a stream of
   * its own, so that it does not matter which thread draws it.
   */
  int[] draw(long seed, int replicate) {
    SplittableRandom random =
        new SplittableRandom(mix(seed + 0x9E3779B97F4A7C15L * (replicate + 1L)));
    int[] copies = new int[classes.length];
    for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
      for (int[] stratum : strata) {
        for (int k = 0; k < stratum.length; k++) {
          copies[stratum[random.nextInt(stratum.length)]]++;
        }
      }
      if (hasBothClasses(copies)) {
        return copies;
      }
      Arrays.fill(copies, 0);
    }
    throw new IllegalStateException(
        MAX_DRAWS
            + " samples in a row lacked a class; use a stratified bootstrap for "
            + truth.positives()
            + " positives and "
            + truth.negatives()
            + " negatives");
  }

  /** The sample of all clusters but one. */
  int[] without(int cluster) {
    int[] copies = all();
    copies[cluster] = 0;
    return copies;
  }

  /** The sample of every cluster once. */
  int[] all() {
    int[] copies = new int[classes.length];
    Arrays.fill(copies, 1);
    return copies;
  }

  boolean hasBothClasses(int[] copies) {
    int held = 0;
    for (int c = 0; c < copies.length && held != 3; c++) {
      held |= copies[c] > 0 ? classes[c] : 0;
    }
    return held == 3;
  }

  /** The finaliser of SplitMix64: neighbouring seeds give unrelated streams. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
