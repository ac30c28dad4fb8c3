package io.github.derm4j.model.backend;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The processor of the machine. */
final class Processor {

  private static final Path LINUX_FACTS = Path.of("/proc/cpuinfo");

  private static final String LIBRARY =
      "/org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-avx2/libnd4jcpu.so";

  private Processor() {}

  static Device device() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return new Device(name(), memory, Optional.empty());
  }

  /**
   * Explains why the native library on the class path can't run on this processor: its first
   * instruction of AVX2 would end the process by a signal.
   */
  static Optional<String> problem() {
    return Processor.class.getResource(LIBRARY) == null ? Optional.empty() : problem(LINUX_FACTS);
  }

  /** The same for the library with AVX2 and the processor that a file describes. */
  static Optional<String> problem(Path facts) {
    try (Stream<String> lines = Files.lines(facts)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .filter(line -> !Arrays.asList(line.split("\\s+")).contains("avx2"))
          .findFirst()
          .map(
              line ->
                  "the processor has no AVX2, which nd4j-native with the classifier"
                      + " linux-x86_64-onednn-avx2 needs; use another machine, or take this library"
                      + " from the class path and keep the one with the classifier linux-x86_64");
    } catch (IOException | UncheckedIOException elsewhere) {
      return Optional.empty();
    }
  }

  private static String name() {
    try (Stream<String> lines = Files.lines(LINUX_FACTS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(Processor::architecture);
    } catch (IOException | UncheckedIOException elsewhere) {
      return architecture();
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch", "unknown");
  }
}
