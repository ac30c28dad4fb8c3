package io.github.derm4j.cli;

import ai.onnxruntime.OrtEnvironment;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.onnx.OnnxOptions;
import io.github.derm4j.model.onnx.OnnxProvider;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.ProbablePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The file of a classifier: a model.zip or a model.onnx, which is determined by the content, not
 * the name.
 */
final class ModelFile {

  /** The first byte of an ONNX model, which begins with its format version: field 1, a varint. */
  private static final byte ONNX_FIRST = 0x08;

  private static final byte[] ZIP_FIRST = {'P', 'K'};

  private final Path path;
  private final boolean onnx;
  private final boolean eightBits;
  private final OnnxOptions options;
  private final Consumer<String> notices;

  private ModelFile(
      Path path, boolean onnx, boolean eightBits, OnnxOptions options, Consumer<String> notices) {
    this.path = path;
    this.onnx = onnx;
    this.eightBits = eightBits;
    this.options = options;
    this.notices = notices;
  }

  /** The checksum of a file in hexadecimal digits. */
  static String sha256(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  /**
   * Determines the kind of a file from its first bytes.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it is neither
   */
  static ModelFile of(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(
          path.toString(), null, "no such model; derm fine-tune writes model.zip");
    }
    byte[] first;
    try (InputStream in = Files.newInputStream(path)) {
      first = in.readNBytes(ZIP_FIRST.length);
    }
    boolean onnx = first.length > 0 && first[0] == ONNX_FIRST;
    if (!onnx && !Arrays.equals(first, ZIP_FIRST)) {
      throw new IOException(
          path
              + ": not a readable classifier: expected a model.zip from training or a model.onnx"
              + " from derm export");
    }
    return new ModelFile(path, onnx, false, OnnxOptions.of(OnnxProvider.CPU), notice -> {});
  }

  Path path() {
    return path;
  }

  boolean isOnnx() {
    return onnx;
  }

  /** The same file, to be opened in 8 bits. */
  ModelFile inEightBits() {
    return new ModelFile(path, onnx, true, options, notices);
  }

  /** The same file, opened with options if it is an ONNX model. */
  ModelFile with(OnnxOptions changed, Consumer<String> receiver) {
    return new ModelFile(path, onnx, eightBits, changed, receiver);
  }

  /**
   * Opens the classifier.
   *
   * @param views the views over which predictions are averaged
   */
  Opened open(TestTimeAugmentation views) throws IOException {
    if (onnx) {
      OnnxLesionClassifier classifier = OnnxLesionClassifier.load(path, options).with(views);
      classifier
          .placement()
          .ifPresent(where -> notices.accept("derm: " + path.getFileName() + " runs " + where));
      return new Opened(classifier, classifier::close);
    }
    LesionClassifier classifier = LesionClassifier.load(path).with(views);
    return new Opened(eightBits ? inEightBits(classifier) : classifier, () -> {});
  }

  private LesionClassifier inEightBits(LesionClassifier classifier) throws IOException {
    if (classifier.extractor().backbone().isPresent()) {
      throw new IOException(
          path
              + ": its body is an ONNX network, which is computed as its file says; leave out"
              + " --precision int8");
    }
    if (classifier.quantization().isEmpty()) {
      throw new IOException(
          path
              + ": has no scales for 8 bits; add them with 'derm export --int8 --calibrate IMAGES"
              + " --out FILE.zip', or leave out --precision int8");
    }
    return classifier.inEightBits();
  }

  /** Adds the classifier to a program, and for an ONNX model the block that closes it. */
  void write(JavaProgram program, TestTimeAugmentation views) {
    write(program, views, "model", "classifier");
  }

  /** The same as a second classifier, {@code other}. */
  void writeOther(JavaProgram program, TestTimeAugmentation views) {
    write(program, views, "otherModel", "other");
  }

  private void write(
      JavaProgram program, TestTimeAugmentation views, String model, String classifier) {
    if (onnx) {
      boolean gpu =
          options.provider() == OnnxProvider.CUDA || options.provider() == OnnxProvider.TENSOR_RT;
      program
          .withLibrary(
              gpu ? onnxRuntime().replace(":onnxruntime:", ":onnxruntime_gpu:") : onnxRuntime())
          .declare(Path.class, model, Code.literal(path))
          .openWith(
              OnnxLesionClassifier.class,
              classifier,
              Calls.<OnnxLesionClassifier>none()
                  .with(OnnxLesionClassifier::with, views, TestTimeAugmentation.NONE)
                  .onto(
                      Code.call(
                          OnnxLesionClassifier.class, "load", Code.of(model), code(options))));
      return;
    }
    Code loaded =
        Calls.<LesionClassifier>none()
            .with(LesionClassifier::with, views, TestTimeAugmentation.NONE)
            .onto(Code.call(LesionClassifier.class, "load", Code.literal(path)));
    program.declare(
        LesionClassifier.class, classifier, eightBits ? loaded.then("inEightBits") : loaded);
  }

  /**
   * Makes a program that classifies images with this classifier.
   *
   * @param named the path of the classifier in the program
   */
  JavaProgram program(Path named) {
    JavaProgram program =
        new JavaProgram("Classify", "Classifies images.", "derm-model").throwing(IOException.class);
    if (!onnx) {
      program.withEngine();
    }
    new ModelFile(named, onnx, eightBits, options, notices)
        .write(program, TestTimeAugmentation.NONE);
    program
        .uses(Files.class, Path.class, LesionImage.class, ImageDecoder.class, Classification.class)
        .uses(ProbablePath.class)
        .declare(
            InferenceMap.class,
            "level",
            Code.call(InferenceLevels.class, "deepest", Code.of("classifier.partition()"))
                .then("orElseThrow"))
        .open("for (String name : args) {")
        .lines("byte[] file = Files.readAllBytes(Path.of(name));")
        .open("try (LesionImage image = ImageDecoder.decode(file, name)) {")
        .lines(
            """
            Classification answer = classifier.classify(image);
            System.out.println(name);
            for (Classification.Ranked each : answer.top(5)) {
              System.out.println(each.trainingClass().name() + " " + each.probability());
            }
            float[] inference = level.aggregate(answer.probabilities());
            for (int i = 0; i < inference.length; i++) {
              System.out.println("sum " + level.labels().get(i) + " " + inference[i]);
            }
            for (ProbablePath.Step step :
                ProbablePath.steps(classifier.partition(), answer.probabilities())) {
              System.out.println("path " + step.node().name() + " " + step.probability());
            }
            """)
        .close()
        .close();
    return onnx ? program.close() : program;
  }

  private static Code code(OnnxOptions options) {
    Code all = Code.call(OnnxOptions.class, "of", Code.literal(options.provider()));
    return options.device() == 0 ? all : all.then("withDevice", Code.literal(options.device()));
  }

  /** The coordinates of ONNX Runtime, as it is on the class path. */
  static String onnxRuntime() {
    return "com.microsoft.onnxruntime:onnxruntime:"
        + OrtEnvironment.class.getPackage().getImplementationVersion();
  }

  /** An open classifier. */
  record Opened(ImageClassifier classifier, Runnable onClose) implements AutoCloseable {

    @Override
    public void close() {
      onClose.run();
    }
  }
}
