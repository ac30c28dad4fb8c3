package io.github.derm4j.benchmarks.data;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.DecodeBuffer;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * JPEG files in memory into batches of 32 at 299 pixels by the paper's augmentation; the same by
 * DataVec; and decoding alone, at full size and as far as the pipeline needs it. The score is
 * images per second. Peers in other languages: {@code bench peers pipeline}.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar data.PipelineBenchmark}; with {@code -p
 * shared=FOLDER_OR_ZIP -p picture=real} of real images
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 4, time = 5)
public class PipelineBenchmark {

  /** The images of a batch. */
  public static final int BATCH = 32;

  static final int IMAGES = 1024;
  private static final int FILES = 8;
  private static final int MOST_FILES = 512;
  private static final int SIDE = 299;
  private static final String GENERATED = "generated";

  /** The size of generated images; ignored for real ones. */
  @Param({"600x450", "3000x2000"})
  public String picture;

  /** A folder or a zip archive of JPEG files, of which the first 512 are read; may be empty. */
  @Param(GENERATED)
  public String shared = GENERATED;

  /** Worker threads. */
  @Param({"1", "2"})
  public int threads;

  private final PaperAugmentation augmentation = new PaperAugmentation(SIDE);
  private final ThreadLocal<DataVecPictures> dataVec =
      ThreadLocal.withInitial(() -> new DataVecPictures(SIDE));
  private final ThreadLocal<DecodeBuffer> buffer = ThreadLocal.withInitial(DecodeBuffer::new);
  private final SplittableRandom random = new SplittableRandom(0);
  private final List<byte[]> jpegs = new ArrayList<>();
  private LesionPipeline pipeline;
  private ExecutorService workers;
  private int images = IMAGES;
  private int read;
  private @Nullable DataSet given;
  private @Nullable INDArray dataVecBatch;
  private @Nullable INDArray last;

  /** Makes the same work on each image of a folder once, for a side of a comparison. */
  public static PipelineBenchmark ofFolder(Path folder, int threads) throws IOException {
    PipelineBenchmark benchmark = new PipelineBenchmark();
    benchmark.shared = folder.toString();
    benchmark.threads = threads;
    benchmark.open();
    benchmark.images = benchmark.jpegs.size();
    benchmark.start();
    return benchmark;
  }

  /** Draws or reads the images, and starts the threads. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    open();
    start();
  }

  private void open() throws IOException {
    if (shared.equals(GENERATED)) {
      for (int i = 0; i < FILES; i++) {
        jpegs.add(GeneratedPictures.jpeg(picture, i));
      }
      return;
    }
    try (ImageSource source = ImageSource.open(Path.of(shared))) {
      for (String name : source.names()) {
        if (name.endsWith(".jpg") && jpegs.size() < MOST_FILES) {
          jpegs.add(source.read(name));
        }
      }
    }
    if (jpegs.isEmpty()) {
      throw new IOException(shared + " has no .jpg: give a folder or a zip archive of images");
    }
  }

  private void start() {
    Map<String, byte[]> files = new HashMap<>();
    for (int i = 0; i < jpegs.size(); i++) {
      files.put("f" + i + ".jpg", jpegs.get(i));
    }
    DiseaseNode disease = DiseaseNode.of("d", "disease");
    List<LesionRecord> records = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      records.add(LesionRecord.builder("i" + i, "f" + i % files.size() + ".jpg", disease).build());
    }
    pipeline =
        LesionPipeline.builder(records, ImageSource.inMemory(files), record -> 0, 1, augmentation)
            .batch(BATCH)
            .threads(threads)
            .normalization(Normalization.ZERO_TO_ONE)
            .build();
    workers = Executors.newFixedThreadPool(threads);
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    pipeline.close();
    workers.shutdown();
  }

  /** Runs the batches of an epoch, after which the pipeline does not work ahead. */
  public int batches() {
    return pipeline.batchesPerEpoch();
  }

  /** Decode, augment, normalise, batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public INDArray pipeline() {
    if (given != null) {
      pipeline.recycle(given);
    }
    if (!pipeline.hasNext()) {
      pipeline.reset();
    }
    given = pipeline.next();
    last = given.getFeatures();
    return last;
  }

  /** Decoding at full size, on the same number of threads. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int decodeAtFullSize() throws ExecutionException, InterruptedException {
    return decodeAll(jpeg -> ImageDecoder.decode(jpeg, "image"));
  }

  /**
   * Decoding at the resolution that the pipeline needs, into reused memory, on the same number of
   * threads.
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int decodeReduced() throws ExecutionException, InterruptedException {
    return decodeAll(jpeg -> ImageDecoder.decode(jpeg, "image", augmentation, buffer.get()));
  }

  /** The same with new memory for each image, as in a program without a pipeline. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int decodeReducedAnew() throws ExecutionException, InterruptedException {
    return decodeAll(jpeg -> ImageDecoder.decode(jpeg, "image", augmentation));
  }

  /** The mean of the last batch, from 0 to 1; empty if only decoding was measured. */
  public double[] brightness() {
    return last == null ? new double[0] : new double[] {last.meanNumber().doubleValue()};
  }

  /** The same work by DataVec's loader and transforms, on the same number of threads. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public INDArray dataVec() throws ExecutionException, InterruptedException {
    if (dataVecBatch == null) {
      dataVecBatch = Nd4j.createUninitialized(DataType.FLOAT, BATCH, 3, SIDE, SIDE);
    }
    List<Future<?>> loaded = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      byte[] jpeg = nextFile();
      int angle = random.nextInt(360);
      boolean flip = random.nextBoolean();
      INDArray place = dataVecBatch.get(NDArrayIndex.interval(i, i + 1));
      loaded.add(workers.submit(() -> dataVec.get().load(jpeg, angle, flip, place)));
    }
    for (Future<?> each : loaded) {
      each.get();
    }
    last = dataVecBatch;
    return last;
  }

  /** Decoding at full size by the JDK, on the same number of threads. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int baseline() throws ExecutionException, InterruptedException {
    return widths(jpeg -> ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth());
  }

  /** Decodes one file. */
  @FunctionalInterface
  private interface Decoder {
    LesionImage decode(byte[] jpeg) throws IOException;
  }

  /** Decodes one file and returns the width of the image. */
  @FunctionalInterface
  private interface Width {
    int of(byte[] jpeg) throws IOException;
  }

  private int decodeAll(Decoder decoder) throws ExecutionException, InterruptedException {
    return widths(
        jpeg -> {
          try (LesionImage image = decoder.decode(jpeg)) {
            return image.width();
          }
        });
  }

  private byte[] nextFile() {
    return jpegs.get(read++ % jpegs.size());
  }

  private int widths(Width width) throws ExecutionException, InterruptedException {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      byte[] jpeg = nextFile();
      tasks.add(() -> width.of(jpeg));
    }
    int sum = 0;
    for (Future<Integer> decoded : workers.invokeAll(tasks)) {
      sum += decoded.get();
    }
    return sum;
  }
}
