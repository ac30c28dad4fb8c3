package io.github.derm4j.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;

/** Files in memory. */
final class MemoryImageSource implements ImageSource {

  private final Map<String, byte[]> files;
  private final ImageIndex index;

  MemoryImageSource(Map<String, byte[]> files) {
    this.files = Map.copyOf(files);
    for (String name : this.files.keySet()) {
      if (ImageIndex.leadsOut(name)) {
        throw new IllegalArgumentException(
            "the name '" + name + "' leads out of the source: use a relative path without '..'");
      }
    }
    this.index = new ImageIndex(this.files.keySet());
  }

  @Override
  public SortedSet<String> names() {
    return index.names();
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Objects.requireNonNull(files.get(index.stored(name, location())));
  }

  @Override
  public List<String> find(String imageId) {
    return index.byId().find(imageId).names();
  }

  @Override
  public NameIndex.Match match(String imageId) {
    return index.byId().find(imageId);
  }

  @Override
  public List<String> near(String imageId) {
    return index.byId().near(imageId);
  }

  @Override
  public String location() {
    return "memory";
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
