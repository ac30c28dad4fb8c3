package io.github.derm4j.model;

import io.github.derm4j.data.pipeline.LesionPipeline;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Brings a pipeline's batches to where they are computed on, and gives their memory back to it.
 *
 * <p>On a card each is copied, from the pinned memory that the pipeline has it in, by the queue of
 * the calling thread: a card does that while it computes what another thread has asked for. What
 * was copied from is given back at once. On a CPU the batch itself is handed on, and given back
 * when it was used.
 *
 * @param pipeline whose batches
 * @param copies whether they are copied, as on a card
 */
record BatchTransfer(LesionPipeline pipeline, boolean copies) {

  static BatchTransfer of(LesionPipeline pipeline) {
    return new BatchTransfer(pipeline, !Nd4j.getBackend().getEnvironment().isCPU());
  }

  /** The next batch, of which nothing is under way any more. */
  DataSet next() {
    DataSet batch = pipeline.next();
    if (!copies) {
      return batch;
    }
    INDArray features = batch.getFeatures();
    if (features.isView()) { // Of a preprocessor: only a whole buffer can be copied as one.
      features = features.dup();
    }
    INDArray onDevice =
        Nd4j.createUninitialized(features.dataType(), features.shape(), features.ordering());
    Nd4j.getMemoryManager().memcpy(onDevice.data(), features.data());
    Nd4j.getAffinityManager().ensureLocation(batch.getLabels(), Location.DEVICE);
    Nd4j.getExecutioner().commit();
    DataSet copy = new DataSet(onDevice, batch.getLabels());
    copy.setExampleMetaData(batch.getExampleMetaData());
    pipeline.recycle(batch);
    return copy;
  }

  /** Gives a batch of {@link #next()} back, which must not be used any more. */
  void giveBack(DataSet batch) {
    if (!copies) { // A kernel that reads the copy may still be queued: it is the collector's.
      pipeline.recycle(batch);
    }
  }
}
