package io.github.derm4j.spark;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: finds identical and nearly identical images. */
@Command(
    name = "audit",
    description =
        "Finds images with the same bytes and near duplicates, and the groups that they form.",
    mixinStandardHelpOptions = true)
final class AuditOnSpark implements Callable<Integer> {

  @Mixin private ImagesOption images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "Folder to write fingerprints, edges and components to. They are replaced.")
  private String out;

  @Option(
      names = "--distance",
      defaultValue = "8",
      paramLabel = "BITS",
      description =
          "Maximum number of differing bits, of 128, of near duplicates. Default: ${DEFAULT-VALUE}.")
  private int distance;

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("derm audit").getOrCreate()) {
      String fingerprints = out + "/fingerprints";
      Dataset<Row> all = images.read(spark);
      images.write(spark, "audit", all, SparkFingerprints.compute(spark, all), fingerprints);
      SparkAudit audit = SparkAudit.of(spark, spark.read().parquet(fingerprints), distance);
      audit.edges().write().mode("overwrite").parquet(out + "/edges");
      audit.components().write().mode("overwrite").parquet(out + "/components");
      System.out.println( // The output of a command.
          String.format(
              Locale.ROOT,
              "%s: %d edges, %d components",
              out,
              audit.edges().count(),
              audit.components().select("group").distinct().count()));
    }
    return 0;
  }
}
