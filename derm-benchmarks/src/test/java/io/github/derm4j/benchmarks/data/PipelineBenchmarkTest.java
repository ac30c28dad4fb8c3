package io.github.derm4j.benchmarks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The benchmarks of the pipeline")
class PipelineBenchmarkTest {

  private static final int BATCH = PipelineBenchmark.BATCH;

  @TempDir private Path folder;

  @Tag("slow")
  @Test
  @DisplayName("measure what they name")
  void measures() throws Exception {
    PipelineBenchmark benchmark = new PipelineBenchmark();
    benchmark.picture = "1400x1100";
    benchmark.threads = 2;
    benchmark.prepare();
    assertThat(benchmark.pipeline().shape()).containsExactly(BATCH, 3, 299, 299);
    double ours = benchmark.brightness()[0];
    assertThat(benchmark.dataVec().shape()).containsExactly(BATCH, 3, 299, 299);
    assertThat(benchmark.brightness()[0]).isCloseTo(ours, within(0.02)).isBetween(0.3, 0.7);
    assertThat(benchmark.decodeAtFullSize()).isEqualTo(BATCH * 1400);
    assertThat(benchmark.decodeReduced()).isLessThan(BATCH * 1400);
    assertThat(benchmark.baseline()).isEqualTo(BATCH * 1400);
    benchmark.close();
  }

  @Test
  @DisplayName("read the images of a folder, each once an epoch for a comparison")
  void folder() throws Exception {
    for (int i = 0; i < BATCH + 1; i++) {
      Files.write(folder.resolve(i + ".jpg"), GeneratedPictures.jpeg("320x301", i));
    }
    PipelineBenchmark comparison = PipelineBenchmark.ofFolder(folder, 1);

    assertThat(comparison.batches()).isEqualTo(2);
    assertThat(comparison.pipeline().size(0)).isEqualTo(BATCH);
    assertThat(comparison.pipeline().size(0)).isOne();
    assertThat(comparison.decodeAtFullSize()).isEqualTo(BATCH * 320);
    comparison.close();
  }

  @Test
  @DisplayName("name a folder that has no images")
  void empty() {
    assertThatThrownBy(() -> PipelineBenchmark.ofFolder(folder, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString());
  }
}
