package io.github.derm4j.model.training;

import io.github.derm4j.data.ProgressListener;
import java.util.Iterator;
import org.nd4j.linalg.dataset.DataSet;

/** Batches whose use is reported as progress; nothing is reported if no batch is used. */
final class ReportedBatches implements Iterator<DataSet>, AutoCloseable {

  private final Iterator<DataSet> batches;
  private final String work;
  private final long images;
  private final ProgressListener listener;
  private boolean started;

  ReportedBatches(Iterator<DataSet> batches, String work, long images, ProgressListener listener) {
    this.batches = batches;
    this.work = work;
    this.images = images;
    this.listener = listener;
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public DataSet next() {
    DataSet next = batches.next();
    if (!started) {
      started = true;
      listener.started(work, images);
    }
    listener.advanced(next.numExamples());
    return next;
  }

  @Override
  public void close() {
    if (started) {
      listener.finished();
    }
  }
}
