package io.github.derm4j.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.common.collect.Lists;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.ImageTransform;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ClassifierFacts;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

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

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final OnnxMetadata metadata;
  private final TestTimeAugmentation views;

  private OnnxLesionClassifier(
      OrtEnvironment environment,
      OrtSession session,
      OnnxMetadata metadata,
      TestTimeAugmentation views) {
    this.environment = environment;
    this.session = session;
    this.metadata = metadata;
    this.views = views;
  }

  /**
   * Opens an exported classifier.
   *
   * @param file the ONNX model
   * @param threads the number of threads that one operation may use, at least 1
   * @return the classifier
   * @throws IOException if the file is missing, is not an ONNX model, was not exported by Derm4j or
   *     has a later format
   */
  public static OnnxLesionClassifier load(Path file, int threads) throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ": must be at least 1");
    }
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "no such model; write one with OnnxExport.write");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        return new OnnxLesionClassifier(
            environment,
            session,
            OnnxMetadata.of(session.getMetadata().getCustomMetadata()),
            TestTimeAugmentation.NONE);
      } catch (IllegalArgumentException | OrtException e) {
        session.close();
        throw e;
      }
    } catch (IllegalArgumentException | OrtException e) {
      throw new IOException(file + ": not a readable classifier: " + e.getMessage(), e);
    }
  }

  /**
   * A copy that averages its prediction over views of each image, as {@link
   * io.github.derm4j.model.LesionClassifier#with} does. It has no {@link #recalibration()} and no
   * {@link #predictionSets()} unless it uses single views.
   *
   * @param averaged the views
   * @return a changed copy that shares this one's session; closing either closes both
   */
  public OnnxLesionClassifier with(TestTimeAugmentation averaged) {
    return averaged == views
        ? this
        : new OnnxLesionClassifier(
            environment,
            session,
            new OnnxMetadata(facts().forAverages(), preprocessing()),
            averaged);
  }

  @Override
  public Classification classify(LesionImage image) {
    return new Classification(partition(), probabilities(List.of(image))[0]);
  }

  @Override
  public float[][] probabilities(List<LesionImage> images) {
    return averaged(pixels(images), images.size());
  }

  @Override
  public Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener)
      throws IOException {
    listener.started("classifying", records.size());
    List<LesionRecord> read = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    List<SkippedImage> skipped = new ArrayList<>();
    for (List<LesionRecord> batch : Lists.partition(records, BATCH)) {
      List<LesionImage> decoded = new ArrayList<>();
      try {
        for (LesionRecord record : batch) {
          try {
            decoded.add(ImageDecoder.decode(images.read(record.imageName()), record.imageName()));
            read.add(record);
          } catch (IOException unreadable) {
            skipped.add(
                new SkippedImage(record.imageId(), String.valueOf(unreadable.getMessage())));
          }
        }
        if (!decoded.isEmpty()) {
          rows.addAll(List.of(probabilities(decoded)));
        }
      } finally {
        decoded.forEach(LesionImage::close);
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
    return new Predictions(read, rows.toArray(float[][]::new), skipped);
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
    return averaged(channelsFirst, images);
  }

  /** Averages the probabilities over the views, one view after another. */
  private float[][] averaged(FloatBuffer pixels, int images) {
    float[][] sum = run(pixels, images, OnnxExport.PROBABILITIES);
    if (views == TestTimeAugmentation.NONE) {
      return sum;
    }
    int[][] orders = views.pixelOrders(preprocessing().size());
    for (int view = 1; view < orders.length; view++) {
      float[][] more =
          run(reordered(pixels, images, orders[view]), images, OnnxExport.PROBABILITIES);
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

  private FloatBuffer reordered(FloatBuffer pixels, int images, int[] order) {
    FloatBuffer view = input(images);
    for (int channel = 0; channel < 3 * images; channel++) {
      int plane = channel * order.length;
      for (int i = 0; i < order.length; i++) {
        view.put(plane + i, pixels.get(plane + order[i]));
      }
    }
    return view;
  }

  /**
   * {@inheritDoc} Test-time augmentation does not affect them.
   *
   * @throws IllegalArgumentException if the file has no features, as exports of early versions
   */
  @Override
  public float[][] features(List<LesionImage> images) {
    if (!session.getOutputNames().contains(OnnxExport.FEATURES)) {
      throw new IllegalArgumentException(
          "the ONNX model has no output '"
              + OnnxExport.FEATURES
              + "': an early version exported it; export the model.zip again");
    }
    return run(pixels(images), images.size(), OnnxExport.FEATURES);
  }

  private float[][] run(FloatBuffer pixels, int images, String output) {
    int size = preprocessing().size();
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, pixels, new long[] {images, 3, size, size});
        OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input), Set.of(output))) {
      OnnxValue value = result.get(0);
      return (float[][]) value.getValue();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  /** Makes the input {@code [n, 3, size, size]}, RGB, without ND4J. */
  private FloatBuffer pixels(List<LesionImage> images) {
    ImageTransform transform = preprocessing().transform();
    float[] table = preprocessing().normalization().table();
    int size = preprocessing().size();
    int plane = size * size;
    FloatBuffer values = input(images.size());
    int at = 0;
    for (LesionImage image : images) {
      int[] rgb;
      try (LesionImage square = transform.apply(image, new SplittableRandom(0))) {
        rgb = square.toBufferedImage().getRGB(0, 0, size, size, null, 0, size);
      }
      for (int i = 0; i < plane; i++) {
        values.put(at + i, table[rgb[i] >> 16 & 0xff]);
        values.put(at + plane + i, table[rgb[i] >> 8 & 0xff]);
        values.put(at + 2 * plane + i, table[rgb[i] & 0xff]);
      }
      at += 3 * plane;
    }
    return values;
  }

  /** Allocates memory outside of the heap, which the runtime reads without copying. */
  private FloatBuffer input(int images) {
    int size = preprocessing().size();
    return ByteBuffer.allocateDirect(Math.multiplyExact(images, 3 * size * size * Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
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
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to close: " + e.getMessage(), e);
    }
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
