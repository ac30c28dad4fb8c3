package io.github.derm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Progress on the driver's terminal")
class JobProgressTest {

  private final List<String> lines = new ArrayList<>();
  private long nanos;

  private void after(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  @DisplayName("reports the number of images done, their rate and the remaining time")
  void images() {
    JobProgress progress = new JobProgress("classify", 1000, () -> nanos, lines::add);
    after(10);
    progress.advance(100);
    after(1);
    progress.advance(50); // Too soon for another line.
    after(9);
    progress.advance(0); // A task without rows.
    progress.advance(250);
    after(1);
    progress.advance(650); // A task that ran twice; this line comes, since it is the last.

    assertThat(lines)
        .containsExactly(
            "classify: 100 of 1,000 images, 10.0 a second, 1 min 30 s left",
            "classify: 400 of 1,000 images, 20.0 a second, 30 s left",
            "classify: 1,000 of 1,000 images, 47.6 a second, 21 s");
  }

  @Test
  @DisplayName("forwards each event of rank 0 once")
  void training() {
    TrainingNews.Heard heard = new TrainingNews.Heard(7, lines::add);
    heard.hear("");
    heard.hear("epoch 1 of 2: 8 of 20 images, loss 1.1000");
    heard.hear("epoch 1 of 2: 8 of 20 images, loss 1.1000");
    heard.hear("epoch 1 of 2: 16 of 20 images, loss 0.9000");

    assertThat(lines)
        .containsExactly(
            "epoch 1 of 2: 8 of 20 images, loss 1.1000",
            "epoch 1 of 2: 16 of 20 images, loss 0.9000");
  }

  @Test
  @DisplayName("merges to the last value")
  void merges() {
    TrainingNews driver = new TrainingNews();
    TrainingNews silent = new TrainingNews();
    TrainingNews rank = new TrainingNews();
    rank.add("epoch 1");
    rank.add("epoch 2");
    driver.merge(rank);
    driver.merge(silent);

    assertThat(silent.isZero()).isTrue();
    assertThat(driver.value()).isEqualTo("epoch 2");
    assertThat(driver.copy().value()).isEqualTo("epoch 2");
    driver.reset();
    assertThat(driver.isZero()).isTrue();
  }
}
