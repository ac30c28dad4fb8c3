package io.github.derm4j.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The invented melanomas and nevi")
class MelanocyticLesionTest {

  @Test
  @DisplayName("alternate, are the same for the same seed, and have measures in their ranges")
  void measures() {
    List<MelanocyticLesion> lesions = MelanocyticLesion.list(3, 200);
    assertThat(lesions).hasSize(200).filteredOn(MelanocyticLesion::isMelanoma).hasSize(100);
    assertThat(MelanocyticLesion.list(3, 2).get(1).border()).isEqualTo(lesions.get(1).border());
    assertThat(MelanocyticLesion.list(4, 2).get(1).diameter())
        .isNotEqualTo(lesions.get(1).diameter());
    for (MelanocyticLesion lesion : lesions) {
      assertThat(lesion.asymmetry()).isBetween(0.0, 1.0);
      assertThat(lesion.border()).isBetween(0.0, 0.6);
      assertThat(lesion.colour()).isBetween(0.0, 1.5);
      assertThat(lesion.diameter()).isBetween(6.0, 18.0);
      assertThat(lesion.disease()).contains(lesion.isMelanoma() ? "melanoma" : "nevus");
      assertThat(lesion).hasToString(lesion.disease());
    }
  }

  @Test
  @DisplayName("are drawn, the same each time")
  void image() throws IOException {
    MelanocyticLesion lesion = MelanocyticLesion.list(1, 1).get(0);
    byte[] jpeg = lesion.jpeg(64, 48);
    assertThat(lesion.jpeg(64, 48)).isEqualTo(jpeg);
    try (LesionImage image = ImageDecoder.decode(jpeg, "lesion")) {
      assertThat(image.width()).isEqualTo(64);
      assertThat(image.height()).isEqualTo(48);
    }
  }

  @Test
  @DisplayName("can't be fewer than 0")
  void count() {
    assertThatThrownBy(() -> MelanocyticLesion.list(1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count -1: must be at least 0");
  }
}
