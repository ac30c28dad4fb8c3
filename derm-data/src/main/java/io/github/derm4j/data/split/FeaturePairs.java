package io.github.derm4j.data.split;

import io.github.derm4j.data.internal.CosineBlocks;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds all pairs of feature vectors whose cosine is above a limit. */
final class FeaturePairs {

  /** Two rows with nearly the same direction. */
  record Pair(int first, int second, double cosine) {}

  private FeaturePairs() {}

  /**
   * Finds the pairs. O(n²·d) multiplications.
   *
   * @param features {@code [n, d]}; a row of zeros is similar to no other
   * @param minCosine the limit, in (0, 1]
   */
  static List<Pair> above(INDArray features, double minCosine) {
    List<Pair> pairs = new ArrayList<>();
    new CosineBlocks(features)
        .forEach(
            (first, second, cosine) -> {
              if (cosine >= minCosine) {
                pairs.add(new Pair(first, second, Math.min(1, cosine)));
              }
            });
    return pairs;
  }
}
