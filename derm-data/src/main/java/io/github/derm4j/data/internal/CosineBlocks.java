package io.github.derm4j.data.internal;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The cosines between all pairs of feature vectors. Blocks of rows are multiplied, which the engine
 * does at nearly the full speed of the processor; the memory in addition to the features is that of
 * one block of products.
 */
public final class CosineBlocks {

  /** The number of rows that are multiplied at once: 16 MB of products, twice. */
  private static final int BLOCK = 2048;

  /** Receives the pairs. */
  @FunctionalInterface
  public interface Pairs {
    /**
     * Receives a pair.
     *
     * @param first the index of a row
     * @param second the index of a later row
     * @param cosine the cosine between them, up to rounding within -1 to 1; 0 if one of them is
     *     {@linkplain #isEmpty empty}
     */
    void add(int first, int second, double cosine);
  }

  private final INDArray features;
  private final float[] lengths;

  /**
   * Measures the rows.
   *
   * @param features {@code [n, d]}
   */
  public CosineBlocks(INDArray features) {
    this.features = features;
    this.lengths = features.isEmpty() ? new float[0] : lengths(features);
  }

  /**
   * Returns whether a row has no direction.
   *
   * @param row its index
   * @return true for a row of zeros, and for one with a value that is not finite
   */
  public boolean isEmpty(int row) {
    return lengths[row] == Float.POSITIVE_INFINITY;
  }

  /**
   * Computes the cosine of each pair once. O(n²·d) multiplications.
   *
   * @param pairs receives the pairs, on this thread
   */
  public void forEach(Pairs pairs) {
    for (int top = 0; top < lengths.length; top += BLOCK) {
      INDArray rows = block(features, top);
      for (int left = top; left < lengths.length; left += BLOCK) {
        pass(products(rows, block(features, left)), top, left, pairs);
      }
    }
  }

  /** The length of each row; infinite for an empty row, so that its cosines are zero. */
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

  private void pass(float[] products, int top, int left, Pairs pairs) {
    int rows = Math.min(BLOCK, lengths.length - top);
    for (int second = left; second < Math.min(left + BLOCK, lengths.length); second++) {
      int column = (second - left) * rows;
      for (int first = top; first < Math.min(top + rows, second); first++) {
        double cosine =
            isEmpty(first) || isEmpty(second)
                ? 0
                : products[column + first - top] / ((double) lengths[first] * lengths[second]);
        pairs.add(first, second, cosine);
      }
    }
  }
}
