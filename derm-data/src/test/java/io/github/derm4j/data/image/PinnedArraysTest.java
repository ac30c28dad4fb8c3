package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What can be seen of them without a card; docs/cuda.md says what has not been seen on one. */
@DisplayName("An array of pinned memory")
class PinnedArraysTest {

  private static final int SIZE = 20;

  @Test
  @DisplayName("is written and computed with like any other")
  void likeAnyOther() {
    INDArray pinned = PinnedArrays.create(2, 3, SIZE, SIZE);
    ImageBatch batch = ImageBatch.into(pinned, Layout.NCHW, Normalization.ZERO_TO_ONE);
    ImageBatch ordinary = new ImageBatch(2, SIZE, Layout.NCHW, Normalization.ZERO_TO_ONE);
    int[] rgb = new int[SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0x10305 * i;
    }
    try (LesionImage image = LesionImage.of(SIZE, SIZE, rgb)) {
      for (int place = 0; place < 2; place++) {
        batch.set(place, image);
        ordinary.set(place, image);
      }
    }
    assertThat(batch.features()).isSameAs(pinned).isEqualTo(ordinary.features());
    assertThat(pinned.toString()).isEqualTo(ordinary.features().toString());
    assertThat(pinned.getFloat(1, 2, 3, 4)).isEqualTo(ordinary.features().getFloat(1, 2, 3, 4));
    assertThat(pinned.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(pinned.ordering()).isEqualTo('c');
    assertThat(pinned.mul(2).sumNumber().doubleValue())
        .isEqualTo(2 * ordinary.features().sumNumber().doubleValue());
  }

  @Test
  @DisplayName("can be copied by the engine's own means, and is not the copy")
  void copied() {
    INDArray pinned = PinnedArrays.create(1, 3, SIZE, SIZE).assign(7);
    INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, pinned.shape(), 'c');
    Nd4j.getMemoryManager().memcpy(copy.data(), pinned.data());
    pinned.assign(8);
    assertThat(copy.minNumber().intValue()).isEqualTo(7);
    assertThat(copy.maxNumber().intValue()).isEqualTo(7);
  }

  @Test
  @DisplayName("outlives a workspace that happens to be open")
  @SuppressWarnings("try") // The scope acts by being open, not by being called.
  void outlivesWorkspaces() {
    INDArray pinned;
    try (MemoryWorkspace open =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace("PINNED_ARRAYS_TEST")) {
      pinned = PinnedArrays.create(1, 3, SIZE, SIZE).assign(3);
    }
    assertThat(pinned.isAttached()).isFalse();
    assertThat(pinned.sumNumber().intValue()).isEqualTo(3 * 3 * SIZE * SIZE);
  }

  @Tag("slow")
  @Test
  @DisplayName("gives its memory back when nothing refers to it")
  void givesBack() throws InterruptedException {
    long mebibyte = 1 << 20;
    long before = Pointer.physicalBytes();
    for (int i = 0; i < 40; i++) {
      // 64 MiB, all of them written to: 2.5 GiB, if they stayed.
      PinnedArrays.create(64 * mebibyte / Float.BYTES).assign(i);
      System.gc();
      Thread.sleep(20); // The thread that gives back is another.
    }
    assertThat(Pointer.physicalBytes() - before).isLessThan(1024 * mebibyte);
  }
}
