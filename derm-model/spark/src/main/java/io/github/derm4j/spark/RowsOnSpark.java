package io.github.derm4j.spark;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that writes a row for each image, in Parquet. */
abstract class RowsOnSpark implements Callable<Integer> {

  @Mixin private ImagesOption images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "Folder to write the result to. It is replaced.")
  private String out;

  /** The text of a line of progress. */
  abstract String work();

  /** The rows of images. */
  abstract Dataset<Row> rows(SparkSession spark, Dataset<Row> of) throws IOException;

  /** Processes the rows that were written. */
  void written(SparkSession spark, String to) throws IOException {}

  @Override
  public final Integer call() throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("derm " + work()).getOrCreate()) {
      Dataset<Row> all = images.read(spark);
      images.write(spark, work(), all, rows(spark, all), out);
      written(spark, out);
    }
    return 0;
  }
}
