package io.github.derm4j.model.training;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.inception.InceptionBlock;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.layers.FrozenUnits;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The network that is trained.
 *
 * @param weights the starting weights; null for random weights
 * @param size the width and height of its images, in pixels
 * @param width the factor of Inception v3's numbers of filters
 * @param dropoutKeep the share of the pooled features that a step keeps
 * @param trainFrom the lowest block that is trained
 * @param frozenStatistics whether normalisations keep the statistics of the weights
 */
record NetworkBody(
    @Nullable KerasWeights weights,
    int size,
    double width,
    double dropoutKeep,
    InceptionBlock trainFrom,
    boolean frozenStatistics) {

  NetworkBody {
    if (weights != null && width != 1) {
      throw new IllegalArgumentException(
          "width = " + width + ": pretrained weights fit a network of width 1 only");
    }
  }

  InceptionV3 architecture(int classes) {
    return new InceptionV3(
        size, width, classes, dropoutKeep, ConvolutionUnit.Builder.DEFAULT_DECAY);
  }

  /** The network at the start of training; the seed determines random weights. */
  ComputationGraph begin(InceptionV3 architecture, long seed) {
    ComputationGraph network = architecture.build(new NoOp(), seed);
    if (weights != null) {
      weights.copyTo(network);
    }
    return network;
  }

  /** The range of the pixels that the network reads. */
  Normalization pixelRange() {
    return weights == null ? Normalization.MINUS_ONE_TO_ONE : weights.normalization();
  }

  Preprocessing preprocessing() {
    return new Preprocessing(size, Preprocessing.PAPER_CENTRAL_FRACTION, pixelRange());
  }

  /** Lets the layers that are not trained keep their statistics. */
  void freeze(ComputationGraph network) {
    FrozenUnits.freeze(network, trainFrom.unitsBelow());
    if (frozenStatistics) {
      FrozenUnits.freezeStatistics(network, InceptionV3.unitNames());
    }
  }

  /**
   * The factor of a layer's learning rate; 0 does not train it.
   *
   * @param decay the factor from a block to the one below
   */
  double rateOfLayer(String layer, double decay) {
    InceptionBlock block = InceptionBlock.ofLayer(layer);
    return block.compareTo(trainFrom) < 0 ? 0 : Math.pow(decay, block.belowTop());
  }
}
