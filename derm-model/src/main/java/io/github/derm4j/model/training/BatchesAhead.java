package io.github.derm4j.model.training;

import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.model.internal.BatchTransfer;
import io.github.derm4j.model.internal.DeviceThread;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batches of a pipeline's epoch, two at a time: while one batch is used, another thread
 * assembles the next one and copies it to its device. Several devices take turns. The pipeline must
 * not be used elsewhere while this is open.
 */
final class BatchesAhead implements AutoCloseable {

  private final LesionPipeline pipeline;
  private final BatchTransfer transfer;
  private final List<DeviceThread> threads;
  private Future<Fetched> next;
  private Map<String, String> failures = Map.of();
  private int passed;
  private int fetched;
  private final int rank;
  private final int ranks;
  private int place;
  private @Nullable DataSet held;
  private long started;
  private long waited;

  private record Fetched(@Nullable DataSet batch, int passed, Map<String, String> failures) {}

  /**
   * Begins at the current position of the pipeline.
   *
   * @param devices the number of training devices, to which {@link SeveralDevicesStep} assigns the
   *     batches in turn
   */
  BatchesAhead(LesionPipeline pipeline, int devices) {
    this(pipeline, devices, 0, 1);
  }

  /**
   * Begins at the current position of the pipeline, in an epoch that several processes share.
   *
   * @param devices the number of training devices
   * @param rank the pipeline's shard
   * @param ranks the number of shards; a {@link BatchElsewhere} replaces the batches of the other
   *     shards, and own batches without a readable image
   */
  BatchesAhead(LesionPipeline pipeline, int devices, int rank, int ranks) {
    this.pipeline = pipeline;
    this.rank = rank;
    this.ranks = ranks;
    this.place = pipeline.batchesPassed();
    this.transfer = BatchTransfer.of(pipeline);
    int own = Nd4j.getAffinityManager().getDeviceForCurrentThread();
    int present = Nd4j.getAffinityManager().getNumberOfDevices();
    this.threads =
        IntStream.range(0, devices)
            .mapToObj(i -> new DeviceThread("batches-ahead-" + i, (own + i) % present))
            .toList();
    this.next = startFetching();
  }

  /** Fetches one batch after the other, never two at once. */
  private Future<Fetched> startFetching() {
    return threads.get(fetched++ % threads.size()).start(this::fetch);
  }

  private Fetched fetch() {
    if (ranks > 1) {
      return fetchPlace();
    }
    if (!pipeline.hasNext()) {
      return new Fetched(null, pipeline.batchesPassed(), pipeline.failures());
    }
    return new Fetched(transfer.next(), pipeline.batchesPassed(), pipeline.failures());
  }

  private Fetched fetchPlace() {
    if (place >= pipeline.batchesPerEpoch()) {
      return new Fetched(null, place, pipeline.failures());
    }
    DataSet batch = null;
    if (place % ranks == rank) {
      if (held == null && pipeline.hasNext()) {
        held = transfer.next();
      }
      if (held != null && pipeline.batchesPassed() == place + 1) {
        batch = held;
        held = null;
      }
    }
    if (batch == null) {
      int before = place * pipeline.batch();
      int images = Math.min(pipeline.batch(), pipeline.imagesPerEpoch() - before);
      batch = new BatchElsewhere(place % ranks, images);
    }
    place++;
    return new Fetched(batch, place, pipeline.failures());
  }

  boolean hasNext() {
    return await().batch() != null;
  }

  DataSet next() {
    Fetched ready = await();
    if (ready.batch() == null) {
      throw new NoSuchElementException("The epoch is at its end");
    }
    failures = ready.failures();
    passed = ready.passed();
    next = startFetching();
    return ready.batch();
  }

  private Fetched await() {
    long asked = System.nanoTime();
    Fetched ready = DeviceThread.await(next);
    if (started != 0) {
      waited += System.nanoTime() - asked;
    } else {
      started = System.nanoTime();
    }
    return ready;
  }

  /** The share of the time since the first batch that the caller spent waiting for batches. */
  double waitedShare() {
    return waited / (double) Math.max(1, System.nanoTime() - started);
  }

  /** Returns the memory of a batch after its step has been applied. */
  void recycle(DataSet batch) {
    transfer.giveBack(batch);
  }

  /** The position in the epoch after the last returned batch, for the pipeline's seek. */
  int passed() {
    return passed;
  }

  /** The images that could not be read, up to the last returned batch. */
  Map<String, String> failures() {
    return failures;
  }

  /** Waits for the current batch and releases the pipeline. */
  @Override
  public void close() {
    next.cancel(false);
    threads.forEach(DeviceThread::close);
  }
}
