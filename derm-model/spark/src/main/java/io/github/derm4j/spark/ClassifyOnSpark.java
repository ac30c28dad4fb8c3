package io.github.derm4j.spark;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code classify}: a row of probabilities for each image. */
@Command(
    name = "classify",
    description = "Classifies images and writes one row for each, in Parquet.",
    mixinStandardHelpOptions = true)
final class ClassifyOnSpark implements Callable<Integer> {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "PATH",
      description = "The classifier: a model.zip, or a model.onnx from 'derm export'.")
  private String model;

  @Mixin private ImagesOption images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "Folder to write the result to. It is replaced.")
  private String out;

  @Option(
      names = "--node-threshold",
      defaultValue = "0.5",
      paramLabel = "P",
      description = "Minimum probability of the most specific node. Default: ${DEFAULT-VALUE}.")
  private double threshold;

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("derm classify").getOrCreate()) {
      Dataset<Row> rows =
          SparkClassification.of(spark, model)
              .nodeThreshold(threshold)
              .classify(images.read(spark));
      rows.write().mode("overwrite").parquet(out);
      images.report(spark, out);
    }
    return 0;
  }
}
