package io.github.derm4j.data.split;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * All pairs of feature vectors whose cosine is above a limit, block by block: the memory is that of
 * the features and of one block of products.
 */
final class FeaturePairs {

  /** So many rows are multiplied at once: 16 MB of products. */
  private static final int BLOCK = 2048;

  /** Two rows that point in nearly the same direction. */
  record Pair(int first, int second, double cosine) {}

  private FeaturePairs() {}

  /**
   * Finds the pairs. O(n²·d) multiplications.
   *
   * @param features {@code [n, d]}; a row of zeros is like no other
   * @param minCosine the limit, in (0, 1]
   */
  static List<Pair> above(INDArray features, double minCosine) {
    if (features.isEmpty()) {
      return List.of();
    }
    INDArray lengths = features.norm2(true, 1);
    // A row of zeros would become NaN; divided by one it stays zero.
    lengths.addi(lengths.eq(0).castTo(lengths.dataType()));
    INDArray unit = features.divColumnVector(lengths);
    int n = unit.rows();
    List<Pair> pairs = new ArrayList<>();
    for (int top = 0; top < n; top += BLOCK) {
      INDArray rows = block(unit, top, n);
      for (int left = top; left < n; left += BLOCK) {
        float[][] cosines = rows.mmul(block(unit, left, n).transpose()).toFloatMatrix();
        collect(cosines, top, left, minCosine, pairs);
      }
    }
    return pairs;
  }

  private static INDArray block(INDArray unit, int from, int n) {
    return unit.get(NDArrayIndex.interval(from, Math.min(n, from + BLOCK)), NDArrayIndex.all());
  }

  private static void collect(
      float[][] cosines, int top, int left, double minCosine, List<Pair> pairs) {
    for (int i = 0; i < cosines.length; i++) {
      int first = top + i;
      for (int j = Math.max(0, first + 1 - left); j < cosines[i].length; j++) {
        if (cosines[i][j] >= minCosine) {
          pairs.add(new Pair(first, left + j, cosines[i][j]));
        }
      }
    }
  }
}
