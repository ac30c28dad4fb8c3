package io.github.derm4j.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.model.training.Spots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

@DisplayName("Batches on their way to the device")
class BatchTransferTest {

  private static final int BATCHES = 12;

  private final Spots spots = new Spots(2 * BATCHES, 1);

  @Test
  @DisplayName(
      "are copied as for a card: the copies keep, while the pipeline fills its memory again")
  void copied() {
    List<DataSet> copies = new ArrayList<>();
    try (LesionPipeline plain = pipeline();
        LesionPipeline copied = pipeline()) {
      BatchTransfer transfer = new BatchTransfer(copied, true);
      while (transfer.hasNext()) {
        copies.add(transfer.next());
      }
      assertThat(copies).hasSize(BATCHES);
      for (DataSet copy : copies) {
        DataSet expected = plain.next();
        assertThat(copy.getFeatures()).isEqualTo(expected.getFeatures());
        assertThat(copy.getLabels()).isEqualTo(expected.getLabels());
        assertThat(copy.getExampleMetaData()).isEqualTo(expected.getExampleMetaData());
      }
    }
  }

  @Test
  @DisplayName("are, where each copy is given back, copied into a few arrays again and again")
  void copiedAgain() {
    List<INDArray> arrays = new ArrayList<>();
    try (LesionPipeline plain = pipeline();
        LesionPipeline copied = pipeline()) {
      BatchTransfer transfer = new BatchTransfer(copied, true);
      while (transfer.hasNext()) {
        DataSet copy = transfer.next();
        assertThat(copy.getFeatures()).isEqualTo(plain.next().getFeatures());
        arrays.add(copy.getFeatures());
        transfer.giveBack(copy);
      }
    }
    assertThat(arrays).hasSize(BATCHES);
    assertThat(arrays.stream().mapToInt(System::identityHashCode).distinct().count()).isEqualTo(4);
  }

  @Test
  @DisplayName("are the pipeline's own on a CPU, whose memory is used again once it is given back")
  void notCopied() {
    try (LesionPipeline pipeline = pipeline()) {
      BatchTransfer transfer = BatchTransfer.of(pipeline);
      List<INDArray> arrays = new ArrayList<>();
      while (pipeline.hasNext()) {
        DataSet batch = transfer.next();
        arrays.add(batch.getFeatures());
        transfer.giveBack(batch);
      }
      assertThat(arrays.stream().mapToInt(System::identityHashCode).distinct().count())
          .isLessThan(BATCHES / 2);
    }
  }

  private LesionPipeline pipeline() {
    return LesionPipeline.builder(
            spots.records(), spots.images(), record -> 0, 2, new PaperAugmentation(16))
        .batch(2)
        .build();
  }
}
