package io.github.derm4j.spark;

import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
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
 * each: {@code path}, {@code error}, {@code features} (2,048 numbers at width 1), {@code
 * model_sha256} and {@code derm4j_version}.
 */
public final class SparkFeatures {

  private static final int COLUMNS = 1;

  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("error", DataTypes.StringType, true)
          .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), true)
          .add("model_sha256", DataTypes.StringType, false)
          .add("derm4j_version", DataTypes.StringType, false);

  private final SharedModel model;
  private final int sessions;

  private SparkFeatures(SharedModel model, int sessions) {
    this.model = model;
    this.sessions = sessions;
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
        SharedModel.of(HadoopSettings.of(spark), model), Executors.tasks(spark));
  }

  /**
   * Computes features.
   *
   * @param images as {@link SparkClassification#classify} takes them
   * @return a row for each
   * @throws IllegalArgumentException if the column {@code path} is missing
   */
  public Dataset<Row> features(Dataset<Row> images) {
    return Images.columns(images).mapPartitions(new Task(model, sessions), Encoders.row(SCHEMA));
  }

  private record Task(SharedModel model, int sessions) implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> images) {
      ImageClassifier classifier = model.open(sessions, 1);
      return Images.rows(
          images,
          model.settings(),
          COLUMNS,
          (path, bytes) -> {
            try (LesionImage image = ImageDecoder.decode(bytes, path)) {
              return new Object[] {classifier.features(List.of(image))[0]};
            }
          },
          model.sha256(),
          Images.version());
    }
  }
}
