package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.ImageSource;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is read from another source. */
final class CountingSource implements ImageSource {

  private final ImageSource source;
  private final AtomicInteger reads = new AtomicInteger();

  CountingSource(ImageSource source) {
    this.source = source;
  }

  int reads() {
    return reads.get();
  }

  @Override
  public SortedSet<String> names() {
    return source.names();
  }

  @Override
  public byte[] read(String name) throws IOException {
    reads.incrementAndGet();
    return source.read(name);
  }

  @Override
  public List<String> find(String imageId) {
    return source.find(imageId);
  }

  @Override
  public String location() {
    return source.location();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
