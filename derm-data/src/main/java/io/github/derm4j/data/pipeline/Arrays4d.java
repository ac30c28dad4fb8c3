package io.github.derm4j.data.pipeline;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Creates the arrays of a batch, outside of any workspace of the calling thread. */
final class Arrays4d {

  private Arrays4d() {}

  /** Copies some of the images of a batch. */
  @SuppressWarnings("try") // the open scope has the effect; it is not called
  static INDArray rows(INDArray features, int[] kept) {
    long[] shape = features.shape().clone();
    shape[0] = kept.length;
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
      for (int i = 0; i < kept.length; i++) {
        copy.slice(i).assign(features.slice(kept[i]));
      }
      return copy;
    }
  }

  /** Mixes each image with its partner; the first axis counts the images. */
  @SuppressWarnings("try") // the open scope has the effect; it is not called
  static INDArray mix(INDArray rows, Mixup.Draw[] draws) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray mixed = Nd4j.createUninitialized(DataType.FLOAT, rows.shape(), 'c');
      for (int i = 0; i < draws.length; i++) {
        float share = draws[i].share();
        INDArray other = rows.slice(draws[i].partner()).mul(1 - share);
        mixed.slice(i).assign(rows.slice(i).mul(share).addi(other));
      }
      return mixed;
    }
  }

  /** One-hot labels: one row for each image, with 1 in the column of its class. */
  @SuppressWarnings("try") // the open scope has the effect; it is not called
  static INDArray oneHot(int[] classes, int columns) {
    float[][] rows = new float[classes.length][columns];
    for (int i = 0; i < classes.length; i++) {
      rows[i][classes[i]] = 1;
    }
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createFromArray(rows);
    }
  }
}
