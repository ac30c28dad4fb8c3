package io.github.derm4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A gallery")
class GalleryTest {

  private static final BufferedImage WIDE = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
  private static final BufferedImage TRANSPARENT =
      new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);

  @Test
  @DisplayName("shows its images at one height in rows, with their captions")
  void rows() {
    Gallery gallery =
        Gallery.ofColumns(2)
            .withHeight(100)
            .with("a & b\nsecond line", WIDE)
            .with("c", WIDE)
            .with("d", TRANSPARENT);
    assertThat(gallery.svg())
        .contains("x=\"210\" y=\"0\" width=\"200\" height=\"100\"")
        .contains("x=\"0\" y=\"142\" width=\"100\" height=\"100\"")
        .contains("a &amp; b</text>", "second line</text>")
        .containsPattern("data:image/jpeg;base64,/9j/");
    assertThat(gallery).hasToString("3 images: a & b, second line; c; d");
  }

  @Test
  @DisplayName("has at least one column, of visible images")
  void badArguments() {
    assertThatIllegalArgumentException().isThrownBy(() -> Gallery.ofColumns(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gallery.ofColumns(1).withHeight(0))
        .withMessageContaining("0 pixels");
  }
}
