package io.github.derm4j.cli;

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
import io.github.derm4j.model.ensemble.EnsembleBundle;
import io.github.derm4j.model.ensemble.EnsembleClassifier;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxProvider;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.ProbablePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file of a classifier: a model.zip, a model.onnx or an ensemble, which is determined by the
 * content, not the name.
 */
final class ModelFile {

  /** The first byte of an ONNX model, which begins with its format version: field 1, a varint. */
  private static final byte ONNX_FIRST = 0x08;

  private static final byte[] ZIP_FIRST = {'P', 'K'};

  private final Path path;
  private final boolean onnx;

  /** Whether it is a model.zip whose body is an ONNX network. */
  private final boolean onBackbone;

  private final Optional<EnsembleBundle> ensemble;
  private final boolean eightBits;

  /** Where ONNX Runtime computes; null for the default. */
  private final @Nullable OnnxOptions options;

  private final Consumer<String> notices;

  private ModelFile(
      Path path,
      boolean onnx,
      boolean onBackbone,
      Optional<EnsembleBundle> ensemble,
      boolean eightBits,
      @Nullable OnnxOptions options,
      Consumer<String> notices) {
    this.path = path;
    this.onnx = onnx;
    this.onBackbone = onBackbone;
    this.ensemble = ensemble;
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
    return new ModelFile(
        path,
        onnx,
        !onnx && LesionClassifier.runsOnnx(path),
        onnx ? Optional.empty() : EnsembleBundle.find(path),
        false,
        null,
        notice -> {});
  }

  Path path() {
    return path;
  }

  /** Whether ONNX Runtime computes all of it. */
  boolean isOnnx() {
    return ensemble.map(EnsembleBundle::isOnnx).orElse(onnx);
  }

  boolean isEnsemble() {
    return ensemble.isPresent();
  }

  /** Whether a program opens a block for it, which it must close. */
  boolean isBlock() {
    return onnx || ensemble.isPresent();
  }

  /** Whether ONNX Runtime computes the classifier, its body or members of it. */
  boolean runsOnnx() {
    return onnx || onBackbone || ensemble.filter(EnsembleBundle::hasOnnx).isPresent();
  }

  /** The same file, to be opened in 8 bits. */
  ModelFile inEightBits() {
    return new ModelFile(path, onnx, onBackbone, ensemble, true, options, notices);
  }

  /** The same file, whose ONNX network is opened with options. */
  ModelFile with(OnnxOptions changed, Consumer<String> receiver) {
    return new ModelFile(path, onnx, onBackbone, ensemble, eightBits, changed, receiver);
  }

  /**
   * Opens the classifier.
   *
   * @param views the views over which predictions are averaged; null for those of the file
   */
  Opened open(@Nullable TestTimeAugmentation views) throws IOException {
    Opened opened = open();
    return views == null ? opened : new Opened(opened.classifier().with(views), opened.onClose());
  }

  /** Opens the classifier, which averages over the views of the file. */
  Opened open() throws IOException {
    if (ensemble.isPresent()) {
      EnsembleClassifier classifier = ensemble.get().open(onnxOptions());
      return new Opened(classifier, classifier::close);
    }
    if (onnx) {
      OnnxLesionClassifier classifier = OnnxLesionClassifier.load(path, onnxOptions());
      OnnxRuntimeCode.notice(String.valueOf(path.getFileName()), classifier.placement())
          .ifPresent(notices);
      return new Opened(classifier, classifier::close);
    }
    LesionClassifier classifier =
        options == null ? LesionClassifier.load(path) : LesionClassifier.load(path, options);
    classifier
        .extractor()
        .backbone()
        .flatMap(body -> OnnxRuntimeCode.notice(body.name(), body.placement()))
        .ifPresent(notices);
    return new Opened(eightBits ? inEightBits(classifier) : classifier, () -> {});
  }

  private OnnxOptions onnxOptions() {
    return options == null ? OnnxOptions.of(OnnxProvider.CPU) : options;
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

  /** Adds the classifier to a program, and the block that closes it if it {@link #isBlock}. */
  void write(JavaProgram program, @Nullable TestTimeAugmentation views) {
    write(program, views, "model", "classifier");
  }

  /** The same as a second classifier, {@code other}. */
  void writeOther(JavaProgram program, @Nullable TestTimeAugmentation views) {
    write(program, views, "otherModel", "other");
  }

  private void write(
      JavaProgram program, @Nullable TestTimeAugmentation views, String model, String classifier) {
    if (ensemble.isPresent()) {
      program
          .withLibrary(OnnxRuntimeCode.library(onnxOptions()))
          .declare(Path.class, model, Code.literal(path))
          .openWith(
              EnsembleClassifier.class,
              classifier,
              Calls.<EnsembleClassifier>none()
                  .with(EnsembleClassifier::with, views)
                  .onto(
                      Code.call(
                          EnsembleBundle.class,
                          "open",
                          Code.of(model),
                          OnnxRuntimeCode.of(onnxOptions()))));
      return;
    }
    if (onnx) {
      program
          .withLibrary(OnnxRuntimeCode.library(onnxOptions()))
          .declare(Path.class, model, Code.literal(path))
          .openWith(
              OnnxLesionClassifier.class,
              classifier,
              Calls.<OnnxLesionClassifier>none()
                  .with(OnnxLesionClassifier::with, views)
                  .onto(
                      Code.call(
                          OnnxLesionClassifier.class,
                          "load",
                          Code.of(model),
                          OnnxRuntimeCode.of(onnxOptions()))));
      return;
    }
    if (onBackbone) {
      program.withLibrary(OnnxRuntimeCode.library(onnxOptions()));
    }
    Code loaded =
        Calls.<LesionClassifier>none()
            .with(LesionClassifier::with, views)
            .onto(
                options == null
                    ? Code.call(LesionClassifier.class, "load", Code.literal(path))
                    : Code.call(
                        LesionClassifier.class,
                        "load",
                        Code.literal(path),
                        OnnxRuntimeCode.of(options)));
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
    if (!isOnnx()) {
      program.withEngine();
    }
    new ModelFile(named, onnx, onBackbone, ensemble, eightBits, options, notices)
        .write(program, null);
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
    return isBlock() ? program.close() : program;
  }

  /** An open classifier. */
  record Opened(ImageClassifier classifier, Runnable onClose) implements AutoCloseable {

    @Override
    public void close() {
      onClose.run();
    }
  }
}
