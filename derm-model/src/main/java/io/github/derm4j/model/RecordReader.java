package io.github.derm4j.model;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.pipeline.LesionPipeline;
import io.github.derm4j.model.internal.RecycledBatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Reads images for prediction in batches, in order, each once. */
public final class RecordReader {

  /** The batch size; a larger one is not faster on a CPU. */
  private static final int BATCH = 16;

  private final ImageSource images;
  private final Preprocessing preprocessing;
  private final boolean strict;

  /**
   * Makes a reader.
   *
   * @param images the source of the files
   * @param preprocessing the preprocessing of each image
   * @param strict whether an image that can't be read is an error
   */
  public RecordReader(ImageSource images, Preprocessing preprocessing, boolean strict) {
    this.images = images;
    this.preprocessing = preprocessing;
    this.strict = strict;
  }

  /** Receives each batch: the records that could be read, and their pixels. */
  @FunctionalInterface
  public interface Consumer {
    /**
     * Takes a batch.
     *
     * @param records the images that could be read
     * @param images their pixels, which must not be used after the call
     * @return whether to continue
     * @throws IOException if the consumer fails
     */
    boolean accept(List<LesionRecord> records, INDArray images) throws IOException;
  }

  /**
   * Reads all records.
   *
   * @param records the images
   * @param consumer the consumer of each batch
   * @return the images that could not be read
   * @throws IOException if the source fails, if the reader is strict and an image can't be read, or
   *     if no image can be read
   */
  public List<SkippedImage> forEach(List<LesionRecord> records, Consumer consumer)
      throws IOException {
    if (records.isEmpty()) {
      return List.of();
    }
    Map<String, LesionRecord> byId =
        records.stream().collect(Collectors.toMap(LesionRecord::imageId, Function.identity()));
    try (LesionPipeline pipeline =
        LesionPipeline.builder(records, images, record -> 0, 1, preprocessing.transform())
            .batch(BATCH)
            .layout(Layout.NHWC)
            .normalization(preprocessing.normalization())
            .shuffle(false)
            .strict(strict)
            .build()) {
      RecycledBatches batches = new RecycledBatches(pipeline);
      boolean goOn = true;
      while (goOn && batches.hasNext()) {
        DataSet batch = batches.next();
        List<LesionRecord> read =
            batch.getExampleMetaData(String.class).stream().map(byId::get).toList();
        goOn = consumer.accept(read, batch.getFeatures());
      }
      return pipeline.failures().entrySet().stream()
          .map(failure -> new SkippedImage(failure.getKey(), failure.getValue()))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
