package io.github.derm4j.data;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** Files in memory. */
final class MemoryImageSource extends IndexedImageSource {

  private final Map<String, byte[]> files;

  MemoryImageSource(Map<String, byte[]> files) {
    super(new ImageIndex(files.keySet()), "memory");
    this.files = Map.copyOf(files);
    for (String name : this.files.keySet()) {
      if (ImageIndex.leadsOut(name)) {
        throw new IllegalArgumentException(
            "the name '" + name + "' points outside the source: use a relative path without '..'");
      }
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Objects.requireNonNull(files.get(index.stored(name, location())));
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  @Override
  public String toString() {
    return "memory (" + files.size() + " files)";
  }
}
