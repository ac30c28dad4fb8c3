package io.github.derm4j.benchmarks.gpu;

import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.training.RmsPropMomentum;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The rate of a backend in images per second.
 *
 * @param inference forward, by the moving statistics
 * @param training forward, backward and the optimiser's step
 */
record BackendSpeed(double inference, double training) {

  private static final int CLASSES = 38;
  private static final int WARM_UP = 3;

  /** Measures batches of one size, inference and training for some seconds each. */
  static BackendSpeed measure(int size, double width, int batch, double seconds) {
    Nd4j.getRandom().setSeed(1);
    ComputationGraph network =
        InceptionV3.of(size, CLASSES)
            .withWidth(width)
            .build(RmsPropMomentum.withLearningRate(RmsPropMomentum.PAPER_LEARNING_RATE), 1);
    try {
      INDArray images = Nd4j.rand(DataType.FLOAT, batch, size, size, 3).muli(2).subi(1);
      INDArray labels = Nd4j.zeros(DataType.FLOAT, batch, CLASSES);
      for (int i = 0; i < batch; i++) {
        labels.putScalar(i, i % CLASSES, 1);
      }
      DataSet examples = new DataSet(images, labels);
      return new BackendSpeed(
          batch * runsPerSecond(() -> network.outputSingle(images), seconds),
          batch * runsPerSecond(() -> network.fit(examples), seconds));
    } finally {
      network.close();
    }
  }

  private static double runsPerSecond(Runnable work, double seconds) {
    for (int i = 0; i < WARM_UP; i++) {
      run(work);
    }
    long start = System.nanoTime();
    int runs = 0;
    double elapsed;
    do {
      run(work);
      runs++;
      elapsed = (System.nanoTime() - start) / 1e9;
    } while (elapsed < seconds);
    return runs / elapsed;
  }

  private static void run(Runnable work) {
    work.run();
    Nd4j.getExecutioner().commit(); // On a GPU, operations are only queued up to this point.
  }
}
