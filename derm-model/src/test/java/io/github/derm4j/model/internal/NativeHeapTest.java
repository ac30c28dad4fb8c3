package io.github.derm4j.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("The native heap")
class NativeHeapTest {

  private static final int ARRAYS = 3000;
  private static final int NUMBERS = 16_000; // 64 kB: too small for a mapping of its own

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc, and elsewhere nothing is trimmed")
  @DisplayName("gives freed memory between used memory back to the system")
  void trims() throws IOException {
    List<INDArray> kept = new ArrayList<>();
    List<INDArray> freed = new ArrayList<>();
    for (int i = 0; i < ARRAYS; i++) {
      freed.add(Nd4j.ones(DataType.FLOAT, NUMBERS));
      kept.add(Nd4j.ones(DataType.FLOAT, 1024));
    }
    freed.forEach(INDArray::close);
    long before = residentBytes();

    NativeHeap.trim();

    assertThat(before - residentBytes()).isGreaterThan((long) ARRAYS * NUMBERS * Float.BYTES / 2);
    assertThat(kept).allMatch(array -> array.getFloat(1023) == 1);
  }

  private static long residentBytes() throws IOException {
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
    return Long.parseLong(pages) * 4096;
  }
}
