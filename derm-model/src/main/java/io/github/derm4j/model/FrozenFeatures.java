package io.github.derm4j.model;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.SkippedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Provides the features of images from a frozen body, which are read from the cache or computed.
 */
public final class FrozenFeatures {

  private final FeatureExtractor extractor;
  private final String body;
  private final @Nullable Path folder;
  private final boolean strict;

  /**
   * Makes the provider for a body.
   *
   * @param extractor the body
   * @param body the checksum of the body's weights
   * @param folder the cache's folder, or null for none
   * @param strict whether an image that can't be read is an error
   */
  public FrozenFeatures(
      FeatureExtractor extractor, String body, @Nullable Path folder, boolean strict) {
    this.extractor = extractor;
    this.body = body;
    this.folder = folder;
    this.strict = strict;
  }

  /**
   * The features of images.
   *
   * @param features the features by image id, {@code [length]} each
   * @param skipped the images that could not be read
   */
  public record Found(Map<String, float[]> features, List<SkippedImage> skipped) {}

  /**
   * Returns the features of images.
   *
   * @param records the images; one that is listed again, such as an image of both training and
   *     validation, is computed once
   * @param images the source of their files
   * @param listener receives the progress
   * @param goOn called after each batch; if it returns false, the remaining features are not
   *     computed
   * @return the features of the images that could be read
   * @throws IOException if the source or the cache fails, or an image can't be read and the
   *     extraction is strict
   */
  public Found find(
      List<LesionRecord> records,
      ImageSource images,
      ProgressListener listener,
      BooleanSupplier goOn)
      throws IOException {
    Map<String, LesionRecord> byId = new LinkedHashMap<>();
    records.forEach(record -> byId.putIfAbsent(record.imageId(), record));
    return findDistinct(List.copyOf(byId.values()), images, listener, goOn);
  }

  private Found findDistinct(
      List<LesionRecord> records,
      ImageSource images,
      ProgressListener listener,
      BooleanSupplier goOn)
      throws IOException {
    if (folder == null) {
      return compute(records, images, listener, goOn, null, Map.of());
    }
    try (FeatureCache cache =
        FeatureCache.open(folder, body, extractor.preprocessing(), extractor.length())) {
      Map<String, HashCode> hashes = new HashMap<>();
      Map<String, float[]> features = new HashMap<>();
      List<LesionRecord> missing = new ArrayList<>();
      for (LesionRecord record : records) {
        HashCode hash = Hashing.sha256().hashBytes(images.read(record.imageName()));
        hashes.put(record.imageId(), hash);
        float[] known = cache.get(hash);
        if (known == null) {
          missing.add(record);
        } else {
          features.put(record.imageId(), known);
        }
      }
      Found computed = compute(missing, images, listener, goOn, cache, hashes);
      features.putAll(computed.features());
      return new Found(features, computed.skipped());
    }
  }

  /**
   * Adds features to the cache that the same body computed elsewhere, such as on a cluster.
   *
   * @param computed the features, {@code [length]}, by the SHA-256 of the image file in
   *     hexadecimal; images that are already in the cache are skipped
   * @return the number of images
   * @throws IOException if the cache can't be written or is in use
   * @throws IllegalStateException if there is no cache
   * @throws IllegalArgumentException if an image has another number of features than the body
   */
  public long add(Iterator<Map.Entry<String, float[]>> computed) throws IOException {
    if (folder == null) {
      throw new IllegalStateException("no folder of a feature cache was given");
    }
    long count = 0;
    try (FeatureCache cache =
        FeatureCache.open(folder, body, extractor.preprocessing(), extractor.length())) {
      while (computed.hasNext()) {
        Map.Entry<String, float[]> next = computed.next();
        if (next.getValue().length != extractor.length()) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%d features of the image with SHA-256 %s; the body has %d",
                  next.getValue().length,
                  next.getKey(),
                  extractor.length()));
        }
        HashCode hash = HashCode.fromString(next.getKey());
        if (!cache.contains(hash)) {
          cache.put(hash, next.getValue());
        }
        count++;
      }
    }
    return count;
  }

  private Found compute(
      List<LesionRecord> records,
      ImageSource images,
      ProgressListener listener,
      BooleanSupplier goOn,
      @Nullable FeatureCache cache,
      Map<String, HashCode> hashes)
      throws IOException {
    Map<String, float[]> features = new HashMap<>();
    listener.started("computing features", records.size());
    List<SkippedImage> skipped =
        new RecordReader(images, extractor.preprocessing(), strict)
            .forEach(
                records,
                (read, pixels) -> {
                  INDArray rows = extractor.featuresOfGroup(pixels);
                  for (int row = 0; row < read.size(); row++) {
                    String id = read.get(row).imageId();
                    float[] values = rows.getRow(row).toFloatVector();
                    features.put(id, values);
                    if (cache != null) {
                      cache.put(Objects.requireNonNull(hashes.get(id)), values);
                    }
                  }
                  listener.advanced(read.size());
                  return goOn.getAsBoolean();
                });
    listener.finished();
    return new Found(features, skipped);
  }
}
