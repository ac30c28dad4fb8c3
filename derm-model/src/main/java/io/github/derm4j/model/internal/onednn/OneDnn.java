package io.github.derm4j.model.internal.onednn;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.global.dnnl;

/** The library's engine, and the check of what its functions return. */
final class OneDnn {

  private static final dnnl_engine ENGINE = create();

  private OneDnn() {}

  private static dnnl_engine create() {
    dnnl_engine engine = new dnnl_engine();
    check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "the engine");
    return engine;
  }

  /** Made when it is first needed, and kept as long as the process. */
  static dnnl_engine engine() {
    return ENGINE;
  }

  /** Turns a status that is not success into an exception. */
  static void check(int status, String what) {
    if (status == dnnl.dnnl_out_of_memory) {
      throw new OutOfMemoryError("oneDNN: no native memory is left for " + what);
    }
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN: status " + status + " from " + what);
    }
  }
}
