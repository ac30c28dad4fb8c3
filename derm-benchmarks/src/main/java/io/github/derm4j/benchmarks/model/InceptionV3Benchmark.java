package io.github.derm4j.benchmarks.model;

import io.github.derm4j.model.InceptionV3;
import io.github.derm4j.model.RmsPropMomentum;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A batch through Inception v3, and a step of training on it; milliseconds a batch.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar model.InceptionV3Benchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"})
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class InceptionV3Benchmark {

  private static final int CLASSES = 38;
  private static final int MATRIX = 1024;

  /** The height and width of an image. */
  @Param({"128", "299"})
  public int size;

  /** The images of a batch. */
  @Param({"1", "8"})
  public int batch;

  private ComputationGraph network;
  private DataSet examples;
  private INDArray matrix;

  /** Makes a network of random weights and a batch of random images. */
  @Setup
  public void generate() {
    Nd4j.getRandom().setSeed(1);
    network =
        InceptionV3.of(size, CLASSES)
            .build(RmsPropMomentum.withLearningRate(RmsPropMomentum.PAPER_LEARNING_RATE), 1);
    INDArray images = Nd4j.rand(DataType.FLOAT, batch, size, size, 3).muli(2).subi(1);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, batch, CLASSES);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    examples = new DataSet(images, labels);
    matrix = Nd4j.rand(DataType.FLOAT, MATRIX, MATRIX);
  }

  /** A product of two matrices of 1,024 × 1,024: 2.1 · 10⁹ operations in the fastest form. */
  @Benchmark
  public INDArray baseline() {
    return matrix.mmul(matrix);
  }

  /** The probabilities of a batch. */
  @Benchmark
  public INDArray inference() {
    return network.outputSingle(examples.getFeatures());
  }

  /** Forward, backward and the update, all by Deeplearning4j around this library's layers. */
  @Benchmark
  public double trainingStep() {
    network.fit(examples);
    return network.score();
  }
}
