package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.WholeImage;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the images of a data set that can be decoded. Reading a data set checks only names and
 * first bytes, so a truncated file is detected only by decoding it.
 */
public final class ReadableImages {

  /** Damage is detected at any size, and a large JPEG is decoded faster at one eighth. */
  private static final WholeImage SMALL = new WholeImage(64);

  private final LesionDataset dataset;
  private final Map<String, String> failures;

  private ReadableImages(LesionDataset whole, Map<String, String> failures) {
    this.dataset = whole.filter(record -> !failures.containsKey(record.imageId()));
    this.failures = Collections.unmodifiableMap(failures);
  }

  /**
   * Decodes all images, on all processors.
   *
   * @param dataset the images
   * @param listener receives the progress, from one thread at a time
   * @return the result
   */
  public static ReadableImages of(LesionDataset dataset, ProgressListener listener) {
    listener.started("checking images", dataset.records().size());
    Map<String, String> failures = new ConcurrentHashMap<>();
    Object turn = new Object();
    dataset.records().parallelStream()
        .forEach(
            record -> {
              check(record, dataset, failures);
              synchronized (turn) {
                listener.advanced(1);
              }
            });
    listener.finished();
    return new ReadableImages(dataset, new TreeMap<>(failures));
  }

  private static void check(
      LesionRecord record, LesionDataset dataset, Map<String, String> failures) {
    String name = record.imageName();
    try {
      LesionImage image = ImageDecoder.decode(dataset.images().read(name), name, SMALL);
      image.close();
    } catch (IOException e) {
      failures.put(record.imageId(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * The images that can be decoded.
   *
   * @return a data set with the same tree and source
   */
  public LesionDataset dataset() {
    return dataset;
  }

  /**
   * The images that can't be decoded.
   *
   * @return the reasons by image id
   */
  public Map<String, String> failures() {
    return failures;
  }
}
