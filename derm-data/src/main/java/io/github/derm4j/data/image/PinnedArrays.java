package io.github.derm4j.data.image;

import java.lang.ref.Cleaner;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.enums.MemoryKind;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays whose host side a card can copy by itself, while it computes. With ND4J 1.0.0-M2.1 on CUDA
 * that is memory of {@code cudaHostAlloc}, which it gives to its workspaces and to callers that
 * request {@link MemoryKind#HOST}, but not to an ordinary array; on a CPU it is ordinary memory.
 */
final class PinnedArrays {

  private static final Cleaner CLEANER = Cleaner.create();

  private PinnedArrays() {}

  /**
   * An array of 32-bit floats, with anything in it.
   *
   * @param shape its shape, at least one number in all
   * @return an array in C order, whose memory is given back once nothing refers to its buffer
   */
  static INDArray create(long... shape) {
    long numbers = 1;
    for (long side : shape) {
      numbers = Math.multiplyExact(numbers, side);
    }
    Pointer memory =
        Nd4j.getMemoryManager().allocate(numbers * Float.BYTES, MemoryKind.HOST, false);
    DataBuffer buffer;
    try {
      // ND4J does not say how long the memory is, and would then refuse to read a number of it.
      FloatPointer floats = new FloatPointer(memory).capacity(numbers);
      buffer = Nd4j.createBuffer(floats, numbers, DataType.FLOAT);
    } catch (RuntimeException | Error e) { // The device may have no room for its side.
      Nd4j.getMemoryManager().release(memory, MemoryKind.HOST);
      throw e;
    }
    CLEANER.register(buffer, () -> Nd4j.getMemoryManager().release(memory, MemoryKind.HOST));
    return Nd4j.create(buffer, shape);
  }
}
