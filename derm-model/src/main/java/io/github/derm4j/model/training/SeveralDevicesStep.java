package io.github.derm4j.model.training;

import io.github.derm4j.model.internal.DeviceThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One step of the optimiser on several devices, data parallel and synchronous: each device has a
 * replica of the network and receives batches in turn; the gradients are averaged over the devices,
 * and each replica makes the same step with the average.
 *
 * <p>Thus N devices make the same step as one device that accumulates N batches: the batches are
 * the same, each with its own statistics and its own dropout. Only the order of the sum over
 * batches differs, and for two devices without accumulation even that is equal.
 * docs/decisions/0004-several-devices.md explains why Deeplearning4j's ParallelWrapper is not used.
 */
final class SeveralDevicesStep implements TrainingStep {

  private static final long CHUNK = 1 << 20;

  private final List<DeviceThread> threads = new ArrayList<>();
  private final List<SingleDeviceStep> replicas = new ArrayList<>();
  private final List<Future<DoubleSupplier>> added = new ArrayList<>();
  private final int due;
  private long images;

  /**
   * Creates replicas with the parameters of the first.
   *
   * @param first the step of the caller's network, on the caller's device
   * @param devices the number of devices, at least 2
   * @param accumulation the number of batches of each device in a step
   * @param another creates the step of another network of the same kind; called on its device
   * @throws IllegalArgumentException if there are fewer GPUs
   */
  SeveralDevicesStep(
      SingleDeviceStep first, int devices, int accumulation, Supplier<SingleDeviceStep> another) {
    this.due = devices * accumulation;
    int present = Nd4j.getAffinityManager().getNumberOfDevices();
    if (!Nd4j.getBackend().getEnvironment().isCPU() && devices > present) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "devices = %d: CUDA has %d here; use at most that many, or check"
                  + " CUDA_VISIBLE_DEVICES",
              devices,
              present));
    }
    int own = Nd4j.getAffinityManager().getDeviceForCurrentThread();
    for (int i = 0; i < devices; i++) {
      DeviceThread thread = new DeviceThread("training-device-" + i, (own + i) % present);
      threads.add(thread);
      replicas.add(i == 0 ? first : DeviceThread.await(thread.start(another::get)));
    }
    restored();
  }

  @Override
  public DoubleSupplier add(DataSet batch, long seed) {
    int at = added.size() % replicas.size();
    DeviceThread thread = threads.get(at);
    Future<DoubleSupplier> loss = thread.start(() -> replicas.get(at).add(batch, seed));
    added.add(loss);
    images += batch.numExamples();
    return () -> DeviceThread.await(thread.start(() -> DeviceThread.await(loss).getAsDouble()));
  }

  @Override
  public int due() {
    return due;
  }

  @Override
  public int batches() {
    return added.size();
  }

  @Override
  public void apply(double learningRate, double averageShare) {
    for (Future<DoubleSupplier> batch : added) {
      DeviceThread.await(batch);
    }
    // If GPUs can't read each other's memory, ND4J averages on the host.
    boolean throughHost = !Nd4j.getAffinityManager().isCrossDeviceAccessSupported();
    onEach(
        replica -> {
          replica.sumUp();
          if (throughHost) {
            Nd4j.getExecutioner().commit();
            Nd4j.getAffinityManager().ensureLocation(replica.gradient(), Location.HOST);
          }
        });
    Nd4j.averageAndPropagate(replicas.stream().map(SingleDeviceStep::gradient).toList());
    Nd4j.getExecutioner().commit();
    double share = replicas.size();
    double ofImages = images / share;
    double ofBatches = added.size() / share;
    onEach(replica -> replica.apply(learningRate, averageShare, ofImages, ofBatches));
    added.clear();
    images = 0;
  }

  private void onEach(Consumer<SingleDeviceStep> work) {
    List<Future<Boolean>> running = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      SingleDeviceStep replica = replicas.get(i);
      running.add(threads.get(i).startAndFinish(() -> work.accept(replica)));
    }
    for (Future<Boolean> each : running) {
      DeviceThread.await(each);
    }
  }

  @Override
  public INDArray state() {
    return replicas.get(0).state();
  }

  @Override
  public INDArray average() {
    return replicas.get(0).average();
  }

  @Override
  public void restored() {
    SingleDeviceStep first = replicas.get(0);
    for (int i = 1; i < replicas.size(); i++) {
      copy(first.parameters(), replicas.get(i).parameters(), threads.get(i));
      copy(first.state(), replicas.get(i).state(), threads.get(i));
    }
  }

  /** Copies through the heap, because a device may be unable to read another's memory. */
  private static void copy(INDArray from, INDArray to, DeviceThread thread) {
    INDArray source = from.reshape(from.length());
    INDArray target = to.reshape(to.length());
    for (long at = 0; at < source.length(); at += CHUNK) {
      var part = NDArrayIndex.interval(at, Math.min(source.length(), at + CHUNK));
      double[] values = source.get(part).toDoubleVector();
      DeviceThread.await(
          thread.startAndFinish(() -> target.get(part).assign(Nd4j.createFromArray(values))));
    }
  }

  @Override
  public void close() {
    try {
      onEach(SingleDeviceStep::close); // After their pending operations.
    } finally {
      threads.forEach(DeviceThread::close);
    }
  }
}
