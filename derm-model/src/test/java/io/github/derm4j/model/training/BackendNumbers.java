package io.github.derm4j.model.training;

import io.github.derm4j.model.backend.Backend;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.layers.ConvolutionUnit;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * What the backend of a process computes of Inception v3, for a process with another backend to
 * compare with: two can't be loaded in one. Weights and images come from Java's own generator.
 */
final class BackendNumbers {

  private static final int IMAGES = 4;
  private static final int CLASSES = 5;

  private final float[] probabilities;
  private final double loss;
  private final float[] change;

  private BackendNumbers(float[] probabilities, double loss, float[] change) {
    this.probabilities = probabilities;
    this.loss = loss;
    this.change = change;
  }

  /** Of {@value #IMAGES} images, by the moving statistics. */
  float[] probabilities() {
    return probabilities;
  }

  /** Of a training step on them, by the statistics of the batch. */
  double loss() {
    return loss;
  }

  /** What the step changes the parameters by. */
  float[] change() {
    return change;
  }

  /** Writes the CPU's numbers to a file: size, width, file. */
  public static void main(String[] arguments) throws IOException {
    Backend.require(Backend.Kind.CPU);
    compute(Integer.parseInt(arguments[0]), Double.parseDouble(arguments[1]))
        .write(Path.of(arguments[2]));
  }

  static BackendNumbers compute(int size, double width) {
    ComputationGraph network =
        new InceptionV3(size, width, CLASSES, 1, ConvolutionUnit.Builder.DEFAULT_DECAY)
            .build(new NoOp(), 1);
    Random random = new Random(1);
    for (Layer layer : network.getLayers()) {
      for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
        if (parameter.getKey().equals(ConvolutionUnit.KERNEL)) {
          INDArray kernel = parameter.getValue();
          double inputs = (double) kernel.length() / kernel.size(-1);
          kernel.assign(gaussians(random, Math.sqrt(2 / inputs), kernel.shape()));
        }
      }
    }
    INDArray images = gaussians(random, 1, IMAGES, size, size, 3);
    INDArray labels = Nd4j.zeros(images.dataType(), IMAGES, CLASSES);
    for (int image = 0; image < IMAGES; image++) {
      labels.putScalar(image, image % CLASSES, 1);
    }
    float[] probabilities = floats(network.outputSingle(images));
    float[] before = floats(network.params());
    double[] equal = new double[CLASSES];
    Arrays.fill(equal, 1);
    try (TrainingStep step =
        new SingleDeviceStep(
            network,
            new Nd4jPasses(network),
            RmsPropMomentum.withLearningRate(0.01),
            Optimization.paper(),
            new Targets(0, equal),
            layer -> 1)) {
      double loss = step.add(new DataSet(images, labels), 1).getAsDouble();
      step.apply(0.01, 1);
      float[] change = floats(network.params());
      for (int i = 0; i < change.length; i++) {
        change[i] -= before[i];
      }
      return new BackendNumbers(probabilities, loss, change);
    }
  }

  private static INDArray gaussians(Random random, double deviation, long... shape) {
    float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeDouble(loss);
      write(out, probabilities);
      write(out, change);
    }
  }

  static BackendNumbers read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      double loss = in.readDouble();
      return new BackendNumbers(readFloats(in), loss, readFloats(in));
    }
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    float[] values = new float[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}
