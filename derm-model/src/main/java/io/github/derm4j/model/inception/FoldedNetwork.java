package io.github.derm4j.model.inception;

import io.github.derm4j.model.internal.Broadcasts;
import io.github.derm4j.model.layers.ConvolutionUnit;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Folds each batch normalisation into the convolution before it, for prediction: with s = 1 /
 * sqrt(var + epsilon), the kernel becomes W·s and the bias beta - mean·s. The result is the same
 * function up to the pooled features, with 94 fewer operations.
 */
final class FoldedNetwork {

  private FoldedNetwork() {}

  /** Sets the parameters of a body without normalisations by those of a trained network. */
  static void fold(ComputationGraph trained, ComputationGraph folded, List<String> units) {
    for (String name : units) {
      Layer from = trained.getLayer(name);
      Layer to = folded.getLayer(name);
      double epsilon = ((ConvolutionUnit) from.conf().getLayer()).epsilon();
      INDArray scale =
          Transforms.sqrt(from.getParam(ConvolutionUnit.VARIANCE).add(epsilon), false).rdivi(1);
      INDArray kernel = from.getParam(ConvolutionUnit.KERNEL);
      long outputs = scale.length();
      INDArray rows = kernel.reshape('c', kernel.length() / outputs, outputs);
      to.getParam(ConvolutionUnit.KERNEL)
          .assign(Broadcasts.multiplyRows(rows.dup('c'), scale).reshape('c', kernel.shape()));
      to.getParam(ConvolutionUnit.BETA)
          .assign(
              from.getParam(ConvolutionUnit.BETA)
                  .sub(from.getParam(ConvolutionUnit.MEAN).mul(scale)));
    }
  }
}
