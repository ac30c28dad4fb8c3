package io.github.derm4j.model;

import com.google.common.hash.HashCode;
import io.github.derm4j.data.internal.FileOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache of features on disk, so that a frozen body processes each image only once.
 *
 * <p>There is one file for each body and preprocessing (both are in its name). An entry is the
 * SHA-256 of an image file and its features. Entries are only appended. An incomplete entry at the
 * end, left by a crash or a full disk, is removed when the file is next opened. Only one process at
 * a time may have the file open.
 */
final class FeatureCache implements AutoCloseable {

  private static final byte[] MAGIC = "DERMFEA1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_BYTES = 32;

  private final Path file;
  private final FileChannel channel;
  private final int length;
  private final Map<HashCode, Long> offsets = new HashMap<>();

  private FeatureCache(Path file, FileChannel channel, int length) {
    this.file = file;
    this.channel = channel;
    this.length = length;
  }

  /**
   * Opens the cache of a body, and creates the folder and the file if they do not exist.
   *
   * @throws IOException if the file can't be written, is another kind of file, or is in use
   */
  static FeatureCache open(Path folder, String body, Preprocessing preprocessing, int length)
      throws IOException {
    Files.createDirectories(folder);
    Path file =
        folder.resolve(
            String.format(
                Locale.ROOT,
                "features-%s-%d-%s-%s.bin",
                body,
                preprocessing.size(),
                preprocessing.centralFraction(),
                preprocessing.normalization()));
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FeatureCache cache = new FeatureCache(file, channel, length);
      cache.lock();
      cache.readIndex();
      return cache;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @SuppressWarnings("resource") // The lock ends when the channel is closed.
  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          file + ": in use by another run; wait for it, or use another cache folder");
    }
  }

  private void readIndex() throws IOException {
    if (channel.size() < MAGIC.length) {
      channel.truncate(0);
      write(ByteBuffer.wrap(MAGIC), 0);
      return;
    }
    ByteBuffer magic = ByteBuffer.allocate(MAGIC.length);
    readFully(magic, 0);
    if (!Arrays.equals(magic.array(), MAGIC)) {
      throw new IOException(file + ": not a feature cache; delete it or use another cache folder");
    }
    long entries = (channel.size() - MAGIC.length) / entryBytes();
    ByteBuffer hash = ByteBuffer.allocate(HASH_BYTES);
    for (long entry = 0; entry < entries; entry++) {
      long offset = MAGIC.length + entry * entryBytes();
      readFully(hash.clear(), offset);
      offsets.put(HashCode.fromBytes(hash.array()), offset + HASH_BYTES);
    }
    channel.truncate(MAGIC.length + entries * entryBytes());
  }

  /** Returns the features of an image, or null if they were never computed. */
  float @Nullable [] get(HashCode image) throws IOException {
    Long offset = offsets.get(image);
    if (offset == null) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
    readFully(bytes, offset);
    float[] features = new float[length];
    bytes.flip().asFloatBuffer().get(features);
    return features;
  }

  boolean contains(HashCode image) {
    return offsets.containsKey(image);
  }

  /**
   * Adds the features of an image; after this returns, a crash of the program does not lose them.
   */
  void put(HashCode image, float[] features) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(entryBytes()).order(ByteOrder.LITTLE_ENDIAN);
    entry.put(image.asBytes());
    for (float feature : features) {
      entry.putFloat(feature);
    }
    long end = channel.size();
    write(entry.flip(), end);
    offsets.put(image, end + HASH_BYTES);
  }

  private int entryBytes() {
    return HASH_BYTES + Float.BYTES * length;
  }

  private void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (ClosedByInterruptException stopped) {
      throw stopped;
    } catch (IOException e) {
      throw FileOutput.failure(file, bytes.remaining(), e);
    }
  }

  private void readFully(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at);
      if (read < 0) {
        throw new IOException(file + ": was truncated while it was being read");
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
