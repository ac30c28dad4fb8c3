package io.github.derm4j.model.internal.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.model.internal.NativeResources;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Owned native memory")
final class ArenaTest {

  @Test
  @DisplayName("is counted until it is closed")
  void counted() {
    long before = open();
    try (Arena arena = new Arena()) {
      assertThat(arena.allocate(10)).isPositive();
      assertThat(arena.allocate(8192) % 4096).isZero();
      assertThat(open()).isEqualTo(before + 2);
    }
    assertThat(open()).isEqualTo(before);
  }

  private static long open() {
    return NativeResources.open().getOrDefault("object of oneDNN", 0L);
  }
}
