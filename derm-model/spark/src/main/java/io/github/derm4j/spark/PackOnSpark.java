package io.github.derm4j.spark;

import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pack}: packs many small files into a few large ones. */
@Command(
    name = "pack",
    description = "Packs the images of a folder into Parquet files, which the other commands read.",
    mixinStandardHelpOptions = true)
final class PackOnSpark implements Callable<Integer> {

  private static final int COLUMNS = 1;

  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("error", DataTypes.StringType, true)
          .add("content", DataTypes.BinaryType, true)
          .add("derm4j_version", DataTypes.StringType, false);

  @Option(
      names = "--images",
      required = true,
      paramLabel = "PATH",
      description = "A folder of images.")
  private String images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The folder of the Parquet files, which is replaced.")
  private String out;

  @Option(
      names = "--megabytes",
      defaultValue = "256",
      paramLabel = "N",
      description = "Size of a file in MB. Default: ${DEFAULT-VALUE}.")
  private int megabytes;

  @Override
  public Integer call() throws IOException {
    if (megabytes < 1) {
      throw new IllegalArgumentException("megabytes = " + megabytes + ": must be at least 1");
    }
    try (SparkSession spark = SparkSession.builder().appName("derm pack").getOrCreate()) {
      HadoopSettings settings = HadoopSettings.of(spark);
      Path root = settings.path(images);
      long bytes = settings.fileSystem(root).getContentSummary(root).getLength();
      int files = Math.toIntExact(1 + bytes / ((long) megabytes << 20));
      Dataset<Row> all = Images.in(spark, images, files);
      Dataset<Row> rows =
          Images.columns(all).mapPartitions(new Task(settings), Encoders.row(SCHEMA));
      JobProgress.during(
          spark,
          "pack",
          all.count(),
          () -> // Images are already compressed.
          rows.write().mode("overwrite").option("compression", "none").parquet(out));
      System.out.println( // The output of a command.
          String.format(Locale.ROOT, "%s: %d files of %d MB in all", out, files, bytes >> 20));
    }
    return 0;
  }

  private record Task(HadoopSettings settings) implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return Images.rows(
          rows, settings, COLUMNS, (path, bytes) -> new Object[] {bytes}, Images.version());
    }
  }
}
