package io.github.derm4j.model;

import io.github.derm4j.data.pipeline.LesionPipeline;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batches of a pipeline's epoch, two at a time: while one is computed on, the next is put
 * together and copied to the device by another thread. As long as this is open the pipeline belongs
 * to it.
 */
final class BatchesAhead implements AutoCloseable {

  private final LesionPipeline pipeline;
  private final DeviceThread thread;
  private Future<Fetched> next;
  private Map<String, String> failures = Map.of();
  private int passed;
  private long started;
  private long waited;

  private record Fetched(@Nullable DataSet batch, int passed, Map<String, String> failures) {}

  BatchesAhead(LesionPipeline pipeline) {
    this.pipeline = pipeline;
    this.thread =
        new DeviceThread("batches-ahead", Nd4j.getAffinityManager().getDeviceForCurrentThread());
    this.next = thread.start(this::fetch);
  }

  private Fetched fetch() {
    if (!pipeline.hasNext()) {
      return new Fetched(null, pipeline.batchesPassed(), pipeline.failures());
    }
    DataSet batch = pipeline.next();
    Nd4j.getAffinityManager().ensureLocation(batch.getFeatures(), Location.DEVICE);
    Nd4j.getAffinityManager().ensureLocation(batch.getLabels(), Location.DEVICE);
    Nd4j.getExecutioner().commit();
    return new Fetched(batch, pipeline.batchesPassed(), pipeline.failures());
  }

  boolean hasNext() {
    return await().batch() != null;
  }

  DataSet next() {
    Fetched fetched = await();
    if (fetched.batch() == null) {
      throw new NoSuchElementException("The epoch is at its end");
    }
    failures = fetched.failures();
    passed = fetched.passed();
    next = thread.start(this::fetch);
    return fetched.batch();
  }

  private Fetched await() {
    long asked = System.nanoTime();
    Fetched fetched = DeviceThread.await(next);
    if (started != 0) {
      waited += System.nanoTime() - asked;
    } else {
      started = System.nanoTime();
    }
    return fetched;
  }

  /**
   * Of the time since the first batch was there, the share in which the caller waited for another.
   */
  double waitedShare() {
    return waited / (double) Math.max(1, System.nanoTime() - started);
  }

  /** Gives the memory of a batch back once the step that it is a part of is applied. */
  void recycle(DataSet batch) {
    RecycledBatches.recycle(pipeline, batch);
  }

  /** The place in the epoch after the batch that was returned last, for the pipeline's seek. */
  int passed() {
    return passed;
  }

  /** The images that could not be read, up to the batch that was returned last. */
  Map<String, String> failures() {
    return failures;
  }

  /** Gives the pipeline back, when the batch that is under way is done. */
  @Override
  public void close() {
    next.cancel(false);
    thread.close();
  }
}
