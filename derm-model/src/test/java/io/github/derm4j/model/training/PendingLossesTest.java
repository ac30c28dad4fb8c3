package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The losses of batches under way")
class PendingLossesTest {

  private final AtomicInteger asked = new AtomicInteger();

  private double half() {
    asked.incrementAndGet();
    return 0.5;
  }

  @Test
  @DisplayName("are fetched when they are read, once, in the order of the batches")
  void read() {
    PendingLosses losses = new PendingLosses(2);
    losses.add(this::half, () -> 4, () -> List.of("a"));
    losses.add(() -> 0.25, () -> 3, () -> List.of("b", "c"));
    assertThat(asked).hasValue(0);
    assertThat(losses.areMany()).isTrue();
    assertThat(losses.read())
        .containsExactly(
            new PendingLosses.Loss(0.5, 4, List.of("a")),
            new PendingLosses.Loss(0.25, 3, List.of("b", "c")));
    assertThat(asked).hasValue(1);
    assertThat(losses.areMany()).isFalse();
    assertThat(losses.read()).isEmpty();
  }

  @Test
  @DisplayName("of a long epoch stay on a card until its end")
  void ofACard() {
    PendingLosses losses = new PendingLosses(Integer.MAX_VALUE);
    for (int i = 0; i < 100_000; i++) {
      losses.add(this::half, () -> 1, List::of);
      assertThat(losses.areMany()).isFalse();
    }
    assertThat(asked).hasValue(0);
    assertThat(losses.read()).hasSize(100_000);
  }

  @Test
  @DisplayName("are fetched soon on a CPU")
  void ofACpu() {
    PendingLosses losses = PendingLosses.ofBackend();
    int batches = 0;
    while (!losses.areMany()) {
      losses.add(this::half, () -> 1, List::of);
      batches++;
    }
    assertThat(batches).isEqualTo(32);
  }
}
