package io.github.derm4j.data.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A class balance by weights")
class ClassBalanceTest {

  private static final int IMAGES = 1000;

  /** Of every ten images nine are nevi and one is a melanoma. */
  private static List<LesionRecord> records() {
    List<LesionRecord> records = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String disease = i % 10 == 0 ? "melanoma" : "nevus";
      records.add(LesionRecord.builder("i" + i, "i" + i, DiseaseNode.of(disease, disease)).build());
    }
    return records;
  }

  private static int[] draw(ClassBalance balance, long seed) {
    return balance.draw(records(), new SplittableRandom(seed));
  }

  @Test
  @DisplayName("shows every group equally often on average, in an epoch of the same length")
  void groups() {
    ClassBalance balance = ClassBalance.weightedByGroup(LesionRecord::diagnosis);
    long melanomas = 0;
    for (long seed = 0; seed < 40; seed++) {
      int[] drawn = draw(balance, seed);
      assertThat(drawn).hasSize(IMAGES);
      melanomas += Arrays.stream(drawn).filter(i -> i % 10 == 0).count();
    }
    // 40,000 draws: the standard deviation of the share is 0.0025.
    assertThat(melanomas / 40.0 / IMAGES).isCloseTo(0.5, within(0.0125));
    assertThat(draw(balance, 5)).isEqualTo(draw(balance, 5)).isNotEqualTo(draw(balance, 6));
  }

  @Test
  @DisplayName("draws in proportion to the weights, and never an item of weight 0")
  void weights() {
    ClassBalance balance =
        ClassBalance.weighted(
            record -> record.imageId().equals("i7") ? 3 : record.imageId().equals("i999") ? 1 : 0);
    int[] drawn = draw(balance, 1);
    assertThat(drawn).containsOnly(7, 999);
    assertThat(Arrays.stream(drawn).filter(i -> i == 7).count() / (double) IMAGES)
        .isCloseTo(0.75, within(0.07));
  }

  @Test
  @DisplayName("refuses weights that are negative, not finite, or all 0")
  void refuses() {
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> draw(ClassBalance.weighted(record -> wrong), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("image i0 has the weight " + wrong);
    }
    assertThatThrownBy(() -> draw(ClassBalance.weighted(record -> 0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all weights are 0");
  }
}
