package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.model.playground.PlaygroundPoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Images as points")
class ImagePointsTest {

  /** Features on a line through (7, 7, 7), so that the first component is the place on it. */
  private static SimilarImages images(String... folders) {
    List<SimilarImages.Item> items = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    for (int i = 0; i < folders.length; i++) {
      items.add(new SimilarImages.Item(Path.of(i + ".jpg"), i + ".jpg", folders[i]));
      features.add(new float[] {7 + i, 7 - 2 * i, 7});
    }
    return new SimilarImages(items, features);
  }

  private static SimilarImages moles() {
    return images(
        "nevus",
        "nevus",
        "nevus",
        "nevus",
        "nevus",
        "keratosis",
        "keratosis",
        "Melanoma",
        "Melanoma",
        "Melanoma",
        "Melanoma",
        "Melanoma",
        "");
  }

  @Test
  @DisplayName("are offered with melanoma against nevus, and the components that there can be")
  void offers() {
    assertThat(new ImagePoints(moles()).offer())
        .hasToString(
            "{\"classes\":[\"Melanoma\",\"keratosis\",\"nevus\"],\"positive\":\"Melanoma\","
                + "\"negative\":\"nevus\",\"components\":3}");
    assertThat(new ImagePoints(SimilarImages.none()).offer()).isNull();
    assertThat(new ImagePoints(images("a", "b", "", "", "", "", "", "", "", "")).offer()).isNull();
  }

  @Test
  @DisplayName("are those of both classes, by the components of their features")
  void components() {
    PlaygroundPoints points = new ImagePoints(moles()).points("Melanoma", "nevus");

    assertThat(points.size()).isEqualTo(10);
    assertThat(points.classes()).containsExactly("nevus", "Melanoma");
    assertThat(points.columns().get(0).name()).isEqualTo("component 1");
    // The places 0 to 4 and 7 to 11, from one end of the plane to the other: −5 to 5.
    for (int i = 0; i < 10; i++) {
      int place = i < 5 ? i : i + 2;
      assertThat(Math.abs(points.value(i, 0)))
          .isCloseTo(Math.abs(10.0 * place / 11 - 5), org.assertj.core.data.Offset.offset(1e-5));
      assertThat(points.target(i)).isEqualTo(i < 5 ? -1 : 1);
    }
    assertThat(points.value(0, 0) * points.value(9, 0)).isNegative();
  }

  @Test
  @DisplayName("of all other classes leave out images without a class")
  void others() {
    PlaygroundPoints points = new ImagePoints(moles()).points("Melanoma", ImagePoints.OTHERS);

    assertThat(points.size()).isEqualTo(12);
    assertThat(points.classes()).containsExactly("other", "Melanoma");
  }

  @Test
  @DisplayName("are at most 500, with the same share of each class")
  void most() {
    String[] folders = new String[2000];
    for (int i = 0; i < folders.length; i++) {
      folders[i] = i % 4 < 3 ? "a" : "b";
    }
    // Every fourth of the 2,000 would be of one class.
    PlaygroundPoints points = new ImagePoints(images(folders)).points("a", "b");

    assertThat(points.size()).isEqualTo(500);
    int positive = 0;
    for (int i = 0; i < points.size(); i++) {
      positive += points.target(i) > 0 ? 1 : 0;
    }
    assertThat(positive).isEqualTo(375);
  }

  @Test
  @DisplayName("of an unknown class are refused with the known ones")
  void unknown() {
    ImagePoints points = new ImagePoints(moles());
    assertThatThrownBy(() -> points.points("mole", "nevus"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("class 'mole': must be one of Melanoma, keratosis, nevus");
    assertThatThrownBy(() -> points.points("nevus", "nevus")).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> points.points("keratosis", "nevus"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 images");
  }
}
