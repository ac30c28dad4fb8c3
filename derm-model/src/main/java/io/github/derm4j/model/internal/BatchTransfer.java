package io.github.derm4j.model.internal;

import io.github.derm4j.data.pipeline.LesionPipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Brings a pipeline's batches to where they are computed on, and gives their memory back.
 *
 * <p>On a card each is copied, from the pinned memory that the pipeline has it in, by the queue of
 * the calling thread: a card does that while it computes what another thread has asked for. What
 * was copied from goes back to the pipeline at once; the copies are used again among themselves. On
 * a CPU the batch itself is handed on, and goes back to the pipeline when it was used.
 *
 * <p>For two threads: one asks for batches, one gives them back.
 */
public final class BatchTransfer {

  /** How many copies are given back before their readers are waited for, all at once. */
  private static final int GIVEN_BACK_TOGETHER = 4;

  private final LesionPipeline pipeline;
  private final boolean copies;
  private final List<INDArray> givenBack = new ArrayList<>();
  private final Queue<INDArray> unused = new ConcurrentLinkedQueue<>();

  /**
   * Transfers the batches of a pipeline.
   *
   * @param copies whether they are copied, as on a card
   */
  public BatchTransfer(LesionPipeline pipeline, boolean copies) {
    this.pipeline = pipeline;
    this.copies = copies;
  }

  public static BatchTransfer of(LesionPipeline pipeline) {
    return new BatchTransfer(pipeline, !Nd4j.getBackend().getEnvironment().isCPU());
  }

  public boolean hasNext() {
    return pipeline.hasNext();
  }

  /** The next batch, on the calling thread's device, of which nothing is under way any more. */
  public DataSet next() {
    DataSet batch = pipeline.next();
    if (!copies) {
      return batch;
    }
    INDArray features = batch.getFeatures();
    INDArray onDevice = room(features);
    Nd4j.getMemoryManager().memcpy(onDevice.data(), features.data());
    Nd4j.getAffinityManager().ensureLocation(batch.getLabels(), Location.DEVICE);
    Nd4j.getExecutioner().commit();
    DataSet copy = new DataSet(onDevice, batch.getLabels());
    copy.setExampleMetaData(batch.getExampleMetaData());
    pipeline.recycle(batch);
    return copy;
  }

  private INDArray room(INDArray features) {
    AffinityManager devices = Nd4j.getAffinityManager();
    Integer device = devices.getDeviceForCurrentThread();
    for (Iterator<INDArray> each = unused.iterator(); each.hasNext(); ) {
      INDArray array = each.next();
      if (Arrays.equals(array.shape(), features.shape())
          && devices.getDeviceForArray(array).equals(device)) {
        each.remove();
        return array;
      }
    }
    return Nd4j.createUninitialized(features.dataType(), features.shape(), features.ordering());
  }

  /**
   * Gives a batch of {@link #next()} back, which must not be used any more; what the calling thread
   * has asked a card to compute with it may still be queued.
   */
  public void giveBack(DataSet batch) {
    if (!copies) {
      pipeline.recycle(batch);
      return;
    }
    givenBack.add(batch.getFeatures());
    if (givenBack.size() == GIVEN_BACK_TOGETHER) {
      Nd4j.getExecutioner().commit();
      unused.addAll(givenBack);
      givenBack.clear();
    }
  }
}
