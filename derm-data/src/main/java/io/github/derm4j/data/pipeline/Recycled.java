package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.image.DecodeBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory of a pipeline that is used again: images while they are decoded, and batches. */
final class Recycled implements AutoCloseable {

  /** More arrays than are ever between the consumer and the workers; the others are dropped. */
  private static final int MAX_ARRAYS = 4;

  private final Deque<DecodeBuffer> buffers = new ArrayDeque<>();
  private final Deque<INDArray> arrays = new ArrayDeque<>();
  private boolean closed;

  /** A buffer that no other thread has. */
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

  /** An array of this shape that is no longer in use, or null. */
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

  /** Neither closed, nor a part of another, nor here already. */
  private boolean isWhole(INDArray array) {
    return !array.wasClosed()
        && !array.isView()
        && arrays.stream().noneMatch(spare -> spare == array);
  }

  /** The arrays are left to the collector: the caller that gave one back may still hold it. */
  @Override
  public synchronized void close() {
    closed = true;
    buffers.forEach(DecodeBuffer::close);
    buffers.clear();
    arrays.clear();
  }
}
