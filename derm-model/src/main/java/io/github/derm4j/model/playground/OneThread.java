package io.github.derm4j.model.playground;

import java.util.function.Supplier;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Computes on the calling thread alone. ND4J divides even a product of a few thousand numbers among
 * all cores, and then waits for cores that are busy elsewhere, for example with the browser that
 * shows the page. A network of a few neurons is faster without.
 */
final class OneThread {

  private OneThread() {}

  /** The result of an operation. The number of threads is a property of the calling thread. */
  static <T> T compute(Supplier<T> operation) {
    NativeOps engine = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int threads = engine.ompGetMaxThreads();
    engine.setOmpNumThreads(1);
    try {
      return operation.get();
    } finally {
      engine.setOmpNumThreads(threads);
    }
  }
}
