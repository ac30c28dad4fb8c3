package io.github.derm4j.spark;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.model.evaluation.SplitCsv;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fine-tune}: trains all layers on several executors. */
@Command(
    name = "fine-tune",
    description =
        "Trains all layers of a network on several executors; the result is bit for bit that of one machine.",
    mixinStandardHelpOptions = true)
final class FineTuneOnSpark implements Callable<Integer> {

  /** The options of the labels. */
  static final class Labels {
    @Option(
        names = "--dataset",
        paramLabel = "NAME",
        description =
            "Layout of the images' folder, as for 'derm --dataset'. The driver and the executors must see the folder under the same path.")
    private @Nullable String dataset;

    @Option(
        names = "--labels",
        paramLabel = "PATH",
        description =
            "A table, CSV with a header or Parquet, with the columns image and diagnosis, and"
                + " lesion and patient if known.")
    private @Nullable String labels;
  }

  @ArgGroup(multiplicity = "1")
  private Labels labels = new Labels();

  @Option(
      names = "--images",
      required = true,
      paramLabel = "PATH",
      description = "The folder or zip archive of the images.")
  private String images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "File to write the classifier to, model.zip.")
  private String out;

  @Option(
      names = "--ranks",
      required = true,
      paramLabel = "N",
      description = "Number of tasks that train together. A step has N times --batch images.")
  private int ranks;

  @Option(
      names = "--checkpoints",
      paramLabel = "PATH",
      description = "Folder for checkpoints. Default: the model's path with .checkpoints.")
  private @Nullable String checkpoints;

  @Option(
      names = "--checkpoint-every",
      defaultValue = "0",
      paramLabel = "STEPS",
      description =
          "Also write a checkpoint after this many steps. Default: only after each epoch.")
  private int everySteps;

  @Option(
      names = "--attempts",
      defaultValue = "4",
      paramLabel = "N",
      description =
          "Maximum number of times that the ranks are started. Default: ${DEFAULT-VALUE}.")
  private int attempts;

  @Option(
      names = "--ports",
      defaultValue = "0",
      paramLabel = "FIRST-LAST",
      description = "Ports on which the ranks listen. Default: any free port.")
  private String ports;

  @Option(
      names = "--timeout",
      defaultValue = "600",
      paramLabel = "SECONDS",
      description = "Time in seconds that a rank waits for the others. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(
      names = "--max-class-size",
      defaultValue = "1000",
      paramLabel = "N",
      description =
          "Maximum number of training images in a training class. Default: ${DEFAULT-VALUE}.")
  private int maxClassSize;

  @Option(
      names = "--validation",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "Share of images for validation. Default: ${DEFAULT-VALUE}.")
  private double validation;

  @Option(
      names = "--test",
      defaultValue = "0.2",
      paramLabel = "SHARE",
      description = "Share of images held out for a test. Default: ${DEFAULT-VALUE}.")
  private double test;

  @Option(
      names = "--split",
      paramLabel = "PATH",
      description =
          "The parts of the images: split.csv of 'derm fine-tune', with a column part, or a table of"
              + " 'derm split', with a column fold. Default: drawn by --validation, --test and"
              + " --seed, which keeps images of a lesion and of a patient together.")
  private @Nullable String split;

  @Option(
      names = "--fold",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "With a table of 'derm split': the fold that is held out for a test; the next one is for"
              + " validation. Default: ${DEFAULT-VALUE}.")
  private int fold;

  @Option(
      names = "--weights",
      paramLabel = "PATH",
      description = "Inception v3 weights in Keras's layout. Default: random weights.")
  private @Nullable String weights;

  @Option(
      names = "--size",
      defaultValue = "299",
      paramLabel = "PIXELS",
      description = "Width and height of the network's input in pixels. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--width",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "Number of filters as a share of Inception v3's. Default: ${DEFAULT-VALUE}.")
  private double width;

  @Option(
      names = "--batch",
      defaultValue = "32",
      paramLabel = "N",
      description = "Images of a rank in a batch. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--epochs",
      defaultValue = "10",
      paramLabel = "N",
      description = "Number of passes over the training images. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      paramLabel = "RATE",
      description = "The learning rate. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--dropout-keep",
      defaultValue = "0.8",
      paramLabel = "SHARE",
      description = "Share of features that dropout keeps. Default: ${DEFAULT-VALUE}.")
  private double dropoutKeep;

  @Option(
      names = "--average",
      defaultValue = "0.99",
      paramLabel = "DECAY",
      description = "The decay of the weights' moving average. Default: ${DEFAULT-VALUE}.")
  private double average;

  @Option(
      names = "--clip",
      defaultValue = "Infinity",
      paramLabel = "NORM",
      description = "Maximum norm of a gradient. Default: no limit.")
  private double clip;

  @Option(
      names = "--weight-decay",
      defaultValue = "0",
      paramLabel = "LAMBDA",
      description = "The weight decay. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--accumulate",
      defaultValue = "1",
      paramLabel = "N",
      description = "Number of batches of a rank in a step. Default: ${DEFAULT-VALUE}.")
  private int accumulate;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every random choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("derm fine-tune").getOrCreate()) {
      LabelledImages labelled = labelled(spark);
      GroupedSplit parts = parts(HadoopSettings.of(spark), labelled.records());
      TunerOptions trainer =
          new TunerOptions(
              HadoopSettings.of(spark),
              weights,
              size,
              width,
              batch,
              epochs,
              learningRate,
              dropoutKeep,
              average,
              clip,
              weightDecay,
              accumulate,
              seed);
      FineTuning done =
          DistributedFineTuner.on(spark, ranks)
              .withCheckpoints(checkpoints == null ? out + ".checkpoints" : checkpoints, everySteps)
              .withAttempts(attempts)
              .withConnections(
                  Connections.DEFAULT.withPorts(ports).withTimeout(Duration.ofSeconds(timeout)))
              .withLog(line -> System.err.println("derm-spark: " + line))
              .train(
                  trainer,
                  parts.train(),
                  parts.validation(),
                  classes(labelled.taxonomy(), parts.train()),
                  images,
                  out);
      done.epochs().forEach(System.out::println);
      System.out.println(
          String.format(
              Locale.ROOT,
              "%s: %d ranks, %d attempts, bytes sent for a step by rank: %s; a step took %.3f s, of which the sum over the ranks %.3f s",
              out,
              ranks,
              done.attempts(),
              done.bytesPerStep(),
              done.secondsOfStep(),
              done.secondsOfSum()));
    }
    return 0;
  }

  private GroupedSplit parts(HadoopSettings settings, List<LesionRecord> records)
      throws IOException {
    if (split == null) {
      return GroupedSplit.byFractions(records, seed, 1 - validation - test, validation, test);
    }
    GroupedSplit parts =
        settings.withCopy(
            settings.path(split).toString(),
            ".csv",
            copy ->
                TableReader.standard().read(copy).has("fold")
                    ? SplitCsv.readFold(copy, records, fold)
                    : SplitCsv.read(copy, records));
    if (parts.train().isEmpty() || parts.validation().isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %d training and %d validation images of %d; its column 'image' must hold ids such as %s",
              split,
              parts.train().size(),
              parts.validation().size(),
              records.size(),
              records.get(0).imageId()));
    }
    return parts;
  }

  private LabelledImages labelled(SparkSession spark) throws IOException {
    if (labels.dataset != null) {
      try (LesionDataset dataset =
          DatasetReaders.named(labels.dataset)
              .read(DatasetRequest.of(Path.of(images.replaceFirst("^file:(//)?", ""))))) {
        return new LabelledImages(dataset.records(), dataset.taxonomy());
      }
    }
    String table = String.valueOf(labels.labels);
    Dataset<Row> rows =
        table.endsWith(".csv")
            ? spark.read().option("header", "true").csv(table)
            : spark.read().parquet(table);
    return LabelledImages.of(rows);
  }

  private DiseasePartition classes(DiseaseTaxonomy taxonomy, List<LesionRecord> train) {
    return DiseasePartitioner.withMaxClassSize(maxClassSize)
        .partition(
            DiseaseCounts.ofLabels(taxonomy, train.stream().map(LesionRecord::diagnosis).toList()));
  }
}
