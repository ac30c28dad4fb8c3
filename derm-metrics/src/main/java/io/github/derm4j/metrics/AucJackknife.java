package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * The areas with each cluster left out, computed from the placements: the pairs that involve the
 * cluster are subtracted, which needs no second sort.
 */
final class AucJackknife {
  private AucJackknife() {}

  /** The area without a cluster; NaN if no pair is left. */
  static double[] without(BinaryScores scores, ScoreOrder order, Clusters clusters) {
    double[] placements = order.placements();
    double m = scores.positives();
    double n = scores.negatives();
    List<List<Integer>> members = new ArrayList<>();
    for (int c = 0; c < clusters.count(); c++) {
      members.add(new ArrayList<>(1));
    }
    double won = 0;
    for (int i = 0; i < placements.length; i++) {
      members.get(clusters.clusterOf(i)).add(i);
      won += scores.isPositive(i) ? placements[i] * n : 0;
    }
    double[] left = new double[clusters.count()];
    for (int c = 0; c < left.length; c++) {
      double wonWithout = won;
      double positives = m;
      double negatives = n;
      for (int i : members.get(c)) {
        if (scores.isPositive(i)) {
          wonWithout -= placements[i] * n;
          positives--;
        } else {
          wonWithout -= placements[i] * m;
          negatives--;
        }
      }
      // Pairs inside the cluster were subtracted twice.
      wonWithout += wonInside(scores, members.get(c));
      left[c] = wonWithout / (positives * negatives);
    }
    return left;
  }

  private static double wonInside(BinaryScores scores, List<Integer> members) {
    double won = 0;
    for (int p : members) {
      for (int q : members) {
        if (scores.isPositive(p) && !scores.isPositive(q)) {
          won += 0.5 * (1 + Math.signum(scores.score(p) - scores.score(q)));
        }
      }
    }
    return won;
  }
}
