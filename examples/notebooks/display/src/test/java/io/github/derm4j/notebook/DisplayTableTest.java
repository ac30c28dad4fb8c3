package io.github.derm4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table")
class DisplayTableTest {

  private static final DisplayTable<String> TABLE =
      DisplayTable.of(List.of("nevus", "naevus flammeus <x>"))
          .withTitle("Names")
          .withColumn("name", name -> name)
          .withBars("letters", String::length)
          .withColumn("share", name -> name.length() / 20.0);

  @Test
  @DisplayName("is aligned as text")
  void text() {
    assertThat(TABLE.toString())
        .isEqualTo(
            """
            Names
            name                 letters  share
            nevus                      5  0.250
            naevus flammeus <x>       19  0.950""");
  }

  @Test
  @DisplayName("escapes what it shows, and draws bars to scale")
  void html() {
    assertThat(TABLE.html())
        .contains("naevus flammeus &lt;x&gt;", "#9ecae1 26.3%", "#9ecae1 100.0%");
  }

  @Test
  @DisplayName("shows a dash where a number is not defined, and groups digits")
  void numbers() {
    assertThat(
            DisplayTable.of(List.of(1234567))
                .withColumn("n", n -> n)
                .withColumn("x", n -> Double.NaN)
                .toString())
        .isEqualTo("        n  x\n1,234,567  –");
  }

  @Test
  @DisplayName("without lines is its header")
  void empty() {
    assertThat(DisplayTable.of(List.<String>of()).withColumn("name", name -> name).toString())
        .isEqualTo("name");
  }
}
