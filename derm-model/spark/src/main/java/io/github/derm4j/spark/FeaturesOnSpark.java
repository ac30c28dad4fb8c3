package io.github.derm4j.spark;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code features}: a row of features for each image. */
@Command(
    name = "features",
    description =
        "Computes the features of the last hidden layer and writes one row for each image, in Parquet.",
    mixinStandardHelpOptions = true)
final class FeaturesOnSpark implements Callable<Integer> {

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

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("derm features").getOrCreate()) {
      SparkFeatures.of(spark, model)
          .features(images.read(spark))
          .write()
          .mode("overwrite")
          .parquet(out);
      images.report(spark, out);
    }
    return 0;
  }
}
