package io.github.derm4j.model.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;

/** The losses of batches that may still be computed. */
final class PendingLosses {

  /** Soon enough that little is computed in vain after a divergence; asking costs nothing there. */
  private static final int MOST_ON_CPU = 32;

  private final int most;
  private final List<Pending> pending = new ArrayList<>();

  /**
   * The loss of a batch.
   *
   * @param mean over its images
   * @param images how many
   * @param ids of its images
   */
  record Loss(double mean, int images, List<String> ids) {}

  private record Pending(DoubleSupplier mean, IntSupplier images, Supplier<List<String>> ids) {}

  /** An empty list; at most this many losses may be pending before they should be read. */
  PendingLosses(int most) {
    this.most = most;
  }

  /**
   * As suits the backend: on a card the losses stay until the epoch ends or a checkpoint is
   * written, because reading a number waits until the queue of operations has run empty.
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
   * Waits for them.
   *
   * @return the losses in the order of the batches; none is pending any more
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
