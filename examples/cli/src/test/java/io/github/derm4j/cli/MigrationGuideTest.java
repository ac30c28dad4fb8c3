package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.metrics.Auc;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The snippets of {@code docs/migration.md}; {@link DocsTest} compares them. */
@DisplayName("The page for those who come from Deeplearning4j")
class MigrationGuideTest {

  @Test
  @DisplayName("gets the area of an exact ROC, with an interval; a ROC in steps gives another area")
  void roc() {
    Random random = new Random(7);
    INDArray output = Nd4j.create(300, 2);
    INDArray labels = Nd4j.zeros(300, 2);
    for (int i = 0; i < 300; i++) {
      boolean positive = i % 4 == 0;
      double p = 1 / (1 + Math.exp(-random.nextGaussian() - (positive ? 1 : -1)));
      output.putScalar(i, 0, 1 - p);
      output.putScalar(i, 1, p);
      labels.putScalar(i, positive ? 1 : 0, 1);
    }
    // tag::scores
    INDArray probabilities = output.getColumn(1); // of the positive class
    boolean[] malignant = toBooleans(labels.getColumn(1).toDoubleVector());
    BinaryScores scores = BinaryScores.of(probabilities.toDoubleVector(), malignant);
    Auc auc = Auc.of(scores);
    ConfidenceInterval interval = auc.interval(0.95);
    // end::scores
    // tag::roc
    ROC exact = new ROC(0);
    exact.eval(labels, output);
    ROC inSteps = new ROC(10);
    inSteps.eval(labels, output);
    // end::roc
    assertThat(auc.value()).isCloseTo(exact.calculateAUC(), within(1e-6));
    assertThat(Math.abs(auc.value() - inSteps.calculateAUC())).isGreaterThan(1e-4);
    assertThat(interval.contains(auc.value())).isTrue();
  }

  @Test
  @DisplayName("fits any network on a pipeline")
  void pipeline() throws IOException {
    try (LesionDataset dataset =
        SyntheticLesions.of(1).withLesions(34).withImagesPerLesion(1).withSize(96, 96).dataset()) {
      GroupedSplit split = GroupedSplit.byFractions(dataset.records(), 1, 0.6, 0.2, 0.2);
      List<DiseaseNode> leaves = dataset.taxonomy().leaves();
      int classes = leaves.size();
      ToIntFunction<LesionRecord> labelOf = record -> leaves.indexOf(record.diagnosis());
      MultiLayerNetwork network = softmax(classes);
      // tag::pipeline
      try (LesionPipeline batches =
          LesionPipeline.builder(
                  split.train(), dataset.images(), labelOf, classes, new PaperAugmentation(75))
              .batch(8)
              .seed(1)
              .build()) {
        network.fit(batches);
      }
      // end::pipeline
      assertThat(network.getEpochCount()).isOne();
    }
  }

  private static MultiLayerNetwork softmax(int classes) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(75, 75, 3))
                .build());
    network.init();
    return network;
  }

  private static boolean[] toBooleans(double[] ones) {
    boolean[] values = new boolean[ones.length];
    for (int i = 0; i < ones.length; i++) {
      values[i] = ones[i] == 1;
    }
    return values;
  }
}
