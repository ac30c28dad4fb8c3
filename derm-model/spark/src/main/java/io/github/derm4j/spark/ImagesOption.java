package io.github.derm4j.spark;

import java.io.IOException;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Option;

/** The options of the images and of their partitions. */
final class ImagesOption {

  @Option(
      names = "--images",
      required = true,
      paramLabel = "PATH",
      description = "A folder of images, or of Parquet files that pack wrote (--parquet).")
  private String images;

  @Option(names = "--parquet", description = "The images are in Parquet files.")
  private boolean parquet;

  @Option(
      names = "--partitions",
      defaultValue = "0",
      paramLabel = "N",
      description = "Number of tasks. Default: as Spark reads the files.")
  private int partitions;

  Dataset<Row> read(SparkSession spark) throws IOException {
    if (!parquet) {
      return Images.in(spark, images, partitions);
    }
    Dataset<Row> rows = spark.read().parquet(images);
    return partitions > 0 ? rows.repartition(partitions) : rows;
  }

  /** Writes the rows of images with progress on the terminal, then prints the number of errors. */
  void write(SparkSession spark, String work, Dataset<Row> all, Dataset<Row> rows, String out) {
    JobProgress.during(spark, work, all.count(), () -> rows.write().mode("overwrite").parquet(out));
    Dataset<Row> written = spark.read().parquet(out);
    long count = written.count();
    long failed = written.filter(functions.col("error").isNotNull()).count();
    System.out.println( // The output of a command.
        String.format(Locale.ROOT, "%s: %d rows, %d with an error", out, count, failed));
  }
}
