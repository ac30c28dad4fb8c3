package io.github.derm4j.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.pipeline.LesionPipeline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

@DisplayName("Batches that are fetched ahead")
class BatchesAheadTest {

  private final Spots spots = new Spots(10, 1);

  @ParameterizedTest(name = "for {0} devices")
  @ValueSource(ints = {1, 2, 4})
  @DisplayName("are those of the pipeline, in its order, to the end of the epoch")
  void areThePipelines(int devices) {
    try (LesionPipeline plain = pipeline(spots.images(), false);
        LesionPipeline fetched = pipeline(spots.images(), false);
        BatchesAhead ahead = new BatchesAhead(fetched, devices)) {
      int batches = 0;
      while (ahead.hasNext()) {
        DataSet expected = plain.next();
        DataSet batch = ahead.next();
        assertThat(ids(batch)).isEqualTo(ids(expected));
        assertThat(batch.getFeatures()).isEqualTo(expected.getFeatures());
        batches++;
      }
      assertThat(batches).isEqualTo(3);
      assertThat(plain.hasNext()).isFalse();
      assertThatThrownBy(ahead::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  @DisplayName("of a rank stand in their places, and empty ones in those of the others")
  void ofRanks() {
    List<List<String>> whole = new ArrayList<>();
    try (LesionPipeline pipeline = pipeline(spots.images(), false)) {
      pipeline.forEachRemaining(batch -> whole.add(ids(batch)));
    }
    for (int rank = 0; rank < 4; rank++) {
      try (LesionPipeline pipeline = pipeline(spots.images(), rank, 4);
          BatchesAhead ahead = new BatchesAhead(pipeline, 1, rank, 4)) {
        for (int place = 0; place < 3; place++) {
          DataSet batch = ahead.next();
          assertThat(ahead.passed()).isEqualTo(place + 1);
          assertThat(batch.numExamples()).isEqualTo(place < 2 ? 4 : 2);
          if (place == rank) {
            assertThat(ids(batch)).isEqualTo(whole.get(place));
          } else {
            assertThat(batch).isInstanceOf(BatchElsewhere.class);
            assertThat(((BatchElsewhere) batch).rank()).isEqualTo(place);
          }
        }
        assertThat(ahead.hasNext()).isFalse();
      }
    }
  }

  @Test
  @DisplayName("give the pipeline back when they are closed, also within an epoch")
  void givesBack() {
    try (LesionPipeline pipeline = pipeline(spots.images(), false)) {
      List<String> before;
      try (BatchesAhead ahead = new BatchesAhead(pipeline, 1)) {
        before = ids(ahead.next());
      }
      pipeline.seek(0, 0);
      assertThat(ids(pipeline.next())).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("know the images that failed up to the batch that was taken, no later ones")
  void failures() {
    try (LesionPipeline pipeline = pipeline(broken(), false);
        BatchesAhead ahead = new BatchesAhead(pipeline, 1)) {
      List<String> seen = new ArrayList<>();
      while (ahead.hasNext()) {
        seen.addAll(ids(ahead.next()));
        assertThat(ahead.failures().size() + seen.size()).isIn(4, 8, 10);
      }
      assertThat(ahead.failures()).containsOnlyKeys("spot003");
    }
  }

  @Test
  @DisplayName("throw the exceptions of fetching")
  void throwsHere() {
    try (LesionPipeline pipeline = pipeline(broken(), true);
        BatchesAhead ahead = new BatchesAhead(pipeline, 1)) {
      assertThatThrownBy(
              () -> {
                while (ahead.hasNext()) {
                  ahead.next();
                }
              })
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("spot003");
    }
  }

  @Test
  @DisplayName("say how much of the time went by in waiting for them")
  void waited() {
    // Two batches of at least 100 ms each after the first, and nothing else to do.
    try (LesionPipeline pipeline = pipeline(slow(), false);
        BatchesAhead ahead = new BatchesAhead(pipeline, 1)) {
      while (ahead.hasNext()) {
        ahead.next();
      }
      assertThat(ahead.waitedShare()).isBetween(0.2, 1.0);
    }
  }

  /** A source that takes its time for each image. */
  private ImageSource slow() {
    return new ImageSource() {
      @Override
      public SortedSet<String> names() {
        return spots.images().names();
      }

      @Override
      public byte[] read(String name) throws IOException {
        try {
          Thread.sleep(100);
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
        return spots.images().read(name);
      }

      @Override
      public List<String> find(String imageId) {
        return spots.images().find(imageId);
      }

      @Override
      public String location() {
        return "slow";
      }

      @Override
      public void close() {}
    };
  }

  private ImageSource broken() {
    Map<String, byte[]> files = new TreeMap<>(spots.files());
    files.computeIfPresent("spot003.png", (name, bytes) -> Arrays.copyOf(bytes, 60));
    return ImageSource.inMemory(files);
  }

  private LesionPipeline pipeline(ImageSource images, boolean strict) {
    return LesionPipeline.builder(
            spots.records(), images, record -> 0, 2, new PaperAugmentation(75))
        .batch(4)
        .strict(strict)
        .build();
  }

  private LesionPipeline pipeline(ImageSource images, int rank, int ranks) {
    return LesionPipeline.builder(
            spots.records(), images, record -> 0, 2, new PaperAugmentation(75))
        .batch(4)
        .shard(rank, ranks)
        .build();
  }

  private static List<String> ids(DataSet batch) {
    return batch.getExampleMetaData(String.class);
  }
}
