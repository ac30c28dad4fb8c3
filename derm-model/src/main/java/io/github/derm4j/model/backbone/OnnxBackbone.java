package io.github.derm4j.model.backbone;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.HashCode;
import com.google.common.io.ByteSource;
import com.google.common.io.MoreFiles;
import com.sun.management.OperatingSystemMXBean;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxPlacement;
import io.github.derm4j.model.runtime.OnnxSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A network in an ONNX file as a frozen body: it computes the features of images and is never
 * trained. It may be any network that takes one image, such as an exported foundation model.
 *
 * <p>Input name, type, size and layout come from the model, the rest from {@link BackboneSettings};
 * what neither says is an error that names it. The input may be float32, float16, uint8 or int8,
 * and its number of images fixed or not. Weights may be in files beside the model.
 *
 * <p>Needs {@code com.microsoft.onnxruntime:onnxruntime} on the class path, which this library does
 * not include. Safe for use by several threads, which run concurrently. The native memory is
 * released by {@link #close}, or when the object is garbage-collected.
 */
public final class OnnxBackbone implements AutoCloseable {

  /** The largest number of images that are computed together. */
  private static final int BATCH = 16;

  private static final Set<OnnxJavaType> NUMBERS =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

  private static final int COLOURS = BackbonePreprocessing.COLOURS;
  private static final Cleaner CLEANER = Cleaner.create();

  private final OnnxFiles files;
  private final OnnxSession session;
  private final Cleaner.Cleanable memory;
  private final BackboneInput input;
  private final BackboneOutput output;
  private final int length;
  private final Optional<OnnxPlacement> placement;

  private OnnxBackbone(
      OnnxFiles files, OnnxSession session, BackboneInput input, BackboneSettings settings)
      throws IOException, OrtException {
    this.files = files;
    this.session = session;
    this.input = input;
    String name = BackboneOutput.name(files.header(), settings);
    int size = input.preprocessing().frame().size();
    // A trial shows the shape of the output, which models often do not state.
    try (OnnxTensor images =
            input.tensor(session.environment(), new float[size * size * COLOURS], 0, 1, padded(1));
        OrtSession.Result result =
            session.session().run(Map.of(input.name(), images), Set.of(name))) {
      long[] shape = values(result, name).getInfo().getShape();
      if (shape.length == 0 || shape[0] != padded(1)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "its output %s has the shape %s for %d image; the first axis must be the images",
                name,
                Arrays.toString(shape),
                padded(1)));
      }
      this.output = BackboneOutput.of(name, shape, settings);
      this.length = output.length(shape);
    }
    this.placement = session.verify();
    this.memory = CLEANER.register(this, session::close);
  }

  /**
   * Opens a network, to compute on the CPU.
   *
   * @param model the ONNX file; files of weights that it names must be in the same folder
   * @param settings what is known about the preprocessing and the output
   * @param threads the number of threads that one operation may use, at least 1
   * @return the backbone
   * @throws IOException if a file is missing or is not a readable ONNX model, the network has not
   *     one image as its input, its weights do not fit into memory, or something about its
   *     preprocessing or output is not known, which the message names
   */
  public static OnnxBackbone load(Path model, BackboneSettings settings, int threads)
      throws IOException {
    return load(model, settings, OnnxOptions.cpu(threads));
  }

  /**
   * Opens a network. It computes once, to determine its output and to check that the provider is in
   * use; see {@link #placement}.
   *
   * @param model the ONNX file; files of weights that it names must be in the same folder
   * @param settings what is known about the preprocessing and the output
   * @param options where to compute, and with how many threads
   * @return the backbone
   * @throws IOException as the other method does; also if the provider is not in the jar of ONNX
   *     Runtime on the class path, can't start, or computes nothing of this network
   */
  public static OnnxBackbone load(Path model, BackboneSettings settings, OnnxOptions options)
      throws IOException {
    return load(model, settings, options, memoryOfTheMachine());
  }

  static OnnxBackbone load(Path model, BackboneSettings settings, OnnxOptions options, long bytes)
      throws IOException {
    if (!Files.isRegularFile(model)) {
      throw new NoSuchFileException(
          model.toString(), null, "no such ONNX model; export one, see the page on backbones");
    }
    Path folder = Objects.requireNonNull(model.toAbsolutePath().getParent());
    OnnxFiles files =
        OnnxFiles.of(
            String.valueOf(model.getFileName()), MoreFiles.asByteSource(model), folder, bytes);
    return open(files, settings, () -> OnnxSession.open(model, options));
  }

  /**
   * Opens a network that is not in a file of its own, such as one in a classifier's bundle. Its
   * weights can't be in other files.
   *
   * @param name its name, for messages
   * @param model its content
   * @param settings what is known about the preprocessing and the output
   * @param options where to compute, and with how many threads
   * @return the backbone
   * @throws IOException as the other methods do
   */
  public static OnnxBackbone load(
      String name, ByteSource model, BackboneSettings settings, OnnxOptions options)
      throws IOException {
    OnnxFiles files = OnnxFiles.of(name, model, Path.of(""), memoryOfTheMachine());
    if (files.names().size() > 1) {
      throw new IOException(name + ": its weights are in other files; open it as a file");
    }
    byte[] content = model.read();
    return open(files, settings, () -> OnnxSession.open(content, options));
  }

  /** Opens a session. */
  @FunctionalInterface
  private interface Source {
    OnnxSession open() throws IOException, OrtException;
  }

  private static OnnxBackbone open(OnnxFiles files, BackboneSettings settings, Source source)
      throws IOException {
    String name = files.names().get(0);
    try {
      BackboneInput input = BackboneInput.of(files.header(), settings);
      OnnxSession session = source.open();
      try {
        return new OnnxBackbone(files, session, input, settings);
      } catch (IOException | OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          name
              + ": ONNX Runtime is not on the class path; add"
              + " com.microsoft.onnxruntime:onnxruntime",
          e);
    } catch (OrtException e) {
      throw new IOException(name + ": ONNX Runtime can't open it: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private static long memoryOfTheMachine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** The number of images of the tensor for a number of images. */
  private int padded(int images) {
    return input.batch() == 0 ? images : input.batch();
  }

  /**
   * Computes the features of decoded images.
   *
   * @param images images of any size, at least one
   * @return {@code [n, length()]}
   */
  public float[][] features(List<LesionImage> images) {
    int size = input.preprocessing().frame().size();
    float[] pixels = new float[Math.multiplyExact(images.size(), size * size * COLOURS)];
    int at = 0;
    for (LesionImage image : images) {
      int[] rgb;
      try (LesionImage square =
          input.preprocessing().frame().apply(image, new SplittableRandom(0))) {
        rgb = square.toBufferedImage().getRGB(0, 0, size, size, null, 0, size);
      }
      for (int value : rgb) {
        pixels[at++] = (value >> 16 & 0xff) / 255f;
        pixels[at++] = (value >> 8 & 0xff) / 255f;
        pixels[at++] = (value & 0xff) / 255f;
      }
    }
    return features(pixels);
  }

  /**
   * Computes the features of images that were already resized and cropped.
   *
   * @param pixels {@code [n, size, size, 3]} by rows, RGB, in [0, 1]
   * @return {@code [n, length()]}
   * @throws IllegalArgumentException if the number of values is not that of whole images
   */
  public float[][] features(float[] pixels) {
    return features(pixels, 1);
  }

  /**
   * Computes the same features in groups of 16 images, the last one padded with zeros. Without
   * this, the last bits of an image's features can depend on the number of images.
   *
   * @param pixels {@code [n, size, size, 3]} by rows, RGB, in [0, 1]
   * @return {@code [n, length()]}
   * @throws IllegalArgumentException if the number of values is not that of whole images
   */
  public float[][] featuresInGroups(float[] pixels) {
    return features(pixels, BATCH);
  }

  private float[][] features(float[] pixels, int atLeast) {
    int size = input.preprocessing().frame().size();
    int values = size * size * COLOURS;
    if (pixels.length == 0 || pixels.length % values != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "pixels has %d values: must be those of one or more images of %d x %d pixels in 3"
                  + " colours",
              pixels.length,
              size,
              size));
    }
    int images = pixels.length / values;
    List<float[]> rows = new ArrayList<>(images);
    int together = input.batch() == 0 ? BATCH : input.batch();
    for (int from = 0; from < images; from += together) {
      int count = Math.min(together, images - from);
      rows.addAll(run(pixels, from, count, padded(Math.max(atLeast, count))));
    }
    return rows.toArray(float[][]::new);
  }

  private List<float[]> run(float[] pixels, int from, int images, int padded) {
    try (OnnxTensor tensor = input.tensor(session.environment(), pixels, from, images, padded);
        OrtSession.Result result =
            session.session().run(Map.of(input.name(), tensor), Set.of(output.name()))) {
      OnnxTensor computed = values(result, output.name());
      long[] shape = computed.getInfo().getShape();
      FloatBuffer values = computed.getFloatBuffer();
      int each = values.remaining() / padded;
      List<float[]> rows = new ArrayList<>(images);
      for (int image = 0; image < images; image++) {
        rows.add(output.features(values, image * each, shape));
      }
      return rows;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  private static OnnxTensor values(OrtSession.Result result, String name) {
    if (result.get(0) instanceof OnnxTensor tensor && NUMBERS.contains(tensor.getInfo().type)) {
      return tensor;
    }
    throw new IllegalArgumentException(
        "its output " + name + " holds no float32 or float16 numbers: " + result.get(0).getInfo());
  }

  /** {@return the number of features of an image} */
  public int length() {
    return length;
  }

  /** {@return how an image becomes the input} */
  public BackbonePreprocessing preprocessing() {
    return input.preprocessing();
  }

  /** {@return how the output becomes a vector} */
  public Pooling pooling() {
    return output.pooling();
  }

  /**
   * Where ONNX Runtime computes the operations of the network, by its own profile of one image. A
   * provider may leave some of them to another.
   *
   * @return the placement; empty on the CPU, where it was not measured
   */
  public Optional<OnnxPlacement> placement() {
    return placement;
  }

  /** {@return the name of the model's file} */
  public String name() {
    return files.names().get(0);
  }

  /**
   * The files of the network.
   *
   * @return the SHA-256 of each by its name, in hexadecimal, the model first
   */
  public Map<String, String> sha256() {
    Map<String, String> text = new LinkedHashMap<>();
    for (Map.Entry<String, HashCode> each : files.sha256().entrySet()) {
      text.put(each.getKey(), each.getValue().toString());
    }
    return text;
  }

  /** {@return the number of bytes of all files} */
  public long bytes() {
    return files.bytes();
  }

  /**
   * The content of the model's file.
   *
   * @return the bytes, read again for each use
   */
  public ByteSource content() {
    return files.model();
  }

  /** {@return the folder of the files; empty for a network without a file of its own} */
  public Path folder() {
    return files.folder();
  }

  /**
   * Identifies the features: two backbones with the same text compute the same features.
   *
   * @return a SHA-256 of all files and of {@link #settings()}, in hexadecimal
   */
  public String id() {
    return files.checksum(settings());
  }

  /**
   * Everything that was read or determined, as a file for {@link BackboneSettings#read}.
   *
   * @return a JSON object with all fields
   */
  public String settings() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    input.preprocessing().writeTo(json);
    output.writeTo(json);
    return json.toString();
  }

  /** Releases the native memory; the backbone can't be used afterwards. */
  @Override
  public void close() {
    memory.clean();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "OnnxBackbone[%s, %d pixels, %d features]",
        name(),
        input.preprocessing().frame().size(),
        length);
  }
}
