package io.github.derm4j.spark;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.data.split.Fingerprint;
import io.github.derm4j.data.split.Fingerprints;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Computes the fingerprints of the images of a DataFrame, one row for each, for {@link SparkAudit}:
 * {@code path}, {@code error}, {@code sha256} of the file, even if it is not an image, {@code
 * poses} (the perceptual hashes in the eight poses, two 64-bit words each, the original pose first)
 * and {@code derm4j_version}.
 */
public final class SparkFingerprints {

  private static final int COLUMNS = 2;

  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("error", DataTypes.StringType, true)
          .add("sha256", DataTypes.StringType, true)
          .add("poses", DataTypes.createArrayType(DataTypes.LongType, false), true)
          .add("derm4j_version", DataTypes.StringType, false);

  private SparkFingerprints() {}

  /**
   * Reads images.
   *
   * @param spark the session
   * @param images images in the form of {@link SparkClassification#classify}
   * @return a row for each
   * @throws IllegalArgumentException if the column {@code path} is missing
   */
  public static Dataset<Row> compute(SparkSession spark, Dataset<Row> images) {
    return Images.columns(images)
        .mapPartitions(new Task(HadoopSettings.of(spark)), Encoders.row(SCHEMA));
  }

  private record Task(HadoopSettings settings) implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> images) {
      return Images.rows(images, settings, COLUMNS, Task::answer, Images.version());
    }

    private static Object[] answer(String path, byte[] bytes) throws IOException {
      String name = path.substring(path.lastIndexOf('/') + 1);
      LesionRecord record =
          LesionRecord.builder(name, name, DiseaseNode.of("unknown", "unknown")).build();
      Fingerprints read =
          Fingerprints.read(List.of(record), ImageSource.inMemory(Map.of(name, bytes)));
      Fingerprint print = read.get(0).orElseThrow();
      String failure = read.failures().get(name);
      if (failure != null) {
        throw new Images.Damaged(failure, print.sha256());
      }
      long[] words = new long[2 * print.poses().size()];
      int at = 0;
      for (PerceptualHash pose : print.poses()) {
        words[at++] = pose.high();
        words[at++] = pose.low();
      }
      return new Object[] {print.sha256(), words};
    }
  }
}
