package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The lesion of an image")
class LesionsOfImagesTest {

  private static final Path IMAGE = Path.of("in", "IL_0000652", "ISIC_4671410.jpg");

  @TempDir private Path folder;

  @Test
  @DisplayName("is the name of its folder, or stands in a table")
  void known() throws IOException {
    Path table =
        Files.writeString(
            folder.resolve("metadata.csv"),
            "lesion_id,image_type,isic_id\nIL_1,dermoscopic,ISIC_4671410\nIL_2,,ISIC_2\n");

    assertThat(LesionsOfImages.of(null).lesionOf(IMAGE)).contains("IL_0000652");
    assertThat(LesionsOfImages.of(table).lesionOf(IMAGE)).contains("IL_1");
    LesionsOfImages.of(table).check(List.of(IMAGE, Path.of("ISIC_2.png")));
  }

  @Test
  @DisplayName("is required if rows are lesions; otherwise each image needs a unique name")
  void unknown() throws IOException {
    LesionsOfImages folders = LesionsOfImages.of(null);

    assertThatThrownBy(() -> folders.check(List.of(IMAGE, Path.of("images", "ISIC_2.jpg"))))
        .hasMessageContaining("the lesion of images")
        .hasMessageContaining("give --lesions with a table isic_id,lesion_id");
    assertThatThrownBy(
            () -> LesionsOfImages.none().check(List.of(Path.of("a", "x.jpg"), Path.of("x.png"))))
        .hasMessageContaining("two images have the name x;");
  }
}
