package io.github.derm4j.spark;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.NameIndex;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/**
 * The images in a folder of a Hadoop file system. The folder is listed only when its names are
 * requested, because an executor that reads a few of ten million files needs no list.
 */
final class HadoopImageSource implements ImageSource {

  private final HadoopSettings settings;
  private final Path root;
  private @Nullable NameIndex index;

  HadoopImageSource(HadoopSettings settings, Path root) {
    this.settings = settings;
    this.root = root;
  }

  private synchronized NameIndex index() {
    if (index == null) {
      index = new NameIndex(list());
    }
    return index;
  }

  private Set<String> list() {
    Set<String> names = new TreeSet<>();
    try {
      FileSystem files = settings.fileSystem(root);
      String below = files.makeQualified(root).toUri().getPath();
      RemoteIterator<LocatedFileStatus> each = files.listFiles(root, true);
      while (each.hasNext()) {
        String name = each.next().getPath().toUri().getPath().substring(below.length());
        name = name.startsWith("/") ? name.substring(1) : name;
        if (Arrays.stream(name.split("/", -1)).noneMatch(part -> part.startsWith("."))) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(index().names()));
  }

  @Override
  public byte[] read(String name) throws IOException {
    if (name.startsWith("/") || Arrays.asList(name.split("/", -1)).contains("..")) {
      throw new NoSuchFileException(name, null, "leads out of " + root);
    }
    try {
      return settings.read(new Path(root, name));
    } catch (FileNotFoundException e) {
      throw new NoSuchFileException(name, null, "no such file in " + root);
    }
  }

  @Override
  public List<String> find(String imageId) {
    return index().find(imageId).names();
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public void close() {
    // Hadoop's file systems are shared, and stay open.
  }
}
