package io.github.derm4j.data.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a folder for one run. A second run, of this or another process, is refused until the
 * first one ends, also by a crash.
 */
public final class FolderLock implements AutoCloseable {

  private static final String NAME = ".lock";
  private static final int MAX_SIZE = 1 << 12;

  /**
   * The folders that this process has reserved. A process loses its lock on a file when it closes
   * any other channel to that file, so it must not open a second one.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Reserves a folder.
   *
   * @param folder an existing folder
   * @return the lock
   * @throws IOException if another run uses the folder, or it can't be written
   */
  public static FolderLock of(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw inUse(folder);
    }
    FolderLock lock = null;
    try {
      while (lock == null) {
        lock = reserve(folder, real);
      }
      return lock;
    } finally {
      if (lock == null) {
        HELD.remove(real);
      }
    }
  }

  /** Returns the lock, or null if the run before has just deleted the file that was locked. */
  private static @Nullable FolderLock reserve(Path folder, Path real) throws IOException {
    Path file = real.resolve(NAME);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean reserved = false;
    try {
      if (!isFree(channel)) {
        throw inUse(folder);
      }
      // A random size identifies the file: to read it would open, and close, a second channel.
      int size = 1 + ThreadLocalRandom.current().nextInt(MAX_SIZE);
      try {
        channel.truncate(0).write(ByteBuffer.allocate(1), size - 1);
      } catch (IOException e) {
        throw FileOutput.failure(folder.resolve(NAME), 1, e);
      }
      reserved = Files.exists(file) && Files.size(file) == size;
      return reserved ? new FolderLock(real, channel) : null;
    } finally {
      if (!reserved) {
        channel.close();
      }
    }
  }

  private static boolean isFree(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException noLocks) { // Some network file systems have none.
      return true;
    }
  }

  private static IOException inUse(Path folder) {
    return new IOException(
        folder + ": in use by another run; wait until it ends, or choose another folder");
  }

  /** Releases the folder. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(folder.resolve(NAME));
    } finally {
      channel.close();
      HELD.remove(folder);
    }
  }
}
