package io.github.derm4j.spark;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Computes the pooled features of the last hidden layer for the images of a DataFrame, one row for
 * each: {@code path}, {@code error}, {@code sha256} of the image's file, {@code features} (2,048
 * numbers at width 1), {@code model_sha256} and {@code derm4j_version}.
 */
public final class SparkFeatures {

  private static final int COLUMNS = 2;

  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("error", DataTypes.StringType, true)
          .add("sha256", DataTypes.StringType, true)
          .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), true)
          .add("model_sha256", DataTypes.StringType, false)
          .add("derm4j_version", DataTypes.StringType, false);

  private final FeatureSource source;

  private SparkFeatures(FeatureSource source) {
    this.source = source;
  }

  /**
   * Takes the body of a classifier.
   *
   * @param spark the session
   * @param model the path of a {@code model.zip} or {@code model.onnx} on a Hadoop file system that
   *     the executors read
   * @return the computation
   * @throws IOException if the file is missing or is not a classifier
   */
  public static SparkFeatures of(SparkSession spark, String model) throws IOException {
    return new SparkFeatures(
        new OfModel(SharedModel.of(HadoopSettings.of(spark), model), Executors.tasks(spark)));
  }

  /**
   * Takes a body with pretrained weights, as a {@link io.github.derm4j.model.training.HeadTrainer}
   * does: whole images, resized without cropping.
   *
   * @param spark the session
   * @param weights the path of a file of Keras's weights on a Hadoop file system that the executors
   *     read
   * @param size the height and width of the input in pixels, at least 75
   * @param pixels the range of the pixels that the weights were trained on
   * @return the computation
   * @throws IOException if the file is missing
   */
  public static SparkFeatures ofWeights(
      SparkSession spark, String weights, int size, Normalization pixels) throws IOException {
    return new SparkFeatures(
        SharedBody.of(HadoopSettings.of(spark), weights, size, pixels, Executors.tasks(spark)));
  }

  /**
   * Computes features.
   *
   * @param images images in the form of {@link SparkClassification#classify}
   * @return a row for each
   * @throws IllegalArgumentException if the column {@code path} is missing
   */
  public Dataset<Row> features(Dataset<Row> images) {
    return Images.columns(images).mapPartitions(new Task(source), Encoders.row(SCHEMA));
  }

  private record OfModel(SharedModel model, int sessions) implements FeatureSource {

    private static final long serialVersionUID = 1L;

    @Override
    public HadoopSettings settings() {
      return model.settings();
    }

    @Override
    public String sha256() {
      return model.sha256();
    }

    @Override
    public float[] features(LesionImage image) {
      return model.open(sessions, 1).features(List.of(image))[0];
    }
  }

  private record Task(FeatureSource source) implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> images) {
      return Images.rows(
          images, source.settings(), COLUMNS, this::answer, source.sha256(), Images.version());
    }

    private Object[] answer(String path, byte[] bytes) throws IOException {
      String sha256 = Hashing.sha256().hashBytes(bytes).toString();
      try (LesionImage image = ImageDecoder.decode(bytes, path)) {
        return new Object[] {sha256, source.features(image)};
      } catch (IOException damaged) {
        throw new Images.Damaged(String.valueOf(damaged.getMessage()), sha256);
      }
    }
  }
}
