package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.metrics.GeneratedCases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scores and true classes that all sides of a comparison of metrics read. */
public final class SharedCases {

  private static final int LARGEST = 10_000_000;
  private static final String SCORES = "scores.f64";
  private static final String TRUTH = "truth.u8";

  private SharedCases() {}

  /**
   * Writes {@code scores.f64} and {@code truth.u8}, little-endian.
   *
   * @param arguments the shared folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    GeneratedCases cases = new GeneratedCases(LARGEST);
    ByteBuffer scores = ByteBuffer.allocate(LARGEST * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    scores.asDoubleBuffer().put(cases.scores());
    Files.write(folder.resolve(SCORES), scores.array());
    byte[] truth = new byte[LARGEST];
    boolean[] positive = cases.positive();
    for (int i = 0; i < LARGEST; i++) {
      truth[i] = (byte) (positive[i] ? 1 : 0);
    }
    Files.write(folder.resolve(TRUTH), truth);
  }
}
