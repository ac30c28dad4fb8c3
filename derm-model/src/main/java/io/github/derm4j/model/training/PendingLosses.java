package io.github.derm4j.model.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;

/** The losses of batches that may still be being computed. */
final class PendingLosses {

  /**
   * The number of pending losses on a CPU: small, so that little work is wasted after a divergence;
   * reading costs nothing there.
   */
  private static final int MOST_ON_CPU = 32;

  private final int most;
  private final List<Pending> pending = new ArrayList<>();

  /**
   * The loss of a batch.
   *
   * @param mean the mean over its images
   * @param images the number of its images
   * @param ids the ids of its images
   */
  record Loss(double mean, int images, List<String> ids) {}

  private record Pending(DoubleSupplier mean, IntSupplier images, Supplier<List<String>> ids) {}

  /**
   * Makes an empty list with a maximum number of pending losses, after which they should be read.
   */
  PendingLosses(int most) {
    this.most = most;
  }

  /**
   * Makes a list that suits the backend: on a GPU, losses stay pending until the epoch ends or a
   * checkpoint is written, because reading a number waits for all queued operations.
   */
  static PendingLosses ofBackend() {
    return new PendingLosses(
        Nd4j.getBackend().getEnvironment().isCPU() ? MOST_ON_CPU : Integer.MAX_VALUE);
  }

  void add(DoubleSupplier mean, IntSupplier images, Supplier<List<String>> ids) {
    pending.add(new Pending(mean, images, ids));
  }

  /** {@return whether it is time to read them} */
  boolean areMany() {
    return pending.size() >= most;
  }

  /**
   * Waits for the pending losses.
   *
   * @return the losses in the order of the batches
   */
  List<Loss> read() {
    List<Loss> losses = new ArrayList<>(pending.size());
    for (Pending each : pending) {
      losses.add(new Loss(each.mean().getAsDouble(), each.images().getAsInt(), each.ids().get()));
    }
    pending.clear();
    return losses;
  }
}
