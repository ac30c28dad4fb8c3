package io.github.derm4j.spark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.model.backend.Backend;
import io.github.derm4j.model.backend.BackendUnavailableException;
import io.github.derm4j.model.training.Checkpoints;
import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.model.training.GradientExchange;
import io.github.derm4j.model.training.NetworkTrainer;
import io.github.derm4j.model.training.TrainingListener;
import io.github.derm4j.model.training.TrainingResult;
import io.github.derm4j.model.training.TrainingStoppedException;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of one rank of a training, on its executor. */
final class RankWork implements BarrierStage.Work<RankWork.Done> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RankWork.class);

  /** The input of all ranks. */
  record Job(
      TrainerFactory trainer,
      ArrayList<PackedRecord> train,
      ArrayList<PackedRecord> validation,
      String taxonomy,
      String partition,
      String images,
      String checkpoints,
      int everySteps,
      String out,
      RecalibrationMethod recalibration,
      HadoopSettings settings,
      Connections connections)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The result of a rank. */
  record Done(
      int rank,
      long sent,
      long steps,
      double secondsOfStep,
      double secondsOfSum,
      ArrayList<String> epochs,
      ArrayList<String> skipped,
      ArrayList<String> remarks)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private final Job job;
  private final byte[] token;
  private final TrainingNews news;

  RankWork(Job job, byte[] token, TrainingNews news) {
    this.job = job;
    this.token = token;
    this.news = news;
  }

  @Override
  public Done run(BarrierTaskContext context) throws IOException {
    int rank = context.partitionId();
    int ranks = context.getTaskInfos().length;
    requireBackend();
    Path folder = Files.createTempDirectory("derm-rank-" + rank + "-");
    try (RankSockets sockets =
        RankSockets.connect(
            rank,
            ranks,
            SparkEnv.get().blockManager().blockManagerId().host(),
            token,
            job.connections(),
            own -> context.allGather(own))) {
      return train(sockets, folder);
    } catch (TrainingStoppedException | IllegalArgumentException e) {
      throw new RefusedException(String.valueOf(e.getMessage()), e);
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void requireBackend() {
    try {
      Backend.current();
    } catch (BackendUnavailableException | LinkageError e) {
      throw new RefusedException(
          "the executor has no ND4J backend that works ("
              + e.getMessage()
              + "); submit the jar derm-spark_…-all.jar, which has the CPU's for Linux, or add nd4j-native with its natives by --jars local:…",
          e);
    }
  }

  private Done train(RankSockets sockets, Path folder) throws IOException {
    CheckpointMirror mirror =
        new CheckpointMirror(job.settings(), job.settings().path(job.checkpoints()));
    Path local = Files.createDirectories(folder.resolve("checkpoints"));
    String from = restore(sockets, mirror, local);
    LOG.info("rank {} of {} trains from {}", sockets.rank(), sockets.ranks(), from);
    DiseaseTaxonomy taxonomy = TaxonomyJson.read(job.taxonomy());
    DiseasePartition partition = PartitionJson.read(job.partition(), taxonomy);
    try (ImageSource images = images(folder)) {
      NetworkTrainer trainer =
          job.trainer()
              .builder()
              .exchange(sockets)
              .checkpoints(Checkpoints.in(local).withEverySteps(job.everySteps()).withResume(true))
              .listener(new Mirroring(mirror, sockets.rank() == 0 ? news : new TrainingNews()))
              .build();
      List<LesionRecord> validation = PackedRecord.unpack(job.validation(), taxonomy);
      TrainingResult result =
          train(
              trainer,
              local,
              images,
              partition,
              PackedRecord.unpack(job.train(), taxonomy),
              validation);
      ArrayList<String> remarks = new ArrayList<>();
      // Each rank does this, as it validates each epoch: none waits for another one.
      LesionClassifier classifier =
          recalibrated(result.classifier(), validation, images, job.recalibration(), remarks::add);
      if (sockets.rank() == 0) {
        Path model = folder.resolve("model.zip");
        classifier.write(model);
        job.settings().upload(model, job.settings().path(job.out()));
      }
      ArrayList<String> epochs = new ArrayList<>();
      for (Epoch each : result.history()) {
        epochs.add(words(each));
      }
      ArrayList<String> skipped = new ArrayList<>();
      for (SkippedImage each : result.skipped()) {
        skipped.add(each.imageId() + ": " + each.reason());
      }
      sockets.gather(new byte[0]); // No rank ends before the model is written.
      return new Done(
          sockets.rank(),
          sockets.sent(),
          sockets.sums(),
          sockets.secondsOfStep(),
          sockets.secondsOfSum(),
          epochs,
          skipped,
          remarks);
    }
  }

  /** Adds the recalibration that {@code derm fine-tune} adds, if the images allow it. */
  static LesionClassifier recalibrated(
      LesionClassifier classifier,
      List<LesionRecord> validation,
      ImageSource images,
      RecalibrationMethod method,
      Consumer<String> remarks)
      throws IOException {
    if (method == RecalibrationMethod.NONE) {
      return classifier;
    }
    try {
      Recalibration fitted =
          Recalibration.fit(
              method,
              classifier.probabilities(validation, images, ProgressListener.NONE),
              classifier.partition(),
              method.word() + ", fitted on the validation images of its training");
      remarks.accept(
          String.format(
              Locale.ROOT,
              "recalibrated by %s on %d validation images: mean loss %.4f, before %.4f",
              method.word(),
              fitted.images(),
              fitted.lossAfter(),
              fitted.lossBefore()));
      return classifier.withRecalibration(fitted);
    } catch (IllegalArgumentException | IllegalStateException impossible) {
      remarks.accept(
          "the validation images allow no recalibration: "
              + impossible.getMessage()
              + "; the file has none");
      return classifier;
    }
  }

  private TrainingResult train(
      NetworkTrainer trainer,
      Path local,
      ImageSource images,
      DiseasePartition partition,
      List<LesionRecord> train,
      List<LesionRecord> validation)
      throws IOException {
    try {
      return trainer.train(train, validation, images, partition);
    } catch (IOException | IllegalStateException e) {
      // These do not change if the ranks are restarted.
      String message = String.valueOf(e.getMessage()).replace(local.toString(), job.checkpoints());
      if (message.contains("belongs to another training")
          || message.contains("no longer have the same numbers")) {
        throw new RefusedException(message, e);
      }
      throw e;
    }
  }

  /**
   * Distributes the checkpoint that rank 0 finds, from which all ranks resume; damaged ones are
   * skipped.
   */
  private static String restore(GradientExchange ranks, CheckpointMirror mirror, Path local)
      throws IOException {
    List<String> whole = ranks.rank() == 0 ? mirror.manifests() : List.of();
    String all = String.join("\n", whole);
    String chosen =
        new String(
            ranks.gather(all.getBytes(StandardCharsets.UTF_8)).get(0), StandardCharsets.UTF_8);
    for (String manifest : chosen.split("\n", -1)) {
      if (manifest.isEmpty()) {
        break;
      }
      boolean fetched = mirror.fetch(manifest, local);
      List<byte[]> everywhere = ranks.gather(new byte[] {(byte) (fetched ? 1 : 0)});
      if (everywhere.stream().allMatch(each -> each[0] == 1)) {
        return manifest;
      }
      LOG.warn("{} is damaged; going on from the checkpoint before it", manifest);
      MoreFiles.deleteDirectoryContents(local, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return "the start";
  }

  /** Opens the images: a folder is read file by file, a zip archive is copied to each executor. */
  private ImageSource images(Path folder) throws IOException {
    org.apache.hadoop.fs.Path images = job.settings().path(job.images());
    if (!images.getName().endsWith(".zip")) {
      return new HadoopImageSource(job.settings(), images);
    }
    Path copy = folder.resolve("images.zip");
    job.settings().download(images, copy);
    return ImageSource.open(copy);
  }

  static String words(Epoch epoch) {
    return String.format(
        Locale.ROOT,
        "epoch %d: loss %.4f, validation loss %.4f, accuracy %.3f",
        epoch.number(),
        epoch.loss(),
        epoch.validationLoss(),
        epoch.validationAccuracy());
  }

  /** Copies the checkpoints that rank 0 writes, and reports the progress of its training. */
  private static final class Mirroring implements TrainingListener {

    private final CheckpointMirror mirror;
    private final TrainingNews news;
    private String epoch = "";
    private String before = "";
    private long images;
    private long done;
    private double losses;
    private long batches;

    Mirroring(CheckpointMirror mirror, TrainingNews news) {
      this.mirror = mirror;
      this.news = news;
    }

    @Override
    public void checkpointWritten(Path file) {
      try {
        mirror.put(file);
        LOG.info("wrote {}", Objects.requireNonNull(file.getFileName()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void started(String work, long steps) {
      epoch = work;
      images = steps;
      done = 0;
      losses = 0;
      batches = 0;
      say();
    }

    @Override
    public void advanced(long steps) {
      done += steps;
      say();
    }

    @Override
    public void batchLoss(double loss) {
      losses += loss;
      batches++;
    }

    @Override
    public void epochFinished(Epoch reached) {
      before = words(reached) + "; ";
      LOG.info("{}", words(reached));
      say();
    }

    private void say() {
      String loss = batches == 0 ? "" : String.format(Locale.ROOT, ", loss %.4f", losses / batches);
      news.add(
          String.format(
              Locale.ROOT, "%s%s: %,d of %,d images%s", before, epoch, done, images, loss));
    }
  }
}
