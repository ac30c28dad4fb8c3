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
 * Transfers the batches of a pipeline to the device that computes on them, and returns their
 * memory.
 *
 * <p>On a GPU, each batch is copied from the pinned memory of the pipeline by the queue of the
 * calling thread, while the GPU computes the work of another thread. The original goes back to the
 * pipeline at once; the copies are reused. On a CPU, the batch itself is passed on, and goes back
 * to the pipeline after use.
 *
 * <p>For two threads: one requests batches, the other returns them.
 */
public final class BatchTransfer {

  /**
   * The number of returned copies after which the transfer waits for the operations that read them.
   */
  private static final int GIVEN_BACK_TOGETHER = 4;

  private final LesionPipeline pipeline;
  private final boolean copies;
  private final List<INDArray> givenBack = new ArrayList<>();
  private final Queue<INDArray> unused = new ConcurrentLinkedQueue<>();

  /**
   * Transfers the batches of a pipeline.
   *
   * @param copies whether batches are copied, as on a GPU
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

  /** Returns the next batch, completely transferred to the device of the calling thread. */
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
   * Takes back a batch of {@link #next()}, which must not be used afterwards; operations of the
   * calling thread that read it may still be queued on a GPU.
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
