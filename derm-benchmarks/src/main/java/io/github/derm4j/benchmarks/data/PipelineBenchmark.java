package io.github.derm4j.benchmarks.data;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
 * images a second. Peers in other languages: {@code peers/pipeline.py}.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar data.PipelineBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 4, time = 5)
public class PipelineBenchmark {

  static final int BATCH = 32;
  static final int FILES = 8;
  static final int IMAGES = 1024;
  private static final int SIDE = 299;

  /** The size of the pictures. */
  @Param({"600x450", "3000x2000"})
  public String picture;

  /** Worker threads. */
  @Param({"1", "2"})
  public int threads;

  private final PaperAugmentation augmentation = new PaperAugmentation(SIDE);
  private final ThreadLocal<DataVecPictures> dataVec =
      ThreadLocal.withInitial(() -> new DataVecPictures(SIDE));
  private final SplittableRandom random = new SplittableRandom(0);
  private final List<byte[]> jpegs = new ArrayList<>();
  private LesionPipeline pipeline;
  private ExecutorService workers;

  /** Draws the pictures. */
  @Setup(Level.Trial)
  public void generate() {
    Map<String, byte[]> files = new HashMap<>();
    for (int i = 0; i < FILES; i++) {
      byte[] jpeg = file(picture, i);
      jpegs.add(jpeg);
      files.put("f" + i + ".jpg", jpeg);
    }
    DiseaseNode disease = DiseaseNode.of("d", "disease");
    List<LesionRecord> records = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      records.add(LesionRecord.builder("i" + i, "f" + i % FILES + ".jpg", disease).build());
    }
    pipeline =
        LesionPipeline.builder(records, ImageSource.inMemory(files), record -> 0, 1, augmentation)
            .batch(BATCH)
            .threads(threads)
            .build();
    workers = Executors.newFixedThreadPool(threads);
  }

  /** A picture of a size such as 600x450. */
  static byte[] file(String picture, int seed) {
    String[] sides = picture.split("x", 2);
    return GeneratedPictures.jpeg(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), seed);
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    pipeline.close();
    workers.shutdown();
  }

  /** Decode, augment, normalise, batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public DataSet pipeline() {
    if (!pipeline.hasNext()) {
      pipeline.reset();
    }
    DataSet batch = pipeline.next();
    pipeline.recycle(batch);
    return batch;
  }

  /** Decoding at full size, on as many threads. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int decodeAtFullSize() throws ExecutionException, InterruptedException {
    return decodeAll(jpeg -> ImageDecoder.decode(jpeg, "picture"));
  }

  /** Decoding as far as the pipeline needs it, on as many threads. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int decodeReduced() throws ExecutionException, InterruptedException {
    return decodeAll(jpeg -> ImageDecoder.decode(jpeg, "picture", augmentation));
  }

  /** The same work by DataVec's loader and transforms, on as many threads. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public INDArray dataVec() throws ExecutionException, InterruptedException {
    INDArray batch = Nd4j.createUninitialized(DataType.FLOAT, BATCH, 3, SIDE, SIDE);
    List<Future<?>> loaded = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      byte[] jpeg = jpegs.get(i % FILES);
      int angle = random.nextInt(360);
      boolean flip = random.nextBoolean();
      INDArray place = batch.get(NDArrayIndex.interval(i, i + 1));
      loaded.add(workers.submit(() -> dataVec.get().load(jpeg, angle, flip, place)));
    }
    for (Future<?> each : loaded) {
      each.get();
    }
    batch.close();
    return batch;
  }

  /** Decoding at full size by the JDK, on as many threads. */
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

  /** Decodes one file and says how wide the picture is. */
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

  private int widths(Width width) throws ExecutionException, InterruptedException {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      byte[] jpeg = jpegs.get(i % FILES);
      tasks.add(() -> width.of(jpeg));
    }
    int sum = 0;
    for (Future<Integer> decoded : workers.invokeAll(tasks)) {
      sum += decoded.get();
    }
    return sum;
  }
}
