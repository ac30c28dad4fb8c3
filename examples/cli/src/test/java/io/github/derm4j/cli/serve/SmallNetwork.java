package io.github.derm4j.cli.serve;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.training.RmsPropMomentum;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of random weights whose answers differ much from image to image. */
final class SmallNetwork {

  private static final double WIDTH = 0.0625;
  private static final long SEED = 5;

  private SmallNetwork() {}

  /**
   * Makes one.
   *
   * @param examples whose logits have a mean of 0 and a deviation of 2
   */
  static LesionClassifier of(int size, double fraction, List<LesionImage> examples) {
    InceptionV3 architecture = InceptionV3.of(size, 2).withWidth(WIDTH);
    FeatureExtractor body =
        FeatureExtractor.of(
            architecture,
            architecture.build(RmsPropMomentum.withLearningRate(0.001), SEED),
            new Preprocessing(size, fraction, Normalization.MINUS_ONE_TO_ONE));
    DiseasePartition partition = new InventedClassifier().partition();
    INDArray features = body.features(examples);
    Nd4j.getRandom().setSeed(SEED);
    INDArray weights = Nd4j.randn(DataType.FLOAT, body.length(), partition.classes().size());
    INDArray logits = features.mmul(weights);
    weights = weights.mul(2).divRowVector(logits.std(0));
    INDArray bias = features.mmul(weights).mean(0).neg().reshape(1, partition.classes().size());
    return new LesionClassifier(
            body,
            new SoftmaxHead(weights, bias),
            partition,
            Provenance.ofTrainedBody(Map.of("seed", String.valueOf(SEED))))
        .withThresholds(
            List.of(
                new TaskThreshold(
                    "<b>malignant",
                    List.of("malignant"),
                    List.of("benign"),
                    0.25,
                    "its training")));
  }
}
