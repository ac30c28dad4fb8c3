package io.github.derm4j.model.training;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.SoftmaxHead;
import io.github.derm4j.model.backend.Engine;
import io.github.derm4j.model.backend.Precision;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.internal.onednn.OneDnnNetwork;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.NullMarked;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The step that {@link NetworkTrainer} takes for each batch when it trains every layer, and the
 * classifier that it makes from the network at the end, without the files of a training run. It is
 * in this package because the library exports neither.
 */
@NullMarked
public final class TrainerUnderTest {

  private final InceptionV3 architecture;
  private final ComputationGraph network;
  private final SingleDeviceStep step;

  /**
   * Makes a network of random weights, and its trainer with the paper's options, in the precision
   * that the system property {@code derm.precision} names.
   *
   * @param size the height and width of an image
   * @param width the factor of the number of filters
   * @param classes the number of training classes
   * @param dropoutKeep the share of the pooled features that training keeps
   */
  public TrainerUnderTest(int size, double width, int classes, double dropoutKeep) {
    InceptionV3 paper = InceptionV3.of(size, classes);
    architecture = new InceptionV3(size, width, classes, dropoutKeep, paper.statisticsDecay());
    network = architecture.build(new NoOp(), 1);
    Optimization paperOptions = Optimization.paper();
    int[] oneOfEach = IntStream.range(0, classes).toArray();
    Engine engine = Engine.ofProcess().given(OneDnnNetwork.problem(network.getConfiguration()));
    Precision precision =
        Precision.valueOf(System.getProperty("derm.precision", Precision.FP32.name()));
    precision.require(engine, Optional.empty());
    step =
        new SingleDeviceStep(
            network,
            Passes.of(network, engine, precision),
            RmsPropMomentum.withLearningRate(RmsPropMomentum.PAPER_LEARNING_RATE),
            paperOptions,
            new Targets(
                paperOptions.labelSmoothing(),
                paperOptions.classWeights().weights(oneOfEach, classes)),
            layer -> 1);
  }

  /** {@return the network that is trained} */
  public ComputationGraph network() {
    return network;
  }

  /**
   * Trains on a batch: forward pass, backward pass and update.
   *
   * @param images {@code [n, size, size, 3]}
   * @param oneHot {@code [n, classes]}
   * @return the mean loss before the update
   */
  public double step(INDArray images, INDArray oneHot) {
    DoubleSupplier loss = step.add(images, oneHot);
    step.apply(RmsPropMomentum.PAPER_LEARNING_RATE, 1);
    return loss.getAsDouble();
  }

  /**
   * Makes a classifier from the current weights.
   *
   * @return a classifier for whole images, with an artificial tree that has one disease for each
   *     class
   */
  public LesionClassifier classifier() {
    INDArray bias = network.getLayer(InceptionV3.PREDICTIONS).getParam("b").dup();
    return new LesionClassifier(
        FeatureExtractor.of(
            architecture,
            network,
            Preprocessing.wholeImage(architecture.size(), Normalization.MINUS_ONE_TO_ONE)),
        new SoftmaxHead(
            network.getLayer(InceptionV3.PREDICTIONS).getParam("W").dup(),
            bias.reshape(1, bias.length())),
        partition(architecture.classes()),
        Provenance.ofTrainedBody(Map.of()));
  }

  private static DiseasePartition partition(int classes) {
    List<List<String>> paths = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      paths.add(List.of("disease", "disease " + i));
    }
    DiseaseTaxonomy tree = DiseaseTaxonomy.fromPaths(paths);
    List<DiseaseNode> one =
        paths.stream().map(path -> tree.findByName(path.get(1)).orElseThrow()).toList();
    return DiseasePartitioner.withMaxClassSize(1).partition(DiseaseCounts.ofLabels(tree, one));
  }
}
