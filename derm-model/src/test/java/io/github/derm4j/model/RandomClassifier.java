package io.github.derm4j.model;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.training.RmsPropMomentum;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Classifiers that have learnt nothing, for tests of what is done with one. */
public final class RandomClassifier {

  private RandomClassifier() {}

  /** Inception v3 of a size and width with weights of a seed. */
  public static LesionClassifier of(DiseasePartition partition, int size, double width, long seed) {
    return of(
        partition, new Preprocessing(size, 0.875, Normalization.MINUS_ONE_TO_ONE), width, seed);
  }

  /** The same with a preprocessing. */
  public static LesionClassifier of(
      DiseasePartition partition, Preprocessing preprocessing, double width, long seed) {
    int size = preprocessing.size();
    InceptionV3 architecture = InceptionV3.of(size, 2).withWidth(width);
    FeatureExtractor body =
        FeatureExtractor.of(
            architecture,
            architecture.build(RmsPropMomentum.withLearningRate(0.001), seed),
            preprocessing);
    return of(partition, body, seed);
  }

  /** A body with a head of a seed. */
  public static LesionClassifier of(DiseasePartition partition, FeatureExtractor body, long seed) {
    Nd4j.getRandom().setSeed(seed);
    int classes = partition.classes().size();
    INDArray weights = Nd4j.randn(DataType.FLOAT, body.length(), classes);
    INDArray bias = Nd4j.randn(DataType.FLOAT, 1, classes);
    return new LesionClassifier(
        body,
        new SoftmaxHead(weights, bias),
        partition,
        Provenance.ofTrainedBody(Map.of("seed", String.valueOf(seed))));
  }
}
