package io.github.derm4j.model.internal;

import io.github.derm4j.data.pipeline.LesionPipeline;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Iterates over the batches of a pipeline from its current position, and returns the memory of each
 * batch when the next one is requested. Otherwise the batches of an epoch, 17 MB each for 16 images
 * of 299 pixels, would occupy memory until the next garbage collection.
 */
public final class RecycledBatches implements Iterator<DataSet> {

  private final BatchTransfer transfer;
  private @Nullable DataSet last;

  public RecycledBatches(LesionPipeline pipeline) {
    this.transfer = BatchTransfer.of(pipeline);
  }

  @Override
  public boolean hasNext() {
    return transfer.hasNext();
  }

  /** Returns the next batch; the previous one must not be used afterwards. */
  @Override
  public DataSet next() {
    if (last != null) {
      transfer.giveBack(last);
    }
    last = transfer.next();
    return last;
  }
}
