package io.github.derm4j.data.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

@DisplayName("The memory of a pipeline")
@Tag("slow")
class PipelineMemoryTest {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int EPOCHS = 20;
  private static final int WARM = 8;
  private static final long MEGABYTE = 1 << 20;

  /** What is in use: Java's objects, OpenCV's images, and all memory that the system gave. */
  private record InUse(long heap, long pictures, long resident) {

    static InUse now() throws IOException {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      String resident =
          Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow();
      return new InUse(
          runtime.totalMemory() - runtime.freeMemory(),
          Pointer.totalBytes(),
          1024 * Long.parseLong(resident.replaceAll("\\D", "")));
    }
  }

  @Test
  @DisplayName("does not grow over twenty epochs")
  void flat() throws IOException {
    assumeTrue(Files.exists(STATUS), "the system says what a process uses");
    SyntheticLesions lesions =
        SyntheticLesions.of(1).withLesions(32).withImagesPerLesion(2).withSize(320, 240);
    try (LesionDataset dataset = lesions.dataset();
        LesionPipeline pipeline =
            LesionPipeline.builder(
                    dataset.records(), dataset.images(), record -> 0, 1, new PaperAugmentation(96))
                .batch(16)
                .threads(2)
                .build()) {
      List<LesionRecord> records = dataset.records();
      InUse warm = null;
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        int seen = 0;
        while (pipeline.hasNext()) {
          DataSet batch = pipeline.next();
          seen += batch.numExamples();
          batch.getFeatures().close();
          batch.getLabels().close();
        }
        assertThat(seen).isEqualTo(records.size());
        pipeline.reset();
        if (epoch == WARM) {
          warm = InUse.now();
        }
      }
      InUse last = InUse.now();
      // The decoded images of the eleven epochs between are 160 MB, their batches 80 MB.
      assertThat(last.heap() - warm.heap()).isLessThan(8 * MEGABYTE);
      assertThat(last.pictures() - warm.pictures()).isLessThan(8 * MEGABYTE);
      assertThat(last.resident() - warm.resident()).isLessThan(48 * MEGABYTE);
    }
  }
}
