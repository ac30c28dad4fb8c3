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
 * Arrays whose host memory a GPU can copy by itself while it computes. With ND4J 1.0.0-M2.1 on
 * CUDA, this is memory of {@code cudaHostAlloc}, which ND4J uses for its workspaces and for callers
 * that request {@link MemoryKind#HOST}, but not for ordinary arrays; on a CPU it is ordinary
 * memory.
 */
final class PinnedArrays {

  private static final Cleaner CLEANER = Cleaner.create();

  private PinnedArrays() {}

  /**
   * Allocates an uninitialised array of 32-bit floats.
   *
   * @param shape its shape, with at least one element
   * @return an array in C order, whose memory is released once nothing refers to its buffer
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
      // ND4J does not set the length of the memory, and would then refuse to read it.
      FloatPointer floats = new FloatPointer(memory).capacity(numbers);
      buffer = Nd4j.createBuffer(floats, numbers, DataType.FLOAT);
    } catch (RuntimeException | Error e) { // The device may lack memory for its copy.
      Nd4j.getMemoryManager().release(memory, MemoryKind.HOST);
      throw e;
    }
    CLEANER.register(buffer, () -> Nd4j.getMemoryManager().release(memory, MemoryKind.HOST));
    return Nd4j.create(buffer, shape);
  }
}
