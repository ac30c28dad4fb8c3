package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.image.ImageBatch;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A batch that workers fill, with one task for each image. */
final class BatchJob {

  /** The work for one position of the batch. */
  @FunctionalInterface
  interface Filler {
    void fill(ImageBatch images, int place) throws IOException;
  }

  private final int first;
  private final int size;
  private final ImageBatch images;
  private final AtomicReferenceArray<@Nullable Throwable> failures;
  private final CountDownLatch open;
  private volatile boolean cancelled;

  /** A batch of the plan's positions {@code first} to {@code first + size} (exclusive). */
  BatchJob(int first, int size, ImageBatch images) {
    this.first = first;
    this.size = size;
    this.images = images;
    this.failures = new AtomicReferenceArray<>(size);
    this.open = new CountDownLatch(size);
  }

  int first() {
    return first;
  }

  int size() {
    return size;
  }

  ImageBatch images() {
    return images;
  }

  /** Fills one position, unless the batch was cancelled; never throws. */
  void run(int place, Filler filler) {
    try {
      if (!cancelled) {
        filler.fill(images, place);
      }
    } catch (Throwable e) {
      // Errors must also reach the consumer, because it waits for this image.
      failures.set(place, e);
    } finally {
      open.countDown();
    }
  }

  void cancel() {
    cancelled = true;
  }

  /** Waits until every position is filled or has failed. */
  void await() throws InterruptedException {
    open.await();
  }

  /** The failure at a position, or null. */
  @Nullable Throwable failure(int place) {
    return failures.get(place);
  }
}
