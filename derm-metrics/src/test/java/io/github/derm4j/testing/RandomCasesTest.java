package io.github.derm4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Random cases")
class RandomCasesTest {

  private static final String SEED = "tests.seed";

  private final String ofProcess = System.getProperty(SEED, "");

  @BeforeEach
  void noSeed() {
    System.clearProperty(SEED);
  }

  @AfterEach
  void restore() {
    if (!ofProcess.isEmpty()) {
      System.setProperty(SEED, ofProcess);
    }
  }

  @Test
  @DisplayName("state the seed of a failure, which repeats that case alone")
  void seed() {
    List<Integer> drawn = new ArrayList<>();
    RandomCases.Case test =
        draw -> {
          drawn.add(draw.between(0, 1_000_000));
          assertThat(drawn.get(drawn.size() - 1) % 7).isNotEqualTo(3);
        };
    Throwable failure = catchThrowable(() -> RandomCases.repeat(10_000, test));
    Matcher seed = Pattern.compile("-Dtests\\.seed=(-?\\d+)").matcher(failure.getMessage());
    assertThat(seed.find()).isTrue();
    int failed = drawn.get(drawn.size() - 1);
    System.setProperty(SEED, seed.group(1));
    drawn.clear();
    Throwable again = catchThrowable(() -> RandomCases.repeat(10_000, test));
    assertThat(again).hasMessage(failure.getMessage());
    assertThat(drawn).containsExactly(failed);
  }

  @Test
  @DisplayName("draw every number between two bounds, and often the bounds")
  void bounds() {
    int[] counts = new int[12];
    RandomCases.repeat(2_000, draw -> counts[draw.between(1, 10)]++);
    assertThat(counts[0] + counts[11]).isZero();
    for (int i = 2; i < 10; i++) {
      assertThat(counts[i]).isPositive().isLessThan(counts[1]).isLessThan(counts[10]);
    }
  }
}
