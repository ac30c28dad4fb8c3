package io.github.derm4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The drawing of a tree")
class TreeDrawingTest {

  @Test
  @DisplayName("escapes names")
  void escapes() {
    DiseaseTaxonomy tree = DiseaseTaxonomy.fromPaths(List.of(List.of("skin", "A & <B>")));
    assertThat(TreeDrawing.svg(tree)).contains("A &amp; &lt;B&gt;").doesNotContain("<B>");
  }

  @Test
  @DisplayName("is cut at the depth that fits, with a count of the nodes below")
  void large() {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(
            IntStream.range(0, 200)
                .mapToObj(i -> List.of("skin", "group " + i % 4, "disease " + i))
                .toList());
    assertThat(TreeDrawing.svg(tree))
        .contains("group 3 (+ 50 below)")
        .doesNotContain("disease")
        .contains("height=\"101\"");
  }
}
