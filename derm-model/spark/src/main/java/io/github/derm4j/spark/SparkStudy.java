package io.github.derm4j.spark;

import com.google.common.collect.Iterators;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.FrozenFeatures;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.inception.KerasWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Collects the scores of a {@link SparkClassification} for an evaluation on one machine, which
 * sorts a million scores in a tenth of a second:
 *
 * <pre>{@code
 * Predictions test = SparkStudy.predictions(spark.read().parquet("hdfs:///scores"), records);
 * Evaluation evaluation = Evaluator.of(classifier).withTasks(tasks).evaluate(test);
 * }</pre>
 */
public final class SparkStudy {

  private SparkStudy() {}

  /**
   * Collects the scores of labelled images on the driver: 4 bytes for each image and class.
   *
   * @param scores the rows of a classification
   * @param records the images; the path of a row ends in the name of its image
   * @return the scores in the order of the records; an image with an error is skipped
   * @throws IllegalArgumentException if an image has no row or several rows
   */
  public static Predictions predictions(Dataset<Row> scores, List<LesionRecord> records) {
    Map<String, List<Row>> byFile = new HashMap<>();
    for (Row row : scores.select("path", "error", "probabilities").collectAsList()) {
      byFile.computeIfAbsent(file(row.getString(0)), file -> new ArrayList<>()).add(row);
    }
    List<LesionRecord> read = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    List<SkippedImage> skipped = new ArrayList<>();
    for (LesionRecord record : records) {
      List<Row> rows =
          byFile.getOrDefault(file(record.imageName()), List.of()).stream()
              .filter(row -> ("/" + row.getString(0)).endsWith("/" + record.imageName()))
              .toList();
      if (rows.size() != 1) {
        throw new IllegalArgumentException(
            "image "
                + record.imageId()
                + " has "
                + rows.size()
                + " rows of scores; classify the folder of these images, once");
      }
      Row row = rows.get(0);
      if (row.isNullAt(1)) {
        read.add(record);
        probabilities.add(floats(row.getList(2)));
      } else {
        skipped.add(new SkippedImage(record.imageId(), row.getString(1)));
      }
    }
    return new Predictions(read, probabilities.toArray(float[][]::new), skipped);
  }

  /**
   * Writes features to a cache on the driver, so that a {@link
   * io.github.derm4j.model.training.HeadTrainer} with this {@linkplain
   * io.github.derm4j.model.training.HeadTrainer.Builder#featureCache feature cache} need not
   * compute them. Rows are read one after the other.
   *
   * @param spark the session
   * @param features the rows of {@link SparkFeatures#ofWeights}
   * @param weights the weights with which they were computed
   * @param size the input size with which they were computed, in pixels
   * @param pixels the pixel range with which they were computed
   * @param folder the cache, created if it does not exist
   * @return the number of images with features
   * @throws IOException if a file can't be read or written, or the cache is in use
   * @throws IllegalArgumentException if the rows were computed with other weights
   */
  public static long cacheFeatures(
      SparkSession spark,
      Dataset<Row> features,
      String weights,
      int size,
      Normalization pixels,
      Path folder)
      throws IOException {
    HadoopSettings settings = HadoopSettings.of(spark);
    String sha256 = settings.sha256(settings.path(weights));
    KerasWeights read =
        settings
            .withCopy(settings.path(weights).toString(), ".h5", KerasWeights::read)
            .withNormalization(pixels);
    FrozenFeatures cache =
        new FrozenFeatures(FeatureExtractor.of(read, size), read.md5(), folder, false);
    Iterator<Row> rows =
        features
            .where("error is null")
            .select("sha256", "features", "model_sha256")
            .toLocalIterator();
    return cache.add(
        Iterators.transform(
            rows,
            row -> {
              if (!row.getString(2).equals(sha256)) {
                throw new IllegalArgumentException(
                    "the features are of weights with the SHA-256 "
                        + row.getString(2)
                        + ", not of "
                        + weights
                        + "; compute them again, or give the weights that computed them");
              }
              return Map.entry(row.getString(0), floats(row.getList(1)));
            }));
  }

  private static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
