package io.github.derm4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A missing class ends the kernel's thread, and the notebook waits forever. */
@DisplayName("The displays")
class OwnDependenciesTest {

  @Test
  @DisplayName("need no Guava, which a notebook of derm-metrics alone does not have")
  void noGuava() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> files = sources.filter(Files::isRegularFile).toList();
      assertThat(files).hasSizeGreaterThan(10);
      for (Path file : files) {
        assertThat(file).content().doesNotContain("com.google.common");
      }
    }
  }
}
