package io.github.derm4j.model.training;

import io.github.derm4j.model.layers.Broadcasts;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the softmax is trained towards: {@code w_c ((1 - s) y + s / k)} for an image of class c, so
 * that the cross-entropy with it is w_c times that with smoothed labels.
 */
final class Targets {

  private final double smoothing;
  private final double[] weights;

  Targets(double smoothing, double[] weights) {
    this.smoothing = smoothing;
    this.weights = weights.clone();
  }

  /**
   * The targets of a batch.
   *
   * @param oneHot {@code [n, classes]}
   * @return a new array of that shape
   */
  INDArray of(INDArray oneHot) {
    INDArray ofImage =
        oneHot
            .mmul(
                Nd4j.createFromArray(weights).castTo(oneHot.dataType()).reshape(weights.length, 1))
            .reshape(oneHot.rows());
    return Broadcasts.multiplyColumns(
        oneHot.mul(1 - smoothing).addi(smoothing / oneHot.columns()), ofImage);
  }
}
