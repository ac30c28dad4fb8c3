package io.github.derm4j.benchmarks.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * What {@code peers/pipeline.py} needs of this side: the pictures as files, and images a second of
 * the pipeline, of decoding as far as it does, and of DataVec, so that peers in two languages can
 * take turns.
 *
 * <p>{@code java -cp derm-benchmarks/target/benchmarks.jar
 * io.github.derm4j.benchmarks.data.PipelineRun write FOLDER}, or {@code measure SECONDS}.
 */
public final class PipelineRun {

  private static final String[] PICTURES = {"600x450", "3000x2000"};
  private static final int[] THREADS = {1, 2};

  private PipelineRun() {}

  /**
   * Writes the pictures, or measures and prints {@code what,picture,threads,images a second}.
   *
   * @param args as above
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 2 && args[0].equals("write")) {
      write(Path.of(args[1]));
    } else if (args.length == 2 && args[0].equals("measure")) {
      measure(Double.parseDouble(args[1]));
    } else {
      throw new IllegalArgumentException("usage: write FOLDER | measure SECONDS");
    }
  }

  private static void write(Path folder) throws IOException {
    for (String picture : PICTURES) {
      Path files = Files.createDirectories(folder.resolve(picture));
      for (int i = 0; i < PipelineBenchmark.FILES; i++) {
        Files.write(files.resolve(i + ".jpg"), PipelineBenchmark.file(picture, i));
      }
    }
  }

  private static void measure(double seconds) throws Exception {
    for (String picture : PICTURES) {
      for (int threads : THREADS) {
        PipelineBenchmark benchmark = new PipelineBenchmark();
        benchmark.picture = picture;
        benchmark.threads = threads;
        benchmark.generate();
        print("decoding", picture, threads, speed(benchmark::decodeReduced, seconds));
        print("pipeline", picture, threads, speed(benchmark::pipeline, seconds));
        print("DataVec", picture, threads, speed(benchmark::dataVec, seconds));
        benchmark.close();
      }
    }
  }

  /** Batches for as long as asked for, after half as long to warm up; images a second. */
  private static double speed(Callable<?> batch, double seconds) throws Exception {
    repeat(batch, seconds / 2);
    return repeat(batch, seconds);
  }

  private static double repeat(Callable<?> batch, double seconds) throws Exception {
    long start = System.nanoTime();
    long images = 0;
    double passed;
    do {
      batch.call();
      images += PipelineBenchmark.BATCH;
      passed = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    } while (passed < seconds);
    return images / passed;
  }

  private static void print(String what, String picture, int threads, double speed) {
    System.out.printf(Locale.ROOT, "%s,%s,%d,%.2f%n", what, picture, threads, speed);
  }
}
