package io.github.derm4j.model;

import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Content hashes of image files: the first 8 bytes of each file's SHA-256. */
public final class ContentHashes {

  /** The number of files that are read between two progress events. */
  private static final int CHUNK = 256;

  private final Map<String, Long> byImage;

  private ContentHashes(Map<String, Long> byImage) {
    this.byImage = byImage;
  }

  /**
   * Reads files on several threads. Progress is reported for more than 256 files. A file that can't
   * be read has no hash.
   *
   * @param records the images
   * @param images the source of their files
   * @param listener receives the progress
   * @return the hashes
   */
  public static ContentHashes of(
      Collection<LesionRecord> records, ImageSource images, ProgressListener listener) {
    Map<String, Long> found = new ConcurrentHashMap<>();
    boolean many = records.size() > CHUNK; // For few images, progress is not worth reporting.
    if (many) {
      listener.started("reading the contents of the images", records.size());
    }
    for (List<LesionRecord> chunk : Lists.partition(List.copyOf(records), CHUNK)) {
      chunk.parallelStream()
          .forEach(each -> read(each, images).ifPresent(hash -> found.put(each.imageId(), hash)));
      if (many) {
        listener.advanced(chunk.size());
      }
    }
    if (many) {
      listener.finished();
    }
    return new ContentHashes(new HashMap<>(found));
  }

  private static OptionalLong read(LesionRecord record, ImageSource images) {
    try {
      byte[] bytes = images.read(record.imageName());
      return OptionalLong.of(hash(bytes));
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  static long hash(byte[] file) {
    return Longs.fromByteArray(Hashing.sha256().hashBytes(file).asBytes());
  }

  /**
   * The hash of an image's file.
   *
   * @param record the image
   * @return its hash, or empty if its file can't be read
   */
  public OptionalLong hash(LesionRecord record) {
    Long hash = byImage.get(record.imageId());
    return hash == null ? OptionalLong.empty() : OptionalLong.of(hash);
  }
}
