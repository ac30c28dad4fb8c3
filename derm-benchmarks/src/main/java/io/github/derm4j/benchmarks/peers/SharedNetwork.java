package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.layers.ConvolutionUnit;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.quantization.ActivationCalibrator;
import io.github.derm4j.model.quantization.QuantizationScales;
import io.github.derm4j.model.quantization.RangeEstimator;
import io.github.derm4j.model.training.TrainerUnderTest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The network, the weights and the images that all sides of a comparison use, and the files from
 * which other programming languages read them.
 */
public final class SharedNetwork {

  /** The height and width of an image. */
  static final int SIZE = 299;

  /** The number of training classes, that of the ISIC tree's partition on MILK10k. */
  static final int CLASSES = 38;

  /** The exported model, in the shared folder. */
  static final String MODEL = "model.onnx";

  /** The exported model in 8 bits, in the shared folder. */
  static final String INT8_MODEL = "model-int8.onnx";

  /** The exported model in half precision, in the shared folder. */
  static final String FLOAT16_MODEL = "model-float16.onnx";

  private static final int CALIBRATION_IMAGES = 4;
  private static final String WEIGHTS = "weights.f32";
  private static final String IMAGES = "images.u8";
  private static final int LARGEST_BATCH = 16;

  private SharedNetwork() {}

  /**
   * Writes {@code weights.f32} (kernel, shift, mean and variance of each unit, then the weights and
   * bias of the softmax, row-major, little-endian), {@code images.u8}, {@code model.onnx}, {@code
   * model-int8.onnx} and {@code model-float16.onnx}.
   *
   * @param arguments the shared folder, and optionally a file of Keras's weights instead of random
   *     ones
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    TrainerUnderTest trainer = new TrainerUnderTest(SIZE, 1, CLASSES, 1);
    if (arguments.length > 1) {
      KerasWeights.read(Path.of(arguments[1])).copyTo(trainer.network());
    }
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve(WEIGHTS)))) {
      for (INDArray parameter : parameters(trainer)) {
        byte[] bytes = new byte[(int) parameter.length() * Float.BYTES];
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .put(parameter.dup('c').data().asFloat());
        out.write(bytes);
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    byte[] images = new byte[LARGEST_BATCH * SIZE * SIZE * 3];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) random.nextInt(256);
    }
    Files.write(folder.resolve(IMAGES), images);
    LesionClassifier classifier = trainer.classifier();
    OnnxExport.write(classifier, folder.resolve(MODEL));
    OnnxExport.write(classifier, scales(classifier, folder), folder.resolve(INT8_MODEL));
    OnnxExport.writeInHalfPrecision(classifier, folder.resolve(FLOAT16_MODEL));
  }

  /** The scales for 8 bits, calibrated on the first images. */
  static QuantizationScales scales(LesionClassifier classifier, Path folder) throws IOException {
    ActivationCalibrator calibrator = ActivationCalibrator.of(classifier.extractor().body());
    calibrator.observe(pixels(folder, CALIBRATION_IMAGES, SIZE));
    return calibrator.scales(RangeEstimator.MIN_MAX);
  }

  /** The trainer with the weights of the shared folder, without dropout. */
  static TrainerUnderTest trainer(Path folder) throws IOException {
    TrainerUnderTest trainer = new TrainerUnderTest(SIZE, 1, CLASSES, 1);
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve(WEIGHTS))).order(ByteOrder.LITTLE_ENDIAN);
    for (INDArray parameter : parameters(trainer)) {
      float[] values = new float[(int) parameter.length()];
      bytes.asFloatBuffer().get(values);
      bytes.position(bytes.position() + values.length * Float.BYTES);
      parameter.assign(Nd4j.create(values, parameter.shape(), 'c'));
    }
    return trainer;
  }

  private static List<INDArray> parameters(TrainerUnderTest trainer) {
    return IntStream.rangeClosed(1, InceptionV3.CONVOLUTION_UNITS + 1)
        .mapToObj(
            i ->
                i <= InceptionV3.CONVOLUTION_UNITS
                    ? trainer.network().getLayer("conv2d_" + i)
                    : trainer.network().getLayer(InceptionV3.PREDICTIONS))
        .flatMap(SharedNetwork::parameters)
        .toList();
  }

  private static Stream<INDArray> parameters(Layer layer) {
    List<String> names =
        layer.conf().getLayer() instanceof ConvolutionUnit
            ? List.of(
                ConvolutionUnit.KERNEL,
                ConvolutionUnit.BETA,
                ConvolutionUnit.MEAN,
                ConvolutionUnit.VARIANCE)
            : List.of("W", "b");
    return names.stream().map(layer::getParam);
  }

  /** The first images, decoded. */
  static List<LesionImage> images(Path folder, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(IMAGES));
    return IntStream.range(0, count)
        .mapToObj(
            image -> {
              int[] rgb = new int[SIZE * SIZE];
              for (int i = 0; i < rgb.length; i++) {
                int at = (image * SIZE * SIZE + i) * 3;
                rgb[i] =
                    ((bytes[at] & 0xff) << 16)
                        | ((bytes[at + 1] & 0xff) << 8)
                        | (bytes[at + 2] & 0xff);
              }
              return LesionImage.of(SIZE, SIZE, rgb);
            })
        .toList();
  }

  /** The first images as network input, {@code [n, size, size, 3]} in [-1, 1]. */
  static INDArray pixels(Path folder, int count, int size) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(IMAGES));
    float[] values = new float[count * size * size * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bytes[i] & 0xff) / 127.5f - 1;
    }
    return Nd4j.create(values, new long[] {count, size, size, 3}, 'c');
  }

  /** The labels of the first images: consecutive classes, one-hot. */
  static INDArray labels(int count) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, count, CLASSES);
    for (int i = 0; i < count; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    return labels;
  }
}
