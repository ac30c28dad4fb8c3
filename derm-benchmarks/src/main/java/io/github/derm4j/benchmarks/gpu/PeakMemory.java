package io.github.derm4j.benchmarks.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The peak memory while this is open: on a GPU, that of all processes, by nvidia-smi four times per
 * second; on a CPU, that of this process since its start, by Linux.
 */
final class PeakMemory implements AutoCloseable {

  private static final long MEBIBYTE = 1L << 20;
  private static final long MILLISECONDS = 250;
  private static final Path PROCESS = Path.of("/proc/self/status");

  private final AtomicLong peak = new AtomicLong(-1);
  private final Thread sampler;
  private final boolean onCard;

  PeakMemory(boolean onCard) {
    this.onCard = onCard;
    this.sampler = new Thread(this::sample, "peak-memory");
    sampler.setDaemon(true);
    sampler.start();
  }

  private void sample() {
    try {
      do {
        peak.accumulateAndGet(onCard ? usedOnCards() : peakOfProcess(), Math::max);
        Thread.sleep(MILLISECONDS);
      } while (peak.get() >= 0);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** The sum over the GPUs; -1 without nvidia-smi. */
  private static long usedOnCards() throws InterruptedException {
    try {
      Process query =
          new ProcessBuilder(
                  "nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits")
              .redirectErrorStream(true)
              .start();
      String answer = new String(query.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return query.waitFor() == 0 ? parse(answer) : -1;
    } catch (IOException absent) {
      return -1;
    }
  }

  /** Converts the output of nvidia-smi, a number of mebibytes on each line, to bytes. */
  static long parse(String answer) {
    return answer
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("\\d+"))
        .mapToLong(line -> Long.parseLong(line) * MEBIBYTE)
        .reduce(Long::sum)
        .orElse(-1);
  }

  private static long peakOfProcess() {
    try {
      return Files.readAllLines(PROCESS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException elsewhere) {
      return -1;
    }
  }

  /** The peak in bytes; empty if unknown. */
  OptionalLong bytes() {
    return peak.get() < 0 ? OptionalLong.empty() : OptionalLong.of(peak.get());
  }

  @Override
  public void close() {
    sampler.interrupt();
    try {
      sampler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
