package io.github.derm4j.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.model.training.Spots;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

@DisplayName("Batches that are given back")
class RecycledBatchesTest {

  private static final int BATCHES = 20;

  private final Spots spots = new Spots(2 * BATCHES, 1);

  @Test
  @DisplayName("have the pixels of the pipeline, in a few arrays that are used again and again")
  void usedAgain() {
    Set<INDArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    try (LesionPipeline plain = pipeline();
        LesionPipeline given = pipeline()) {
      RecycledBatches batches = new RecycledBatches(given);
      int count = 0;
      while (batches.hasNext()) {
        INDArray pixels = batches.next().getFeatures();
        assertThat(pixels).isEqualTo(plain.next().getFeatures());
        arrays.add(pixels);
        count++;
      }
      assertThat(count).isEqualTo(BATCHES);
      assertThat(plain.hasNext()).isFalse();
    }
    assertThat(arrays).hasSizeLessThan(BATCHES / 2);
  }

  private LesionPipeline pipeline() {
    return LesionPipeline.builder(
            spots.records(), spots.images(), record -> 0, 2, new PaperAugmentation(16))
        .batch(2)
        .build();
  }
}
