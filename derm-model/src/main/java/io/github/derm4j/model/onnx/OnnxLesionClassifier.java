package io.github.derm4j.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.common.collect.Lists;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PixelWriter;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ClassifierFacts;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxPlacement;
import io.github.derm4j.model.runtime.OnnxSession;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A classifier that was exported by {@link OnnxExport#write}, run by ONNX Runtime. Its
 * probabilities agree with the original to 1e-4 unless it computes in 8 bits, and it needs no ND4J
 * backend.
 *
 * <p>Needs {@code com.microsoft.onnxruntime:onnxruntime} on the class path, which this library does
 * not include. Safe for use by several threads, which run concurrently.
 *
 * <p>Research software, not a medical device: do not use its output for decisions about a person's
 * health.
 */
public final class OnnxLesionClassifier implements ImageClassifier, AutoCloseable {

  private static final int BATCH = 16;

  private final OnnxSession session;
  private final OnnxMetadata metadata;
  private final Optional<OnnxPlacement> placement;
  private final TestTimeAugmentation views;
  private final boolean parallel;

  /**
   * The input of the last call, for the next one: new memory costs more time than the normalisation
   * of an image.
   */
  private final AtomicReference<@Nullable FloatBuffer> spare = new AtomicReference<>();

  private OnnxLesionClassifier(
      OnnxSession session,
      OnnxMetadata metadata,
      Optional<OnnxPlacement> placement,
      TestTimeAugmentation views,
      boolean parallel) {
    this.session = session;
    this.metadata = metadata;
    this.placement = placement;
    this.views = views;
    this.parallel = parallel;
  }

  /**
   * Opens an exported classifier, to compute on the CPU.
   *
   * @param file the ONNX model
   * @param threads the number of threads that one operation may use, at least 1
   * @return the classifier
   * @throws IOException if the file is missing, is not an ONNX model, was not exported by Derm4j or
   *     has a later format
   */
  public static OnnxLesionClassifier load(Path file, int threads) throws IOException {
    return load(file, OnnxOptions.cpu(threads));
  }

  /**
   * Opens an exported classifier. On another provider than the CPU it computes once, to check that
   * the provider is in use; see {@link #placement}.
   *
   * @param file the ONNX model
   * @param options where to compute, and with how many threads
   * @return the classifier
   * @throws IOException if the file is missing, is not an ONNX model, was not exported by Derm4j or
   *     has a later format; also if the provider is not in the jar of ONNX Runtime on the class
   *     path, can't start, or computes nothing of this network
   */
  public static OnnxLesionClassifier load(Path file, OnnxOptions options) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "no such model; write one with OnnxExport.write");
    }
    try {
      return of(OnnxSession.open(file, options), options);
    } catch (IllegalArgumentException | OrtException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * Opens an exported classifier in memory, such as a member of an ensemble.
   *
   * @param name its name, for messages
   * @param model the ONNX model
   * @param options where to compute, and with how many threads
   * @return the classifier
   * @throws IOException if it is not an ONNX model, was not exported by Derm4j or has a later
   *     format, or the provider can't be used
   */
  public static OnnxLesionClassifier load(String name, byte[] model, OnnxOptions options)
      throws IOException {
    try {
      return of(OnnxSession.open(model, options), options);
    } catch (IllegalArgumentException | OrtException e) {
      throw unreadable(name, e);
    }
  }

  private static IOException unreadable(String name, Exception cause) {
    return new IOException(name + ": not a readable classifier: " + cause.getMessage(), cause);
  }

  private static OnnxLesionClassifier of(OnnxSession session, OnnxOptions options)
      throws IOException, OrtException {
    try {
      OnnxMetadata metadata = OnnxMetadata.of(session.session().getMetadata().getCustomMetadata());
      int size = metadata.preprocessing().size();
      return new OnnxLesionClassifier(
          session,
          metadata,
          session.verify(OnnxExport.INPUT, 1, 3, size, size),
          TestTimeAugmentation.NONE,
          options.threads() > 1);
    } catch (IOException | IllegalArgumentException | OrtException e) {
      session.close();
      throw e;
    }
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

  /**
   * A copy that averages its prediction over views of each image, as {@link
   * io.github.derm4j.model.LesionClassifier#with} does. It has no {@link #recalibration()} and no
   * {@link #predictionSets()} unless it uses single views.
   *
   * @param averaged the views
   * @return a changed copy that shares this one's session; closing either closes both
   */
  @Override
  public OnnxLesionClassifier with(TestTimeAugmentation averaged) {
    return averaged == views
        ? this
        : new OnnxLesionClassifier(
            session,
            new OnnxMetadata(facts().forAverages(), preprocessing()),
            placement,
            averaged,
            parallel);
  }

  @Override
  public Classification classify(LesionImage image) {
    Output output = output(List.of(image));
    return new Classification(
        partition(),
        output.probabilities()[0],
        output.novelty().length == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(output.novelty()[0]));
  }

  @Override
  public float[][] probabilities(List<LesionImage> images) {
    return reusing(pixels(images), pixels -> averaged(pixels, images.size()));
  }

  /** The probabilities of images and their scores of novelty, which are empty if there are none. */
  @SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
  private record Output(float[][] probabilities, double[] novelty) {}

  private Output output(List<LesionImage> images) {
    if (novelty().isEmpty()) {
      return new Output(probabilities(images), new double[0]);
    }
    NoveltyDetector detector = novelty().get();
    return reusing(
        pixels(images),
        pixels -> {
          List<float[][]> both =
              run(pixels, images.size(), List.of(OnnxExport.PROBABILITIES, OnnxExport.FEATURES));
          return new Output(
              averaged(both.get(0), pixels, images.size()), detector.scores(both.get(1)));
        });
  }

  @Override
  public Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener)
      throws IOException {
    listener.started("classifying", records.size());
    List<LesionRecord> read = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    List<double[]> novelty = new ArrayList<>();
    List<SkippedImage> skipped = new ArrayList<>();
    for (List<LesionRecord> batch : Lists.partition(records, BATCH)) {
      List<Decoded> decoded =
          each(batch.size()).mapToObj(i -> decode(batch.get(i), images)).toList();
      List<LesionImage> readable = decoded.stream().flatMap(each -> each.image().stream()).toList();
      try {
        if (!readable.isEmpty()) {
          Output output = output(readable);
          rows.addAll(List.of(output.probabilities()));
          novelty.add(output.novelty());
        }
      } finally {
        readable.forEach(LesionImage::close);
      }
      for (Decoded one : decoded) {
        if (one.image().isPresent()) {
          read.add(one.record());
        } else {
          skipped.add(new SkippedImage(one.record().imageId(), one.problem()));
        }
      }
      listener.advanced(batch.size());
    }
    skipped.forEach(listener::skipped);
    listener.finished();
    if (read.isEmpty() && !records.isEmpty()) {
      throw new IOException(
          "none of "
              + Counted.text(records.size(), "image")
              + " can be read; the first, "
              + skipped.get(0).imageId()
              + ": "
              + skipped.get(0).reason());
    }
    return new Predictions(
        read,
        rows.toArray(float[][]::new),
        skipped,
        novelty.stream().flatMapToDouble(Arrays::stream).toArray());
  }

  /** An image that was decoded, or else why it was not. */
  private record Decoded(LesionRecord record, Optional<LesionImage> image, String problem) {}

  private static Decoded decode(LesionRecord record, ImageSource images) {
    String name = record.imageName();
    try {
      return new Decoded(record, Optional.of(ImageDecoder.decode(images.read(name), name)), "");
    } catch (IOException unreadable) {
      return new Decoded(record, Optional.empty(), String.valueOf(unreadable.getMessage()));
    }
  }

  @Override
  public float[][] probabilities(float[] pixels) {
    int images = preprocessing().images(pixels);
    int plane = preprocessing().size() * preprocessing().size();
    FloatBuffer channelsFirst = input(images);
    for (int at = 0; at < pixels.length; at += 3 * plane) {
      for (int i = 0; i < plane; i++) {
        channelsFirst.put(at + i, pixels[at + 3 * i]);
        channelsFirst.put(at + plane + i, pixels[at + 3 * i + 1]);
        channelsFirst.put(at + 2 * plane + i, pixels[at + 3 * i + 2]);
      }
    }
    return reusing(channelsFirst, input -> averaged(input, images));
  }

  /** Averages the probabilities over the views, one view after another. */
  private float[][] averaged(FloatBuffer pixels, int images) {
    return averaged(run(pixels, images, OnnxExport.PROBABILITIES), pixels, images);
  }

  /** Adds the other views to the probabilities of the images as they are, which are overwritten. */
  private float[][] averaged(float[][] sum, FloatBuffer pixels, int images) {
    if (views == TestTimeAugmentation.NONE) {
      return sum;
    }
    int[][] orders = views.pixelOrders(preprocessing().size());
    FloatBuffer reordered = input(images);
    for (int view = 1; view < orders.length; view++) {
      reorder(pixels, images, orders[view], reordered);
      float[][] more = run(reordered, images, OnnxExport.PROBABILITIES);
      for (int i = 0; i < images; i++) {
        for (int k = 0; k < sum[i].length; k++) {
          sum[i][k] += more[i][k];
        }
      }
    }
    for (float[] row : sum) {
      for (int k = 0; k < row.length; k++) {
        row[k] /= orders.length;
      }
    }
    return sum;
  }

  private static void reorder(FloatBuffer pixels, int images, int[] order, FloatBuffer view) {
    for (int channel = 0; channel < 3 * images; channel++) {
      int plane = channel * order.length;
      for (int i = 0; i < order.length; i++) {
        view.put(plane + i, pixels.get(plane + order[i]));
      }
    }
  }

  /**
   * {@inheritDoc} Test-time augmentation does not affect them.
   *
   * @throws IllegalArgumentException if the file has no features, as exports of early versions
   */
  @Override
  public float[][] features(List<LesionImage> images) {
    if (!session.session().getOutputNames().contains(OnnxExport.FEATURES)) {
      throw new IllegalArgumentException(
          "the ONNX model has no output '"
              + OnnxExport.FEATURES
              + "': an early version exported it; export the model.zip again");
    }
    return reusing(pixels(images), pixels -> run(pixels, images.size(), OnnxExport.FEATURES));
  }

  private float[][] run(FloatBuffer pixels, int images, String output) {
    return run(pixels, images, List.of(output)).get(0);
  }

  private List<float[][]> run(FloatBuffer pixels, int images, List<String> outputs) {
    try (OnnxTensor input = tensor(pixels, images);
        OrtSession.Result result =
            session.session().run(Map.of(OnnxExport.INPUT, input), Set.copyOf(outputs))) {
      List<float[][]> values = new ArrayList<>();
      for (String output : outputs) {
        OnnxValue value = result.get(output).orElseThrow();
        values.add((float[][]) value.getValue());
      }
      return values;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  /** Computes from an input, and keeps its memory for the next call. */
  private <T> T reusing(FloatBuffer pixels, Function<FloatBuffer, T> computation) {
    T result = computation.apply(pixels);
    spare.set(pixels);
    return result;
  }

  private OnnxTensor tensor(FloatBuffer pixels, int images) throws OrtException {
    int size = preprocessing().size();
    return OnnxTensor.createTensor(
        session.environment(), pixels, new long[] {images, 3, size, size});
  }

  /** Makes the input {@code [n, 3, size, size]}, RGB, without ND4J. */
  private FloatBuffer pixels(List<LesionImage> images) {
    ImageTransform transform = preprocessing().transform();
    PixelWriter writer = writer();
    FloatBuffer batch = input(images.size());
    each(images.size())
        .forEach(
            i -> {
              try (LesionImage square = transform.apply(images.get(i), new SplittableRandom(0))) {
                writer.write(square, i, batch);
              }
            });
    return batch;
  }

  private PixelWriter writer() {
    return new PixelWriter(preprocessing().size(), Layout.NCHW, preprocessing().normalization());
  }

  /** The indices of images, which are processed in parallel if the classifier has threads. */
  private IntStream each(int images) {
    IntStream indices = IntStream.range(0, images);
    return parallel && images > 1 ? indices.parallel() : indices;
  }

  /** Memory outside of the heap, which the runtime reads without copying. */
  private FloatBuffer input(int images) {
    int numbers = Math.multiplyExact(images, writer().floats());
    FloatBuffer used = spare.getAndSet(null);
    if (used != null && used.capacity() >= numbers) {
      return used.limit(numbers);
    }
    return ByteBuffer.allocateDirect(Math.multiplyExact(numbers, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public TestTimeAugmentation views() {
    return views;
  }

  @Override
  public ClassifierFacts facts() {
    return metadata.facts();
  }

  @Override
  public Preprocessing preprocessing() {
    return metadata.preprocessing();
  }

  /** Releases the runtime's memory; the classifier can't be used afterwards. */
  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "OnnxLesionClassifier[%d classes, %d pixels]",
        partition().classes().size(),
        preprocessing().size());
  }
}
