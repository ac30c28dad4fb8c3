package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.image.DecodeBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory that a pipeline reuses: buffers for decoding, and batches. */
final class Recycled implements AutoCloseable {

  /**
   * The maximum number of kept arrays: more than are ever in use between the consumer and the
   * workers.
   */
  private static final int MAX_ARRAYS = 4;

  private final Deque<DecodeBuffer> buffers = new ArrayDeque<>();
  private final Deque<INDArray> arrays = new ArrayDeque<>();
  private boolean closed;

  /** Takes a buffer that no other thread uses. */
  synchronized DecodeBuffer buffer() {
    DecodeBuffer spare = buffers.poll();
    return spare != null ? spare : new DecodeBuffer();
  }

  synchronized void giveBack(DecodeBuffer buffer) {
    if (closed) {
      buffer.close();
    } else {
      buffers.push(buffer);
    }
  }

  /** Takes an array of this shape that is no longer in use; null if there is none. */
  synchronized @Nullable INDArray array(long[] shape) {
    for (Iterator<INDArray> each = arrays.iterator(); each.hasNext(); ) {
      INDArray spare = each.next();
      if (Arrays.equals(spare.shape(), shape)) {
        each.remove();
        return spare;
      }
    }
    return null;
  }

  synchronized void giveBack(INDArray array) {
    if (!closed && arrays.size() < MAX_ARRAYS && isWhole(array)) {
      arrays.push(array);
    }
  }

  /**
   * Returns whether an array can be kept: not closed, not a view of another array, and not already
   * kept.
   */
  private boolean isWhole(INDArray array) {
    return !array.wasClosed()
        && !array.isView()
        && arrays.stream().noneMatch(spare -> spare == array);
  }

  /**
   * Leaves the arrays to the garbage collector, because the caller that returned one may still hold
   * it.
   */
  @Override
  public synchronized void close() {
    closed = true;
    buffers.forEach(DecodeBuffer::close);
    buffers.clear();
    arrays.clear();
  }
}
