package io.github.derm4j.model.internal;

import io.github.derm4j.data.pipeline.LesionPipeline;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The batches of a pipeline from where it stands, of which each is given back when the next is
 * asked for: otherwise an epoch's batches, 17 MB each of 16 images of 299 pixels, would stay until
 * the next garbage collection.
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

  /** The next batch; the one before must not be used any more. */
  @Override
  public DataSet next() {
    if (last != null) {
      transfer.giveBack(last);
    }
    last = transfer.next();
    return last;
  }
}
