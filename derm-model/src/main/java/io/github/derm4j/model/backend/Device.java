package io.github.derm4j.model.backend;

import java.util.Locale;
import java.util.Optional;

/**
 * A processor that holds arrays.
 *
 * @param name the name that its manufacturer uses
 * @param memoryBytes its total memory; for a CPU, that of the machine
 * @param capability the generation of a CUDA device; empty for a CPU
 */
public record Device(String name, long memoryBytes, Optional<ComputeCapability> capability) {

  private static final double GIB = 1L << 30;

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, %.1f GiB%s", name, memoryBytes / GIB, generation());
  }

  private String generation() {
    return capability.map(each -> ", compute capability " + each).orElse("");
  }
}
