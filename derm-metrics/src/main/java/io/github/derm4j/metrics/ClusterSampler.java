package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Draws bootstrap samples of clusters, which may be single cases, within strata or from all
 * clusters.
 */
final class ClusterSampler {
  /**
   * The maximum number of attempts, which suffices even for a set with one positive among
   * thousands.
   */
  private static final int MAX_DRAWS = 10_000;

  private final List<int[]> strata;
  private final int clusters;
  private final Predicate<int[]> usable;

  private ClusterSampler(List<int[]> strata, int clusters, Predicate<int[]> usable) {
    this.strata = strata;
    this.clusters = clusters;
    this.usable = usable;
  }

  /** Samples that contain both classes. */
  static ClusterSampler of(BinaryScores truth, Clusters clusters, boolean stratified) {
    byte[] classes = clusters.classes(truth);
    return new ClusterSampler(
        stratified
            ? strata(
                IntStream.range(0, classes.length).mapToObj(c -> classes[c]).toList(),
                new TreeMap<>())
            : all(classes.length),
        classes.length,
        copies -> hasBothClasses(classes, copies));
  }

  /** Samples of several classes; the strata are the clusters of the same set of classes. */
  static ClusterSampler of(int[] actual, Clusters clusters, boolean stratified) {
    if (!stratified) {
      return new ClusterSampler(all(clusters.count()), clusters.count(), copies -> true);
    }
    List<BitSet> classes = Stream.generate(BitSet::new).limit(clusters.count()).toList();
    for (int i = 0; i < actual.length; i++) {
      classes.get(clusters.clusterOf(i)).set(actual[i]);
    }
    return new ClusterSampler(
        strata(classes, new LinkedHashMap<>()), clusters.count(), copies -> true);
  }

  private static List<int[]> all(int clusters) {
    return List.of(IntStream.range(0, clusters).toArray());
  }

  /** The clusters of each key, in the order of the map. */
  private static <K> List<int[]> strata(List<K> keys, Map<K, List<Integer>> members) {
    for (int c = 0; c < keys.size(); c++) {
      members.computeIfAbsent(keys.get(c), key -> new ArrayList<>()).add(c);
    }
    return members.values().stream()
        .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /** The clusters of each stratum; without strata, all clusters. */
  List<int[]> strata() {
    return strata;
  }

  /**
   * The number of times that each cluster is in sample number {@code replicate}. Each replicate has
   * a separate random stream, so the result does not depend on the thread that draws it.
   */
  int[] draw(long seed, int replicate) {
    SplittableRandom random =
        new SplittableRandom(mix(seed + 0x9E3779B97F4A7C15L * (replicate + 1L)));
    int[] copies = new int[clusters];
    for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
      for (int[] stratum : strata) {
        for (int k = 0; k < stratum.length; k++) {
          copies[stratum[random.nextInt(stratum.length)]]++;
        }
      }
      if (usable.test(copies)) {
        return copies;
      }
      Arrays.fill(copies, 0);
    }
    throw new IllegalStateException(
        MAX_DRAWS + " samples in a row lacked a class; use a stratified bootstrap");
  }

  /** The sample of all clusters but one. */
  int[] without(int cluster) {
    int[] copies = all();
    copies[cluster] = 0;
    return copies;
  }

  /** The sample of every cluster once. */
  int[] all() {
    int[] copies = new int[clusters];
    Arrays.fill(copies, 1);
    return copies;
  }

  /** Returns whether a figure of the sample is defined. */
  boolean isUsable(int[] copies) {
    return usable.test(copies);
  }

  /**
   * @param classes for each cluster, bit 0 if it holds a positive and bit 1 if it holds a negative
   */
  private static boolean hasBothClasses(byte[] classes, int[] copies) {
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
