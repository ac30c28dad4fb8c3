package io.github.derm4j.model;

import io.github.derm4j.model.backbone.OnnxBackbone;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An ONNX network as a body. ONNX Runtime needs no sessions: several threads run it at once.
 *
 * @param backbone the network
 */
record OnnxBody(OnnxBackbone backbone) implements FeatureBody {

  @Override
  public INDArray features(INDArray images) {
    return Nd4j.create(backbone.features(images.dup('c').data().asFloat()));
  }

  @Override
  public INDArray featuresOfGroup(INDArray images) {
    return Nd4j.create(backbone.featuresInGroups(images.dup('c').data().asFloat()));
  }

  @Override
  public void release() {
    // The runtime's memory is that of the session, which the backbone owns.
  }

  @Override
  public OnnxBody withSessions(int sessions) {
    return this;
  }

  @Override
  public int length() {
    return backbone.length();
  }
}
