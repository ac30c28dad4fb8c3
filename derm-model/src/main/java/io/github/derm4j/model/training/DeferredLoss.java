package io.github.derm4j.model.training;

import io.github.derm4j.model.internal.Broadcasts;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * The cross-entropy, whose value stays on the device until it is read: reading a number after every
 * batch would drain the GPU's queue of operations each time.
 *
 * <p>Its gradient is correct for targets with any sum; Deeplearning4j's only for targets that sum
 * to 1.
 */
final class DeferredLoss extends LossMCXENT {

  private static final long serialVersionUID = 1L;

  private transient INDArray sum = Nd4j.scalar(0);

  /** {@return 0: the value is in {@link #mean}} */
  @Override
  @SuppressWarnings("try") // The open scope has the effect; it is not called.
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    INDArray logLikelihoods = scoreArray(labels, preOutput, activation, mask);
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      sum = logLikelihoods.sum();
    }
    return 0;
  }

  /** The gradient: with p = softmax(z), {@code d/dz (-sum(t log p)) = p sum(t) - t}. */
  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray probabilities = activation.getActivation(preOutput.dup(), true);
    return Broadcasts.multiplyColumns(probabilities, labels.sum(1)).subi(labels);
  }

  /** The mean over the images of the last computed batch. */
  DoubleSupplier mean(long images) {
    INDArray ofBatch = sum;
    return () -> -ofBatch.getDouble(0) / images;
  }
}
