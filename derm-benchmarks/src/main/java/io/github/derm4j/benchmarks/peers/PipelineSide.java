package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.data.PipelineBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Turns an epoch of the JPEG files of a folder, which are already in memory, into batches with the
 * paper's augmentation, by this library or by DataVec; or decodes only, at the resolution that this
 * library's augmentation needs.
 *
 * <p>The unit is an epoch, because the pipeline does not work ahead beyond its end while another
 * side is timed.
 */
final class PipelineSide implements Contestant {

  private final String name;
  private final Path folder;

  PipelineSide(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  @Override
  public Map<String, String> versions() {
    return name.equals("DataVec") ? Map.of(name, Engine.version()) : Map.of();
  }

  /** {@inheritDoc} The task is a folder of files, the size a number of threads. */
  @Override
  public Workload workload(String task, int size) throws IOException {
    PipelineBenchmark benchmark = PipelineBenchmark.ofFolder(folder.resolve(task), size);
    Callable<?> batch =
        switch (name) {
          case "pipeline" -> benchmark::pipeline;
          case "DataVec" -> benchmark::dataVec;
          case "decoding" -> benchmark::decodeReduced;
          case "decoding-anew" -> benchmark::decodeReducedAnew;
          default -> throw new IllegalArgumentException(name);
        };
    return () -> {
      for (int i = 0; i < benchmark.batches(); i++) {
        batch.call();
      }
      return benchmark::brightness;
    };
  }
}
