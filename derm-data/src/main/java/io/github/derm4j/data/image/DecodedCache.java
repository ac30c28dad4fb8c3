package io.github.derm4j.data.image;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of decoded images in a folder on disk, with a limited size: reading pixels is several
 * times faster than decoding a JPEG.
 *
 * <p>An image is identified by the SHA-256 of its file and its reduction while decoding, so a
 * changed file is decoded again. At the limit, no more images are stored: training reads the data
 * set repeatedly, so removing the oldest image would remove it just before it is needed. A file
 * gets its name only when it is complete, and has a checksum; a damaged file is replaced. Several
 * threads and processes may share a folder.
 */
public final class DecodedCache {

  private static final Logger LOG = LoggerFactory.getLogger(DecodedCache.class);

  private static final String SUFFIX = ".bgr";
  private static final String TEMPORARY = ".tmp";

  /** A temporary file of this age is no longer being written by any process. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  /** The bytes before the pixels: width, height and checksum. */
  private static final int HEADER = 3 * Integer.BYTES;

  private final Path folder;
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();
  private final Set<Path> beingStored = ConcurrentHashMap.newKeySet();
  private volatile boolean writable = true;

  private DecodedCache(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * Opens a cache. Removes incomplete files after a crash, and the oldest files if the folder
   * exceeds the limit.
   *
   * @param folder is created if need be, and should hold nothing else
   * @param maxBytes the maximum size of the folder in bytes; 600 × 450 pixels take 810,000
   * @return the cache, which need not be closed
   * @throws IOException if the folder can't be created or listed
   * @throws IllegalArgumentException if the limit is negative
   */
  public static DecodedCache open(Path folder, long maxBytes) throws IOException {
    if (maxBytes < 0) {
      throw new IllegalArgumentException(
          "a limit of " + maxBytes + " bytes: it must not be negative");
    }
    Files.createDirectories(folder);
    DecodedCache cache = new DecodedCache(folder, maxBytes);
    cache.tidy();
    return cache;
  }

  private record Stored(Path file, long size, FileTime modified) {
    static Stored of(Path file) {
      try {
        return new Stored(file, Files.size(file), Files.getLastModifiedTime(file));
      } catch (NoSuchFileException e) {
        return new Stored(file, 0, FileTime.fromMillis(0)); // another process was faster
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void tidy() throws IOException {
    FileTime abandoned = FileTime.from(Instant.now().minus(ABANDONED));
    try (Stream<Path> files = Files.list(folder)) {
      List<Stored> all = files.map(Stored::of).toList();
      for (Stored stored : all) {
        if (stored.file().toString().endsWith(TEMPORARY)
            && stored.modified().compareTo(abandoned) < 0) {
          Files.deleteIfExists(stored.file());
        }
      }
      List<Stored> pictures =
          all.stream()
              .filter(stored -> stored.file().toString().endsWith(SUFFIX))
              .sorted(Comparator.comparing(Stored::modified))
              .toList();
      long sum = pictures.stream().mapToLong(Stored::size).sum();
      for (Stored oldest : pictures) {
        if (sum <= maxBytes) {
          break;
        }
        Files.deleteIfExists(oldest.file());
        sum -= oldest.size();
      }
      used.set(sum);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Decodes an image, or reads it from the cache; the pixels are the same. If the image can't be
   * stored, this is logged once, and the cache stores nothing more.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @param transform the transform that will be applied to the image
   * @return the image, as {@link ImageDecoder#decode(byte[], String, ImageTransform)} gives it
   * @throws IOException as there
   */
  public LesionImage decode(byte[] bytes, String name, ImageTransform transform)
      throws IOException {
    return decode(bytes, name, transform, null);
  }

  /**
   * Does the same with reused memory.
   *
   * @param bytes the file
   * @param name the file's name, for messages
   * @param transform the transform that will be applied to the image
   * @param buffer the memory for the pixels, or null for new memory
   * @return the image, valid until the buffer is used again or closed
   * @throws IOException as {@link ImageDecoder#decode(byte[], String, ImageTransform)}
   */
  public LesionImage decode(
      byte[] bytes, String name, ImageTransform transform, @Nullable DecodeBuffer buffer)
      throws IOException {
    ImageHeader header = ImageHeader.read(bytes, name);
    int reduction = ImageDecoder.reduction(header, transform);
    OpenCv.load();
    Path file =
        folder.resolve(Hashing.sha256().hashBytes(bytes).toString() + "-" + reduction + SUFFIX);
    Optional<LesionImage> stored = read(file, buffer);
    if (stored.isPresent()) {
      return stored.get();
    }
    LesionImage image = ImageDecoder.decode(bytes, name, header, reduction, buffer);
    store(image, file);
    return image;
  }

  /**
   * The size of the images on disk.
   *
   * @return the number of bytes, at most the limit
   */
  public long bytes() {
    return used.get();
  }

  private Optional<LesionImage> read(Path file, @Nullable DecodeBuffer buffer) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      return Optional.empty(); // usually the file does not exist; otherwise decoding is just as
      // good
    }
    if (content.length >= HEADER) {
      ByteBuffer head = ByteBuffer.wrap(content);
      int width = head.getInt();
      int height = head.getInt();
      if (width > 0
          && height > 0
          && content.length == HEADER + 3L * width * height
          && head.getInt() == checksum(width, height, content)) {
        Mat bgr =
            buffer == null
                ? new Mat(height, width, opencv_core.CV_8UC3)
                : buffer.picture(width, height);
        bgr.data().put(content, HEADER, content.length - HEADER);
        return Optional.of(new LesionImage(bgr));
      }
    }
    LOG.warn("{} is damaged: the image is decoded and stored again", file);
    try {
      if (Files.deleteIfExists(file)) {
        used.addAndGet(-content.length);
      }
    } catch (IOException e) {
      LOG.warn("{} can't be deleted: {}", file, e.getMessage());
    }
    return Optional.empty();
  }

  private void store(LesionImage image, Path file) {
    long size = HEADER + 3L * image.width() * image.height();
    if (!writable || size > Integer.MAX_VALUE || !beingStored.add(file)) {
      return;
    }
    try {
      if (!Files.exists(file)) {
        store(image, file, (int) size);
      }
    } finally {
      beingStored.remove(file);
    }
  }

  private void store(LesionImage image, Path file, int size) {
    if (used.addAndGet(size) > maxBytes) {
      used.addAndGet(-size);
      return;
    }
    try {
      write(image, file, size);
    } catch (ClosedByInterruptException e) {
      used.addAndGet(-size); // the pipeline is being closed; the cache is unchanged
    } catch (IOException e) {
      used.addAndGet(-size);
      writable = false;
      LOG.warn("{} stores no more images: {}", folder, e.toString());
    }
  }

  private void write(LesionImage image, Path file, int size) throws IOException {
    byte[] pixels = image.bgrBytes();
    byte[] content = new byte[size];
    System.arraycopy(pixels, 0, content, HEADER, pixels.length);
    ByteBuffer.wrap(content)
        .putInt(image.width())
        .putInt(image.height())
        .putInt(checksum(image.width(), image.height(), content));
    Path temporary = Files.createTempFile(folder, "", TEMPORARY);
    try {
      Files.write(temporary, content);
      WholeFile.replace(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static int checksum(int width, int height, byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(width).putInt(height).flip());
    crc.update(content, HEADER, content.length - HEADER);
    return (int) crc.getValue();
  }

  @Override
  public String toString() {
    return "DecodedCache[" + folder + ", " + used.get() + " of " + maxBytes + " bytes]";
  }
}
