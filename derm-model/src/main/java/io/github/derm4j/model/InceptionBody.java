package io.github.derm4j.model;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.internal.NetworkPool;
import io.github.derm4j.model.internal.onednn.OneDnnNetwork;
import io.github.derm4j.model.quantization.QuantizationScales;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The folded body of Inception v3, on oneDNN or ND4J.
 *
 * @param bodies the folded network
 * @param direct the same network on oneDNN, if it can compute it
 * @param architecture the architecture
 * @param eightBits whether the convolutions are computed in 8 bits
 */
record InceptionBody(
    NetworkPool bodies, Optional<OneDnnNetwork> direct, InceptionV3 architecture, boolean eightBits)
    implements FeatureBody {

  static InceptionBody ofFolded(InceptionV3 architecture, ComputationGraph folded) {
    return new InceptionBody(NetworkPool.of(folded), OneDnnNetwork.of(folded), architecture, false);
  }

  InceptionBody inEightBits(QuantizationScales scales, Normalization normalization) {
    return new InceptionBody(
        bodies,
        Optional.of(OneDnnNetwork.inEightBits(bodies.parameters(), scales, normalization)),
        architecture,
        true);
  }

  @Override
  public INDArray features(INDArray images) {
    return direct.isPresent() ? direct.get().output(images) : onNd4j(images);
  }

  @Override
  public INDArray featuresOfGroup(INDArray images) {
    return direct.isPresent() ? direct.get().outputOfGroup(images) : onNd4j(images);
  }

  private INDArray onNd4j(INDArray images) {
    return bodies.use(body -> body.outputSingle(images));
  }

  @Override
  public void release() {
    direct.ifPresent(OneDnnNetwork::release);
  }

  @Override
  public InceptionBody withSessions(int sessions) {
    return new InceptionBody(
        bodies.withSize(sessions),
        direct.map(network -> network.withSessions(sessions)),
        architecture,
        eightBits);
  }

  @Override
  public int length() {
    return architecture.features();
  }

  ClassGradient gradient(
      INDArray images, SoftmaxHead head, int trainingClass, ClassGradient.Of what) {
    return bodies.use(body -> new BackwardPass(body, head).gradient(images, trainingClass, what));
  }
}
