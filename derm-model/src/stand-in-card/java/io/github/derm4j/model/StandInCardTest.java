package io.github.derm4j.model;

import static io.github.derm4j.model.standin.Transfer.Direction.DEVICE_TO_HOST;
import static io.github.derm4j.model.standin.Transfer.Direction.HOST_TO_DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.ImageBatch;
import io.github.derm4j.model.standin.Transfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** What a training asks a card to copy, seen on ND4J's CUDA backend with a stand-in for the card. */
@DisplayName("A training on a card")
class StandInCardTest {

  private static final int SIZE = 75;
  private static final int BATCH = 8;
  private static final int BATCHES = 40;
  private static final long BATCH_BYTES = (long) BATCH * 3 * SIZE * SIZE * Float.BYTES;
  private static final int EPOCHS = 2;

  private static final Spots SPOTS = new Spots(BATCH * BATCHES + 16, 1);
  private static final List<Transfer> TRANSFERS = new ArrayList<>();

  /** How many transfers there had been when a batch was handed on, for each epoch. */
  private static final List<List<Integer>> AT_BATCHES = new ArrayList<>();

  @BeforeAll
  static void train() throws IOException {
    assertThat(Nd4j.getBackend().getEnvironment().isCPU()).isFalse();
    List<LesionRecord> records = SPOTS.records();
    Transfer.forget();
    FineTuner.builder()
        .size(SIZE)
        .width(0.125)
        .batch(BATCH)
        .epochs(EPOCHS)
        .listener(
            new ProgressListener() {
              @Override
              public void started(String name, long steps) {
                if (name.startsWith("epoch")) {
                  AT_BATCHES.add(new ArrayList<>());
                }
              }

              @Override
              public void advanced(long images) {
                if (images == BATCH && AT_BATCHES.size() <= EPOCHS) {
                  AT_BATCHES.get(AT_BATCHES.size() - 1).add(Transfer.all().size());
                }
              }
            })
        .build()
        .fit(
            records.subList(0, BATCH * BATCHES),
            records.subList(BATCH * BATCHES, records.size()),
            SPOTS.images(),
            SPOTS.partition());
    TRANSFERS.addAll(Transfer.all());
  }

  @Test
  @DisplayName("copies each batch once, from pinned memory, by the queue of another thread")
  void copiesBatches() {
    List<Transfer> ofBatches =
        TRANSFERS.stream()
            .filter(each -> each.direction() == HOST_TO_DEVICE)
            .filter(each -> each.isFor(BatchTransfer.class, "next"))
            .filter(each -> each.isFor(BatchesAhead.class, "fetch"))
            .filter(each -> each.bytes() == BATCH_BYTES)
            .toList();

    assertThat(ofBatches)
        .hasSize(EPOCHS * BATCHES)
        .allMatch(Transfer::pinned)
        .noneMatch(Transfer::blocking)
        .allMatch(each -> each.thread().startsWith("batches-ahead"));
    assertThat(ofBatches.stream().map(Transfer::to).distinct().count())
        .as("arrays on the device, for both epochs")
        .isLessThanOrEqualTo(EPOCHS * 8);
  }

  @Test
  @DisplayName("has the pipeline put them together in a few arrays, which are filled again and again")
  void fewArrays() {
    // An array that is made copies its memory once, whatever it holds.
    assertThat(TRANSFERS)
        .filteredOn(each -> each.isFor(ImageBatch.class, "<init>"))
        .filteredOn(each -> each.isFor(BatchesAhead.class, "fetch"))
        .hasSizeBetween(1, BATCHES / 8);
  }

  @Test
  @DisplayName("never waits for a batch's numbers to pass between host and device")
  void copiesNoBatchTwice() {
    assertThat(TRANSFERS)
        .filteredOn(Transfer::blocking)
        .filteredOn(each -> each.bytes() >= BATCH_BYTES)
        .noneMatch(each -> each.isFor(TrainingRun.class, "trainBatch"));
  }

  @Test
  @DisplayName("fetches no loss before the epoch is at its end, and then each of them once")
  void losses() {
    for (List<Integer> epoch : AT_BATCHES) {
      assertThat(epoch).hasSize(BATCHES);
      assertThat(TRANSFERS.subList(epoch.get(0), epoch.get(BATCHES - 1)))
          .noneMatch(each -> each.isFor(PendingLosses.class, "read"));
    }
    assertThat(TRANSFERS)
        .filteredOn(each -> each.isFor(PendingLosses.class, "read"))
        .hasSize(EPOCHS * BATCHES)
        .allMatch(each -> each.direction() == DEVICE_TO_HOST);
  }

  @Test
  @DisplayName("fetches seven numbers of at most 8 bytes within a step: axes of sums, no results")
  void fetchesNothingInAStep() {
    assertThat(TRANSFERS)
        .filteredOn(each -> each.direction() == DEVICE_TO_HOST)
        .filteredOn(each -> each.isFor(TrainingStep.class, "add"))
        .hasSize(7 * EPOCHS * BATCHES)
        .allMatch(each -> each.bytes() <= Long.BYTES);
  }
}
