package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.image.ImageBatch;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A batch while workers fill it, one task an image. */
final class BatchJob {

  /** What a worker does for one place of the batch. */
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

  /** A batch of the plan's places {@code first} to {@code first + size}. */
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

  /** Fills one place, unless the batch was given up; never throws. */
  void run(int place, Filler filler) {
    try {
      if (!cancelled) {
        filler.fill(images, place);
      }
    } catch (Throwable e) {
      // Also an error must reach the consumer: it waits for this very image.
      failures.set(place, e);
    } finally {
      open.countDown();
    }
  }

  void cancel() {
    cancelled = true;
  }

  /** Waits until every place is filled or failed. */
  void await() throws InterruptedException {
    open.await();
  }

  /** What went wrong at a place, or null. */
  @Nullable Throwable failure(int place) {
    return failures.get(place);
  }
}
