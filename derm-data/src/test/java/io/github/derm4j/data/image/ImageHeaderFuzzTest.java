package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.Fuzz;
import io.github.derm4j.data.TestImages;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The header check of damaged images")
class ImageHeaderFuzzTest {

  @Test
  @DisplayName("gives their size, or throws an IOException that names the file")
  void header() throws Exception {
    BufferedImage picture = TestImages.blobs(24, 18, 1);
    Fuzz.Outcome outcome =
        Fuzz.of(2)
            .inputs(TestImages.encode(picture, "jpg"), TestImages.encode(picture, "png"))
            .run(
                bytes -> {
                  ImageHeader header = ImageHeader.read(bytes, "image");
                  assertThat(header.width()).isPositive();
                  assertThat(header.height()).isPositive();
                },
                "image");
    assertThat(outcome.accepted()).isPositive();
    assertThat(outcome.refused()).isPositive();
  }
}
