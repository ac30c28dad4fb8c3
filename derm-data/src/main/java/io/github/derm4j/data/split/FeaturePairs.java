package io.github.derm4j.data.split;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Finds all pairs of feature vectors whose cosine is above a limit. Blocks of rows are multiplied,
 * which the engine does at nearly the full speed of the processor; the memory in addition to the
 * features is that of one block of products.
 */
final class FeaturePairs {

  /** The number of rows that are multiplied at once: 16 MB of products, twice. */
  private static final int BLOCK = 2048;

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
    if (features.isEmpty()) {
      return List.of();
    }
    float[] lengths = lengths(features);
    List<Pair> pairs = new ArrayList<>();
    for (int top = 0; top < lengths.length; top += BLOCK) {
      INDArray rows = block(features, top);
      for (int left = top; left < lengths.length; left += BLOCK) {
        collect(products(rows, block(features, left)), top, left, lengths, minCosine, pairs);
      }
    }
    return pairs;
  }

  /** The length of each row. A row of zeros has infinite length, so that its cosines are zero. */
  private static float[] lengths(INDArray features) {
    float[] lengths = new float[features.rows()];
    for (int top = 0; top < lengths.length; top += BLOCK) {
      try (INDArray norms = block(features, top).norm2(1)) {
        float[] part = norms.data().asFloat();
        System.arraycopy(part, 0, lengths, top, part.length);
      }
    }
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = lengths[i] > 0 ? lengths[i] : Float.POSITIVE_INFINITY;
    }
    return lengths;
  }

  private static INDArray block(INDArray features, int from) {
    int to = Math.min(features.rows(), from + BLOCK);
    return features.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  /** The products of each row of one block with each row of the other, in column order. */
  private static float[] products(INDArray rows, INDArray columns) {
    try (INDArray products =
        Nd4j.createUninitialized(rows.dataType(), new long[] {rows.rows(), columns.rows()}, 'f')) {
      rows.mmuli(columns.transpose(), products);
      return products.data().asFloat();
    }
  }

  private static void collect(
      float[] products, int top, int left, float[] lengths, double minCosine, List<Pair> pairs) {
    int rows = Math.min(BLOCK, lengths.length - top);
    for (int second = left; second < Math.min(left + BLOCK, lengths.length); second++) {
      int column = (second - left) * rows;
      for (int first = top; first < Math.min(top + rows, second); first++) {
        double cosine =
            products[column + first - top] / ((double) lengths[first] * lengths[second]);
        if (cosine >= minCosine) {
          pairs.add(new Pair(first, second, Math.min(1, cosine)));
        }
      }
    }
  }
}
