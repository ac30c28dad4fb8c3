package io.github.derm4j.data.split;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.data.image.WholeImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/** The fingerprints of all images of a data set. Every file is read once. */
public final class Fingerprints {

  /** The hash uses 32 × 32 pixels; large images are reduced to twice that during decoding. */
  private static final WholeImage ENOUGH = new WholeImage(64);

  private final List<Optional<Fingerprint>> prints;
  private final Map<String, String> failures;

  private Fingerprints(List<Optional<Fingerprint>> prints, Map<String, String> failures) {
    this.prints = Collections.unmodifiableList(prints);
    this.failures = Collections.unmodifiableMap(failures);
  }

  /**
   * Reads all images, on all processors. An image that can't be read or decoded is listed in {@link
   * #failures()}; the values that can be determined are kept.
   *
   * @param records the images
   * @param images the source of their pixels
   * @return the fingerprints
   */
  public static Fingerprints read(List<LesionRecord> records, ImageSource images) {
    return read(records, images, ProgressListener.NONE);
  }

  /**
   * Reads all images as {@link #read(List, ImageSource)} does.
   *
   * @param records the images
   * @param images the source of their pixels
   * @param listener receives the progress, from one thread at a time
   * @return the fingerprints
   */
  public static Fingerprints read(
      List<LesionRecord> records, ImageSource images, ProgressListener listener) {
    listener.started("fingerprints", records.size());
    Map<String, String> failures = new ConcurrentSkipListMap<>();
    List<Optional<Fingerprint>> prints =
        new ArrayList<>(
            IntStream.range(0, records.size())
                .parallel()
                .mapToObj(
                    i -> {
                      Optional<Fingerprint> print = read(records.get(i), images, failures);
                      synchronized (failures) {
                        listener.advanced(1);
                      }
                      return print;
                    })
                .toList());
    listener.finished();
    return new Fingerprints(prints, new TreeMap<>(failures));
  }

  /**
   * Restores fingerprints, for instance from a file beside the images.
   *
   * @param prints one for each record, in their order; empty where the file could not be read
   * @return the fingerprints, without failures
   */
  public static Fingerprints of(List<Optional<Fingerprint>> prints) {
    return new Fingerprints(List.copyOf(prints), Map.of());
  }

  private static Optional<Fingerprint> read(
      LesionRecord record, ImageSource images, Map<String, String> failures) {
    byte[] bytes;
    try {
      bytes = images.read(record.imageName());
    } catch (IOException e) {
      failures.put(record.imageId(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    List<PerceptualHash> poses = List.of();
    try (LesionImage image = ImageDecoder.decode(bytes, record.imageName(), ENOUGH)) {
      poses = List.of(PerceptualHash.ofAllPoses(image));
    } catch (IOException e) {
      failures.put(record.imageId(), String.valueOf(e.getMessage()));
    }
    Exif exif = Exif.read(bytes);
    return Optional.of(
        new Fingerprint(
            Hashing.sha256().hashBytes(bytes).toString(), poses, exif.captured(), exif.camera()));
  }

  /**
   * The fingerprint of a record.
   *
   * @param index the index of the record
   * @return empty if the file can't be read
   */
  public Optional<Fingerprint> get(int index) {
    return prints.get(index);
  }

  /**
   * The number of records.
   *
   * @return the number of records, including failures
   */
  public int size() {
    return prints.size();
  }

  /**
   * The images that could be decoded but have a single colour, such as a black frame; they are
   * never reported as near duplicates.
   *
   * @return indices of records, ascending
   */
  public List<Integer> withoutContent() {
    return IntStream.range(0, prints.size())
        .filter(
            i ->
                prints
                    .get(i)
                    .filter(print -> !print.poses().isEmpty() && !print.hasContent())
                    .isPresent())
        .boxed()
        .toList();
  }

  /**
   * The images that can't be read or decoded.
   *
   * @return the reasons by image id
   */
  public Map<String, String> failures() {
    return failures;
  }
}
