package io.github.derm4j.model.training;

import io.github.derm4j.model.internal.Broadcasts;
import io.github.derm4j.taxonomy.LabelSmoothing;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The targets of the softmax: {@code w_c ((1 - s) y + s / k)} for an image of class c, or {@code
 * w_c t_c} with targets from the tree, so that the cross-entropy is w_c times that with smoothed
 * labels.
 */
final class Targets {

  private final double smoothing;
  private final double[] weights;
  private final float @Nullable [][] rows;

  Targets(double smoothing, double[] weights) {
    this(smoothing, weights, null);
  }

  private Targets(double smoothing, double[] weights, float @Nullable [][] rows) {
    this.smoothing = smoothing;
    this.weights = weights.clone();
    this.rows = rows;
  }

  /** Makes targets that are spread over the classes near the true one in the tree. */
  static Targets byTree(LabelSmoothing smoothing, double[] weights) {
    float[][] rows = new float[weights.length][];
    for (int c = 0; c < rows.length; c++) {
      rows[c] = smoothing.target(c);
      for (int i = 0; i < rows[c].length; i++) {
        rows[c][i] *= (float) weights[c];
      }
    }
    return new Targets(0, weights, rows);
  }

  /**
   * Computes the targets of a batch.
   *
   * @param oneHot {@code [n, classes]}; mixup makes rows that are not one-hot
   * @return a new array of that shape
   */
  INDArray smooth(INDArray oneHot) {
    if (rows != null) {
      return oneHot.mmul(Nd4j.create(rows).castTo(oneHot.dataType()));
    }
    INDArray ofImage =
        oneHot
            .mmul(
                Nd4j.createFromArray(weights).castTo(oneHot.dataType()).reshape(weights.length, 1))
            .reshape(oneHot.rows());
    return Broadcasts.multiplyColumns(
        oneHot.mul(1 - smoothing).addi(smoothing / oneHot.columns()), ofImage);
  }
}
