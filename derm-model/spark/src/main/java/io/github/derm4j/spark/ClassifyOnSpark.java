package io.github.derm4j.spark;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code classify}: writes a row of probabilities for each image. */
@Command(
    name = "classify",
    description = "Classifies images and writes one row for each, in Parquet.",
    mixinStandardHelpOptions = true)
final class ClassifyOnSpark extends RowsOnSpark {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "PATH",
      description = "The classifier: a model.zip, or a model.onnx from 'derm export'.")
  private String model;

  @Option(
      names = "--node-threshold",
      defaultValue = "0.5",
      paramLabel = "P",
      description = "Minimum probability of the most specific node. Default: ${DEFAULT-VALUE}.")
  private double threshold;

  @Override
  String work() {
    return "classify";
  }

  @Override
  Dataset<Row> rows(SparkSession spark, Dataset<Row> of) throws IOException {
    return SparkClassification.of(spark, model).withNodeThreshold(threshold).classify(of);
  }
}
