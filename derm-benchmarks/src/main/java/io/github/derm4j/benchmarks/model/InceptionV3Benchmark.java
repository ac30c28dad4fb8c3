package io.github.derm4j.benchmarks.model;

import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.training.TrainerUnderTest;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
 * Inference and a training step of Inception v3 on a batch; the score is milliseconds per batch.
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
  private static final double PAPER_DROPOUT_KEEP = 0.8;

  /** The height and width of an image. */
  @Param({"128", "299"})
  public int size;

  /** The images of a batch. */
  @Param({"1", "8", "16"})
  public int batch;

  private TrainerUnderTest trainer;
  private LesionClassifier classifier;
  private INDArray images;
  private INDArray labels;
  private INDArray matrix;

  /** Makes a network of random weights and a batch of random images. */
  @Setup
  public void generate() {
    trainer = new TrainerUnderTest(size, 1, CLASSES, PAPER_DROPOUT_KEEP);
    classifier = trainer.classifier();
    Nd4j.getRandom().setSeed(1);
    images = Nd4j.rand(DataType.FLOAT, batch, size, size, 3).muli(2).subi(1);
    labels = Nd4j.zeros(DataType.FLOAT, batch, CLASSES);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    matrix = Nd4j.rand(DataType.FLOAT, MATRIX, MATRIX);
  }

  /** A product of two matrices of 1,024 × 1,024: 2.1 · 10⁹ operations in the fastest form. */
  @Benchmark
  public INDArray baseline() {
    return matrix.mmul(matrix);
  }

  /** The probabilities of a batch from a user's classifier. */
  @Benchmark
  public INDArray inference() {
    return classifier.probabilities(images);
  }

  /** The forward and backward pass and the update of every layer, as in the trainer. */
  @Benchmark
  public double trainingStep() {
    return trainer.step(images, labels);
  }
}
