package io.github.derm4j.data.split;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.ImageQuality;
import io.github.derm4j.data.image.LesionImage;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The quality of all images of a data set. Every file is read once. */
public final class ImageQualities {

  private final Map<String, ImageQuality> byId;
  private final Map<String, String> failures;

  private ImageQualities(Map<String, ImageQuality> byId, Map<String, String> failures) {
    this.byId = byId;
    this.failures = failures;
  }

  /**
   * Measures all images, on all processors. An image that can't be read or decoded is listed in
   * {@link #failures()}.
   *
   * @param records the images
   * @param images the source of their pixels
   * @return the measurements
   */
  public static ImageQualities read(List<LesionRecord> records, ImageSource images) {
    return read(records, images, ProgressListener.NONE);
  }

  /**
   * Measures all images as {@link #read(List, ImageSource)} does.
   *
   * @param records the images
   * @param images the source of their pixels
   * @param listener receives the progress, from one thread at a time
   * @return the measurements
   */
  public static ImageQualities read(
      List<LesionRecord> records, ImageSource images, ProgressListener listener) {
    listener.started("measuring the sharpness", records.size());
    Map<String, ImageQuality> byId = new ConcurrentHashMap<>();
    Map<String, String> failures = new ConcurrentHashMap<>();
    records.parallelStream()
        .forEach(
            record -> {
              try (LesionImage image =
                  ImageDecoder.decode(images.read(record.imageName()), record.imageName())) {
                byId.put(record.imageId(), ImageQuality.of(image));
              } catch (IOException e) {
                failures.put(record.imageId(), String.valueOf(e.getMessage()));
              }
              synchronized (byId) {
                listener.advanced(1);
              }
            });
    listener.finished();
    return new ImageQualities(
        Map.copyOf(byId), Collections.unmodifiableMap(new TreeMap<>(failures)));
  }

  /**
   * The quality of an image.
   *
   * @param record one of the records
   * @return empty if the image can't be read
   */
  public Optional<ImageQuality> quality(LesionRecord record) {
    return Optional.ofNullable(byId.get(record.imageId()));
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
