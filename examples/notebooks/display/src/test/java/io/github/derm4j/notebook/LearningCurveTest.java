package io.github.derm4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.model.training.Epoch;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A learning curve")
class LearningCurveTest {

  @Test
  @DisplayName("has both losses on a scale from 0 to the highest")
  void scale() {
    String svg = LearningCurve.svg(List.of(new Epoch(1, 4, 2, 0.1, 1), new Epoch(2, 1, 2, 0.5, 1)));
    assertThat(svg)
        .contains(">0.00</text>", ">4.00</text>")
        .contains("<polyline points=\"56.0,14.0 596.0,179.0\"")
        .contains("<polyline points=\"56.0,124.0 596.0,124.0\"");
  }

  @Test
  @DisplayName("leaves out a loss that is not a number, such as that of an empty validation part")
  void undefined() {
    assertThat(LearningCurve.svg(List.of(new Epoch(1, 1, Double.NaN, Double.NaN, 1))))
        .doesNotContain("NaN")
        .contains("<polyline points=\"\"");
  }
}
