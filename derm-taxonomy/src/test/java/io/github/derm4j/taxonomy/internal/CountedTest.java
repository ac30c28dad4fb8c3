package io.github.derm4j.taxonomy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {

  @Test
  void oneIsSingularAndEveryOtherNumberPlural() {
    assertThat(Counted.text(1, "image")).isEqualTo("1 image");
    assertThat(Counted.text(0, "image")).isEqualTo("0 images");
    assertThat(Counted.text(1234, "training class")).isEqualTo("1,234 training classes");
    assertThat(Counted.text(2, "diagnosis")).isEqualTo("2 diagnoses");
    assertThat(Counted.text(1, "row is", "rows are")).isEqualTo("1 row is");
    assertThat(Counted.text(3, "row is", "rows are")).isEqualTo("3 rows are");
  }

  @Test
  void digitsOfEveryScriptAreWrittenAsAscii() {
    assertThat(Digits.ascii("depth (\u0661\u0660) of \u06f9, \u0967 and 5, \ud835\udfd8 é"))
        .isEqualTo("depth (10) of 9, 1 and 5, 0 é");
    assertThat(Digits.ascii(null)).isEqualTo("null");
  }
}
