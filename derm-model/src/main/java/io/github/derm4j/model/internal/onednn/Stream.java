package io.github.derm4j.model.internal.onednn;

import java.util.List;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** Runs operations one after the other, for one thread at a time. */
final class Stream implements AutoCloseable {

  private final dnnl_stream stream = new dnnl_stream();

  Stream() {
    OneDnn.check(
        dnnl.dnnl_stream_create(stream, OneDnn.engine(), dnnl.dnnl_stream_in_order), "a stream");
  }

  void run(Primitive operation) {
    run(List.of(operation));
  }

  void run(List<Primitive> operations) {
    for (Primitive operation : operations) {
      operation.run(stream);
    }
    OneDnn.check(dnnl.dnnl_stream_wait(stream), "waiting for the operations");
  }

  @Override
  public void close() {
    dnnl.dnnl_stream_destroy(stream);
  }
}
