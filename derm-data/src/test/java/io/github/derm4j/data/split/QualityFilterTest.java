package io.github.derm4j.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.TestImages;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The quality filter")
class QualityFilterTest {

  private static final List<String> KINDS = List.of("good", "blurred", "far", "broken");
  private static final QualityFilter FILTER = new QualityFilter(5, 0.03);

  private final Map<String, byte[]> files = new HashMap<>();

  private List<LesionRecord> part(String part) {
    DiseaseNode nevus = DiseaseNode.of("nevus", "nevus");
    return KINDS.stream()
        .map(
            kind -> {
              String name = part + "/" + kind + ".png";
              files.put(name, picture(kind));
              return LesionRecord.builder(name, name, nevus).build();
            })
        .toList();
  }

  private static byte[] picture(String kind) {
    if (kind.equals("broken")) {
      return new byte[] {1, 2, 3};
    }
    int radius = kind.equals("far") ? 6 : 50;
    BufferedImage image = TestImages.plain(240, 180, new Color(220, 170, 150));
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(80, 50, 40));
    graphics.fillOval(120 - radius, 90 - radius, 2 * radius, 2 * radius);
    graphics.dispose();
    return TestImages.encode(kind.equals("blurred") ? blurred(image) : image, "png");
  }

  private static BufferedImage blurred(BufferedImage image) {
    BufferedImage small = scaled(image, 15, 11);
    return scaled(small, 240, 180);
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }

  private ImageQualities measure(GroupedSplit split) {
    List<LesionRecord> all =
        List.of(split.train(), split.validation(), split.test()).stream()
            .flatMap(List::stream)
            .toList();
    return ImageQualities.read(all, ImageSource.inMemory(files));
  }

  @Test
  @DisplayName("takes blurred and far images out of validation and test, and keeps them to learn")
  void filters() {
    GroupedSplit split = new GroupedSplit(part("train"), part("validation"), part("test"));
    ImageQualities qualities = measure(split);

    QualityFilter.Filtered filtered = FILTER.apply(split, qualities);

    assertThat(filtered.split().train()).isEqualTo(split.train());
    assertThat(filtered.split().validation())
        .extracting(LesionRecord::imageId)
        .containsExactly("validation/good.png", "validation/broken.png");
    assertThat(filtered.split().test())
        .extracting(LesionRecord::imageId)
        .containsExactly("test/good.png", "test/broken.png");
    assertThat(filtered.removed())
        .extracting(removed -> removed.record().imageId() + " " + removed.reason())
        .containsExactly(
            "validation/blurred.png BLURRED",
            "validation/far.png FAR_AWAY",
            "test/blurred.png BLURRED",
            "test/far.png FAR_AWAY");
    assertThat(qualities.failures())
        .containsOnlyKeys("train/broken.png", "validation/broken.png", "test/broken.png");
  }

  @Test
  @DisplayName("refuses impossible limits, and limits that leave no image")
  void refuses() {
    GroupedSplit split = new GroupedSplit(part("train"), List.of(), part("test").subList(0, 3));
    ImageQualities qualities = measure(split);

    assertThatThrownBy(() -> new QualityFilter(1e9, 0).apply(split, qualities))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of the 3 images for test");
    assertThatThrownBy(() -> new QualityFilter(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new QualityFilter(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
