package io.github.derm4j.model.internal.onednn;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.global.dnnl;

/** The engine of the library, and the check of its return codes. */
final class OneDnn {

  private static final dnnl_engine ENGINE = create();

  private OneDnn() {}

  private static dnnl_engine create() {
    dnnl_engine engine = new dnnl_engine();
    check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "the engine");
    return engine;
  }

  /** Created on first use, and kept for the lifetime of the process. */
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
