package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A schedule of the learning rate")
class LearningRateScheduleTest {

  @Test
  @DisplayName("of the paper is a stair of 0.16 every 30 epochs")
  void paper() {
    LearningRateSchedule schedule = LearningRateSchedule.paper();

    assertThat(schedule.factor(0)).isEqualTo(1);
    assertThat(schedule.factor(29.999)).isEqualTo(1);
    assertThat(schedule.factor(30)).isEqualTo(0.16);
    assertThat(schedule.factor(61)).isCloseTo(0.0256, within(1e-15));
  }

  @Test
  @DisplayName("along a cosine goes up through the warm-up, down to half in the middle, and to 0")
  void cosine() {
    LearningRateSchedule schedule = LearningRateSchedule.cosine(2, 10);

    assertThat(schedule.factor(0)).isZero();
    assertThat(schedule.factor(0.5)).isEqualTo(0.25);
    assertThat(schedule.factor(2)).isEqualTo(1);
    assertThat(schedule.factor(6)).isCloseTo(0.5, within(1e-15));
    assertThat(schedule.factor(10)).isZero();
    assertThat(schedule.factor(12)).isZero();
  }

  @Test
  @DisplayName("may be constant")
  void constant() {
    assertThat(LearningRateSchedule.constant().factor(1e6)).isEqualTo(1);
  }

  @Test
  @DisplayName("refuses values outside their range, by name")
  void refusesBadValues() {
    assertThatThrownBy(() -> LearningRateSchedule.staircase(0, 30))
        .hasMessage("factor = 0.0: must be in (0, 1]");
    assertThatThrownBy(() -> LearningRateSchedule.staircase(0.5, 0))
        .hasMessage("interval = 0.0: must be above 0");
    assertThatThrownBy(() -> LearningRateSchedule.cosine(5, 5))
        .hasMessage("total = 5.0: must be above the warm-up of 5.0 epochs");
  }
}
