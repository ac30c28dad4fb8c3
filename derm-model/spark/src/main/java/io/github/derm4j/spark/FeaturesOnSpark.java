package io.github.derm4j.spark;

import io.github.derm4j.data.image.Normalization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code features}: writes a row of features for each image. */
@Command(
    name = "features",
    description =
        "Computes the features of the last hidden layer and writes one row for each image, in Parquet.",
    mixinStandardHelpOptions = true)
final class FeaturesOnSpark extends RowsOnSpark {

  /** The source of the network that computes the features. */
  static final class Network {
    @Option(
        names = "--model",
        paramLabel = "PATH",
        description = "The classifier: a model.zip, or a model.onnx from 'derm export'.")
    private @Nullable String model;

    @Option(
        names = "--weights",
        paramLabel = "PATH",
        description = "Pretrained weights, a Keras file: whole images, resized without cropping.")
    private @Nullable String weights;
  }

  /** The ranges by the names of {@code derm --pixel-range}. */
  static final class PixelRange implements ITypeConverter<Normalization> {
    @Override
    public Normalization convert(String text) {
      return switch (text) {
        case "0..1" -> Normalization.ZERO_TO_ONE;
        case "-1..1" -> Normalization.MINUS_ONE_TO_ONE;
        default -> throw new TypeConversionException("expected -1..1 or 0..1, not '" + text + "'");
      };
    }
  }

  @ArgGroup(multiplicity = "1")
  private Network network = new Network();

  @Option(
      names = "--size",
      defaultValue = "299",
      paramLabel = "PIXELS",
      description = "With --weights: the network's input. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--pixel-range",
      defaultValue = "-1..1",
      converter = PixelRange.class,
      paramLabel = "RANGE",
      description =
          "With --weights: the range of the pixels that they were trained on, -1..1 or 0..1."
              + " Default: ${DEFAULT-VALUE}.")
  private Normalization pixels;

  @Option(
      names = "--feature-cache",
      paramLabel = "FOLDER",
      description =
          "With --weights: also write the features to this folder of the driver, where 'derm"
              + " fine-tune --train head --feature-cache' reads them.")
  private @Nullable Path cache;

  @Override
  String work() {
    return "features";
  }

  @Override
  Dataset<Row> rows(SparkSession spark, Dataset<Row> of) throws IOException {
    if (network.weights != null) {
      return SparkFeatures.ofWeights(spark, network.weights, size, pixels).features(of);
    }
    if (cache != null) {
      throw new IllegalArgumentException(
          "--feature-cache is for a head on pretrained weights; give --weights in place of --model");
    }
    return SparkFeatures.of(spark, String.valueOf(network.model)).features(of);
  }

  @Override
  void written(SparkSession spark, String out) throws IOException {
    if (cache != null && network.weights != null) {
      long kept =
          SparkStudy.cacheFeatures(
              spark, spark.read().parquet(out), network.weights, size, pixels, cache);
      System.out.println( // The output of a command.
          String.format(Locale.ROOT, "%s: features of %d images", cache, kept));
    }
  }
}
