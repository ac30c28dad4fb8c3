package io.github.derm4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the lines of /proc/cpuinfo that Linux prints for each processor. */
@DisplayName("A processor")
class ProcessorTest {

  @TempDir private Path folder;

  @Test
  @DisplayName("without AVX2 is refused with the remedy, before the library ends the process")
  void withoutAvx2() throws IOException {
    assertThat(
            Processor.problem(
                facts(
                    "model name\t: Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz",
                    "flags\t\t: fpu sse sse2 ssse3 sse4_1 sse4_2 avx xsave")))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .startsWith("the processor has no AVX2")
                    .contains("linux-x86_64"));
  }

  @Test
  @DisplayName("with AVX2, of another kind, or without a description is not refused")
  void others() throws IOException {
    assertThat(Processor.problem(facts("flags\t\t: fpu sse avx avx2 fma"))).isEmpty();
    assertThat(Processor.problem(facts("Features\t: fp asimd aes"))).isEmpty();
    assertThat(Processor.problem(folder.resolve("none"))).isEmpty();
  }

  private Path facts(String... lines) throws IOException {
    return Files.write(folder.resolve("cpuinfo"), List.of(lines));
  }
}
