package io.github.derm4j.spark;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.evaluation.SplitCsv;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.charset.Charset;
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
import picocli.CommandLine.Mixin;
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
      names = {"--checkpoint-every", "--checkpoint-steps"},
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
      names = {"--validation", "--validation-fraction"},
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "Share of images for validation. Default: ${DEFAULT-VALUE}.")
  private double validation;

  @Option(
      names = {"--test", "--test-fraction"},
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
      names = "--table",
      paramLabel = "FILE",
      description =
          "With --dataset: the table of labels. Default: the table found with the images.")
  private @Nullable Path table;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "With --dataset: the encoding of the table. Default: UTF-8.")
  private @Nullable Charset encoding;

  @Option(
      names = "--modality",
      paramLabel = "KIND",
      description =
          "With --dataset: use only images of this kind: dermoscopic, clinical, other or unknown.")
  private @Nullable Modality modality;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "With --dataset: use only N images, drawn at random with --seed.")
  private @Nullable Integer limit;

  @Option(
      names = "--recalibrate",
      defaultValue = "temperature",
      paramLabel = "METHOD",
      description =
          "How to recalibrate probabilities on the validation images: none, temperature, platt,"
              + " isotonic or beta. The result is stored in the classifier's file. Default:"
              + " ${DEFAULT-VALUE}.")
  private RecalibrationMethod recalibrate;

  @Mixin private TunerOptions trainer;

  @Override
  public Integer call() throws IOException {
    trainer.check();
    try (SparkSession spark = SparkSession.builder().appName("derm fine-tune").getOrCreate()) {
      LabelledImages labelled = labelled(spark);
      GroupedSplit parts = parts(HadoopSettings.of(spark), labelled.records());
      DiseasePartition partition = classes(labelled.taxonomy(), parts.train());
      FineTuning done =
          DistributedFineTuner.on(spark, ranks)
              .withCheckpoints(checkpoints == null ? out + ".checkpoints" : checkpoints, everySteps)
              .withAttempts(attempts)
              .withConnections(
                  Connections.DEFAULT.withPorts(ports).withTimeout(Duration.ofSeconds(timeout)))
              .withRecalibration(recalibrate)
              .withLog(line -> System.err.println("derm-spark: " + line))
              .train(
                  trainer.on(
                      HadoopSettings.of(spark),
                      partition,
                      DiseaseCounts.ofLabels(
                          labelled.taxonomy(),
                          labelled.records().stream().map(LesionRecord::diagnosis).toList())),
                  parts.train(),
                  parts.validation(),
                  partition,
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
      return GroupedSplit.byFractions(
          records, trainer.seed(), 1 - validation - test, validation, test);
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
      DatasetRequest request =
          DatasetRequest.of(Path.of(images.replaceFirst("^file:(//)?", "")))
              .withStrict(trainer.strict());
      request = table == null ? request : request.withTable(table);
      request = encoding == null ? request : request.withEncoding(encoding);
      request = modality == null ? request : request.withModality(modality);
      try (LesionDataset whole = DatasetReaders.named(labels.dataset).read(request)) {
        whole.report().lines().forEach(line -> System.err.println("derm-spark: " + line));
        LesionDataset dataset = limit == null ? whole : whole.sample(limit, trainer.seed());
        return new LabelledImages(dataset.records(), dataset.taxonomy());
      }
    }
    if (table != null || encoding != null || modality != null || limit != null) {
      throw new IllegalArgumentException(
          "--table, --encoding, --modality and --limit are for --dataset; with --labels, change the"
              + " table of labels");
    }
    String labelTable = String.valueOf(labels.labels);
    Dataset<Row> rows =
        labelTable.endsWith(".csv")
            ? spark.read().option("header", "true").csv(labelTable)
            : spark.read().parquet(labelTable);
    return LabelledImages.of(rows);
  }

  private DiseasePartition classes(DiseaseTaxonomy taxonomy, List<LesionRecord> train) {
    return DiseasePartitioner.withMaxClassSize(maxClassSize)
        .partition(
            DiseaseCounts.ofLabels(taxonomy, train.stream().map(LesionRecord::diagnosis).toList()));
  }
}
