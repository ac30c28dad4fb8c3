package io.github.derm4j.model.backend;

import java.util.Comparator;

/**
 * The generation of an NVIDIA device, which determines the machine code that it can run.
 *
 * @param major the major number, such as the 8 of 8.6
 * @param minor the minor number, such as the 6 of 8.6
 */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {

  private static final Comparator<ComputeCapability> ORDER =
      Comparator.comparingInt(ComputeCapability::major).thenComparingInt(ComputeCapability::minor);

  @Override
  public int compareTo(ComputeCapability other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
