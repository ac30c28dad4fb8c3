package io.github.derm4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.model.GuidePage;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The snippet of {@code docs/cuda.md}: compiled and run here, and compared with the page. */
@DisplayName("The guide to the backends")
class GuideTest {

  @Test
  @DisplayName("shows the code of this test")
  void page() throws IOException {
    assertThat(GuidePage.snippetsOf("cuda.md"))
        .isEqualTo(GuidePage.snippetsIn(GuideTest.class))
        .hasSize(1);
  }

  @Test
  @DisplayName("requires a backend")
  void require() {
    // tag::require
    Backend backend = Backend.require(Backend.Kind.CPU);
    System.out.println(backend.kind() + " with " + backend.convolutions());
    backend.advice().ifPresent(System.err::println);
    // end::require
    assertThat(backend).isEqualTo(Backend.current());
  }
}
