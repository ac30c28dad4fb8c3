package io.github.derm4j.data;

import java.util.List;
import java.util.SortedSet;

/** A source with an index of its files, which is built when the source is opened. */
abstract class IndexedImageSource implements ImageSource {

  final ImageIndex index;
  private final String location;

  IndexedImageSource(ImageIndex index, String location) {
    this.index = index;
    this.location = location;
  }

  @Override
  public final SortedSet<String> names() {
    return index.names();
  }

  @Override
  public final List<String> find(String imageId) {
    return match(imageId).names();
  }

  @Override
  public final NameIndex.Match match(String imageId) {
    return index.byId().find(imageId);
  }

  @Override
  public final List<String> near(String imageId) {
    return index.byId().near(imageId);
  }

  @Override
  public final String location() {
    return location;
  }
}
