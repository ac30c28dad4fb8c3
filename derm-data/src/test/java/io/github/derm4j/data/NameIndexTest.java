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

  private void check(String id, Help help, String... names) {
    NameIndex.Match match = index.find(id);
    assertThat(match.names()).as(id).containsExactly(names);
    assertThat(match.help()).as(id).isEqualTo(help);
  }

  @Test
  @DisplayName("is found as it is, with and without folder and ending")
  void plain() {
    check("y/a.jpg", Help.NONE, "y/a.jpg");
    check("y/a", Help.NONE, "y/a.jpg");
    check("a.jpg", Help.NONE, "y/a.jpg");
    check("A", Help.NONE, "y/A.jpg");
    check("d", Help.NONE, "1/d.png", "2/d.png");
    check("nothing", Help.NONE);
    check("", Help.NONE);
  }

  @Test
  @DisplayName("is found in another Unicode form and with other spaces")
  void spelling() {
    check(Normalizer.normalize("Müller 0", Normalizer.Form.NFD), Help.SPELLING, "x/Müller 0.png");
    check("\u00a0Müller\u00a0 0\u200b", Help.SPELLING, "x/Müller 0.png");
  }

  @Test
  @DisplayName("is found under another ending, in another folder, in another case")
  void further() {
    check("a.png", Help.ENDING, "y/a.jpg");
    check("C:\\data\\2\\d.png", Help.FOLDER, "2/d.png");
    check("isic_0000123", Help.CASE, "z/ISIC_0000123.JPG");
    check("isic_0000123.png", Help.CASE, "z/ISIC_0000123.JPG");
  }

  @Test
  @DisplayName("that is absent has near misses, which are only named")
  void near() {
    check("ISIC-123", Help.NONE);
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
