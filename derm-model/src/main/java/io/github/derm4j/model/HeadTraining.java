package io.github.derm4j.model;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Trains the softmax on features that were computed once: multinomial logistic regression by the
 * optimiser of the paper, on standardised features, with L2 regularisation. The epoch of the lowest
 * validation loss is kept. The standardisation is folded into the weights at the end, so that the
 * result reads features as they come.
 */
final class HeadTraining {

  /** Features and the training class of each row. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
  record Examples(INDArray features, int[] labels) {
    int size() {
      return labels.length;
    }
  }

  private final FineTunerOptions options;
  private final int classes;
  private final StopSignal stop;

  HeadTraining(FineTunerOptions options, int classes, StopSignal stop) {
    this.options = options;
    this.classes = classes;
    this.stop = stop;
  }

  SoftmaxHead train(Examples train, Examples validation, TrainingLog log) {
    INDArray mean = train.features().mean(0).reshape(1, train.features().columns());
    INDArray deviation =
        train.features().std(false, 0).reshape(1, train.features().columns()).addi(1e-6);
    INDArray x = standardized(train.features(), mean, deviation);
    INDArray validationX = standardized(validation.features(), mean, deviation);
    INDArray y = oneHot(train.labels());

    MultiLayerNetwork head = network(x.columns());
    WeightAverage average = new WeightAverage(head.params(), options.weightAverage());
    INDArray best = head.params().dup();
    double bestLoss = Double.POSITIVE_INFINITY;
    for (int epoch = 1; epoch <= options.epochs() && !stop.requested(); epoch++) {
      long start = System.nanoTime();
      double loss = trainEpoch(head, average, x, y, epoch);
      INDArray averaged = average.apply(head.params()::dup);
      INDArray probabilities = average.apply(() -> head.output(validationX));
      double validationLoss = TrainingLog.crossEntropy(probabilities, validation.labels());
      if (validationLoss < bestLoss) {
        bestLoss = validationLoss;
        best.assign(averaged);
      }
      log.epoch(
          new Epoch(
              epoch,
              loss,
              validationLoss,
              TrainingLog.accuracy(probabilities, validation.labels()),
              (System.nanoTime() - start) / 1e9));
    }
    head.setParams(best);
    INDArray weights = head.getParam("0_W").div(deviation.transpose());
    INDArray bias = head.getParam("0_b").reshape(1, classes).sub(mean.mmul(weights));
    return new SoftmaxHead(weights, bias);
  }

  private MultiLayerNetwork network(long features) {
    MultiLayerNetwork head =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(options.seed())
                .updater(options.optimizer())
                .l2(options.headRegularization())
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.ZERO)
                        .nIn(features)
                        .nOut(classes)
                        .build())
                .build());
    head.init();
    return head;
  }

  private double trainEpoch(
      MultiLayerNetwork head, WeightAverage average, INDArray x, INDArray y, int epoch) {
    int[] order = shuffled(x.rows(), new SplittableRandom(options.seed() + epoch));
    double sum = 0;
    for (int start = 0; start < order.length; start += options.batch()) {
      int[] rows =
          Arrays.copyOfRange(order, start, Math.min(order.length, start + options.batch()));
      head.fit(new DataSet(x.getRows(rows), y.getRows(rows)));
      average.update();
      sum += head.score() * rows.length;
    }
    return sum / order.length;
  }

  private static int[] shuffled(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static INDArray standardized(INDArray features, INDArray mean, INDArray deviation) {
    return features.subRowVector(mean).diviRowVector(deviation);
  }

  private INDArray oneHot(int[] labels) {
    INDArray y = Nd4j.zeros(DataType.FLOAT, labels.length, classes);
    for (int row = 0; row < labels.length; row++) {
      y.putScalar(row, labels[row], 1);
    }
    return y;
  }
}
