package io.github.derm4j.model;

import io.github.derm4j.data.pipeline.LesionPipeline;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batches of a pipeline from where it stands, of which each is given back when the next is
 * asked for: otherwise an epoch's batches, 17 MB each of 16 pictures of 299 pixels, would stay
 * until the next garbage collection.
 */
final class RecycledBatches implements Iterator<DataSet> {

  private final LesionPipeline pipeline;
  private @Nullable DataSet last;

  RecycledBatches(LesionPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * Gives the memory of a batch back. Not on a card, where what reads it may only be queued: the
   * next pictures would be copied over what a kernel has yet to read.
   */
  static void recycle(LesionPipeline pipeline, DataSet batch) {
    if (Nd4j.getBackend().getEnvironment().isCPU()) {
      pipeline.recycle(batch);
    }
  }

  @Override
  public boolean hasNext() {
    return pipeline.hasNext();
  }

  /** The next batch; the one before must not be used any more. */
  @Override
  public DataSet next() {
    if (last != null) {
      recycle(pipeline, last);
    }
    last = pipeline.next();
    return last;
  }
}
