package io.github.derm4j.benchmarks.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/**
 * Prints the memory of a pipeline of 1,024 images of 600 × 450 pixels after each of twenty epochs,
 * in MB: resident memory (by Linux), Java's heap after a garbage collection, and OpenCV's images.
 *
 * <p>{@code java -Xmx512m -cp derm-benchmarks/target/benchmarks.jar
 * io.github.derm4j.benchmarks.data.PipelineMemory}
 */
public final class PipelineMemory {

  private static final int EPOCHS = 20;
  private static final double MEGABYTE = 1 << 20;

  private PipelineMemory() {}

  /**
   * Runs the epochs.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException {
    PipelineBenchmark benchmark = new PipelineBenchmark();
    benchmark.picture = "600x450";
    benchmark.threads = 2;
    benchmark.prepare();
    System.out.println("epoch,resident,heap,pictures");
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (int seen = 0; seen < PipelineBenchmark.IMAGES; seen += PipelineBenchmark.BATCH) {
        benchmark.pipeline();
      }
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      System.out.printf(
          Locale.ROOT,
          "%d,%.0f,%.0f,%.0f%n",
          epoch,
          resident(),
          (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE,
          Pointer.totalBytes() / MEGABYTE);
    }
    benchmark.close();
  }

  private static double resident() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
  }
}
