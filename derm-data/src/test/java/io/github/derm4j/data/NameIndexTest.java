package io.github.derm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.NameIndex.Help;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An id")
class NameIndexTest {

  private final NameIndex index =
      new NameIndex(
          List.of(
              "x/Müller 0.png", "y/a.jpg", "y/A.jpg", "z/ISIC_0000123.JPG", "1/d.png", "2/d.png"));

  private static NameIndex.Match match(Help help, String... names) {
    return new NameIndex.Match(List.of(names), help);
  }

  @Test
  @DisplayName("is found as it is, with and without folder and ending")
  void plain() {
    assertThat(index.find("y/a.jpg")).isEqualTo(match(Help.NONE, "y/a.jpg"));
    assertThat(index.find("y/a")).isEqualTo(match(Help.NONE, "y/a.jpg"));
    assertThat(index.find("a.jpg")).isEqualTo(match(Help.NONE, "y/a.jpg"));
    assertThat(index.find("A")).isEqualTo(match(Help.NONE, "y/A.jpg"));
    assertThat(index.find("d")).isEqualTo(match(Help.NONE, "1/d.png", "2/d.png"));
    assertThat(index.find("nothing")).isEqualTo(match(Help.NONE));
    assertThat(index.find("")).isEqualTo(match(Help.NONE));
  }

  @Test
  @DisplayName("is found in another Unicode form and with other spaces")
  void spelling() {
    assertThat(index.find(Normalizer.normalize("Müller 0", Normalizer.Form.NFD)))
        .isEqualTo(match(Help.SPELLING, "x/Müller 0.png"));
    assertThat(index.find("\u00a0Müller\u00a0 0\u200b"))
        .isEqualTo(match(Help.SPELLING, "x/Müller 0.png"));
  }

  @Test
  @DisplayName("is found under another ending, in another folder, in another case")
  void further() {
    assertThat(index.find("a.png")).isEqualTo(match(Help.ENDING, "y/a.jpg"));
    assertThat(index.find("C:\\data\\2\\d.png")).isEqualTo(match(Help.FOLDER, "2/d.png"));
    assertThat(index.find("isic_0000123")).isEqualTo(match(Help.CASE, "z/ISIC_0000123.JPG"));
    assertThat(index.find("isic_0000123.png")).isEqualTo(match(Help.CASE, "z/ISIC_0000123.JPG"));
  }

  @Test
  @DisplayName("that is absent has near misses, which are only named")
  void near() {
    assertThat(index.find("ISIC-123")).isEqualTo(match(Help.NONE));
    assertThat(index.near("ISIC-123")).containsExactly("z/ISIC_0000123.JPG");
    assertThat(index.near("ISIC_0000123_downsampled")).containsExactly("z/ISIC_0000123.JPG");
    assertThat(index.near("ISIC_0000124")).isEmpty();
  }

  @Test
  @DisplayName("and a label are compared without invisible differences; a label without case too")
  void keys() {
    assertThat(Names.text(" mela\u200bnoma\u00a0 ")).isEqualTo("melanoma");
    assertThat(Names.text("basal  cell\tcarcinoma")).isEqualTo("basal cell carcinoma");
    assertThat(Names.key("MELANOMA")).isEqualTo(Names.key("Melanoma"));
    assertThat(Names.key("NA\u0308VUS")).isEqualTo(Names.key("Nävus"));
    assertThat(Names.id("pic0.PNG")).isEqualTo("pic0");
    assertThat(Names.id("v1.2")).isEqualTo("v1.2");
  }
}
