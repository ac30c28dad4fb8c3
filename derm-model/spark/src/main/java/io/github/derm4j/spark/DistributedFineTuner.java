package io.github.derm4j.spark;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.model.RecalibrationMethod;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.format.PartitionJson;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Trains all layers of one network on several executors. Spark starts all ranks at the same time,
 * and restarts them if one fails; they exchange gradients through their own sockets. Each rank
 * takes every N-th batch, and N ranks give, bit for bit, the result of one machine that {@linkplain
 * io.github.derm4j.model.training.Optimization#withAccumulation accumulates} N batches, if their
 * processors and {@code OMP_NUM_THREADS} are equal.
 *
 * <pre>{@code
 * FineTuning done =
 *     DistributedFineTuner.on(spark, 8)
 *         .withCheckpoints("hdfs:///runs/7/checkpoints", 100)
 *         .train(
 *             () -> NetworkTrainer.builder().batch(32).epochs(10),
 *             split.train(), split.validation(), partition,
 *             "hdfs:///isic/images", "hdfs:///runs/7/model.zip");
 * }</pre>
 *
 * <p>After each epoch, and at an interval of steps if set, a checkpoint is written to the folder.
 * If a rank fails, all ranks are restarted from the last complete checkpoint, a limited number of
 * times; the result equals that of an uninterrupted run, bit for bit. Repeating the same call in
 * another driver also resumes from there.
 */
public final class DistributedFineTuner {

  private static final int DEFAULT_ATTEMPTS = 4;
  private static final long SLOTS_SECONDS = 60;

  private final SparkSession spark;
  private final int ranks;
  private final int attempts;
  private final Optional<String> checkpoints;
  private final int everySteps;
  private final RecalibrationMethod recalibration;
  private final Connections connections;
  private final Consumer<String> log;

  private DistributedFineTuner(
      SparkSession spark,
      int ranks,
      int attempts,
      Optional<String> checkpoints,
      int everySteps,
      RecalibrationMethod recalibration,
      Connections connections,
      Consumer<String> log) {
    this.spark = spark;
    this.ranks = ranks;
    this.attempts = attempts;
    this.checkpoints = checkpoints;
    this.everySteps = everySteps;
    this.recalibration = recalibration;
    this.connections = connections;
    this.log = log;
  }

  /**
   * Makes a tuner for a cluster.
   *
   * @param spark the session
   * @param ranks the number of executor tasks that train together, at least 1
   * @return the tuner
   * @throws IllegalArgumentException if there are no ranks
   */
  public static DistributedFineTuner on(SparkSession spark, int ranks) {
    if (ranks < 1) {
      throw new IllegalArgumentException("ranks = " + ranks + ": must be at least 1");
    }
    return new DistributedFineTuner(
        spark,
        ranks,
        DEFAULT_ATTEMPTS,
        Optional.empty(),
        0,
        RecalibrationMethod.NONE,
        Connections.DEFAULT,
        line -> {});
  }

  /**
   * Sets the folder of the checkpoints; the default is beside the model.
   *
   * @param folder a folder on a file system that all executors and the driver can access; one for
   *     each training
   * @param steps the interval in steps at which checkpoints are written, in addition to the ends of
   *     epochs; 0 for none
   * @return a changed copy
   * @throws IllegalArgumentException if {@code steps} is negative
   */
  public DistributedFineTuner withCheckpoints(String folder, int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("everySteps = " + steps + ": must be 0 or more");
    }
    return new DistributedFineTuner(
        spark, ranks, attempts, Optional.of(folder), steps, recalibration, connections, log);
  }

  /**
   * Sets the maximum number of times that the ranks are started; 4 by default.
   *
   * @param count at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if it is less
   */
  public DistributedFineTuner withAttempts(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("attempts = " + count + ": must be at least 1");
    }
    return new DistributedFineTuner(
        spark, ranks, count, checkpoints, everySteps, recalibration, connections, log);
  }

  /**
   * Sets how the probabilities are recalibrated on the validation images when training ends; not at
   * all by default. The result is stored in the classifier's file. If these images allow no
   * recalibration, the log says why, and the file has none.
   *
   * @param method the method
   * @return a changed copy
   */
  public DistributedFineTuner withRecalibration(RecalibrationMethod method) {
    return new DistributedFineTuner(
        spark, ranks, attempts, checkpoints, everySteps, method, connections, log);
  }

  /**
   * Sets the ports on which the ranks listen, and their timeout.
   *
   * @param how the settings; {@link Connections#DEFAULT} by default
   * @return a changed copy
   */
  public DistributedFineTuner withConnections(Connections how) {
    return new DistributedFineTuner(
        spark, ranks, attempts, checkpoints, everySteps, recalibration, how, log);
  }

  /**
   * Sets the receiver of a line for each start and each failure, and of the progress of the
   * training (epoch, images and loss) with each heartbeat of Spark's executors.
   *
   * @param lines such as {@code System.err::println}
   * @return a changed copy
   */
  public DistributedFineTuner withLog(Consumer<String> lines) {
    return new DistributedFineTuner(
        spark, ranks, attempts, checkpoints, everySteps, recalibration, connections, lines);
  }

  /**
   * Trains and writes the classifier. Resumes from checkpoints of the same training, and keeps them
   * at the end.
   *
   * @param trainer the factory of the trainer of each rank
   * @param train the training images, whose diagnoses all belong to a class of the partition
   * @param validation the validation images, of other lesions
   * @param classes the training classes
   * @param images a folder on a Hadoop file system that contains the images by their names, or a
   *     zip archive, which each executor copies
   * @param out the path of the classifier's bundle; an existing file is replaced
   * @return the result
   * @throws IOException if the cluster has too few slots, the training is refused, or the ranks
   *     failed in each attempt; the message is one line with the remedy
   */
  public FineTuning train(
      TrainerFactory trainer,
      List<LesionRecord> train,
      List<LesionRecord> validation,
      DiseasePartition classes,
      String images,
      String out)
      throws IOException {
    refuseDynamicAllocation();
    RankWork.Job job =
        new RankWork.Job(
            trainer,
            PackedRecord.pack(train),
            PackedRecord.pack(validation),
            TaxonomyJson.write(classes.taxonomy()),
            PartitionJson.write(classes),
            images,
            checkpoints.orElse(out + ".checkpoints"),
            everySteps,
            out,
            recalibration,
            HadoopSettings.of(spark),
            connections);
    TrainingNews news = new TrainingNews();
    spark.sparkContext().register(news, "derm training");
    TrainingNews.Heard heard = new TrainingNews.Heard(news.id(), log);
    spark.sparkContext().addSparkListener(heard);
    try {
      return train(job, news, out);
    } finally {
      spark.sparkContext().removeSparkListener(heard);
    }
  }

  private FineTuning train(RankWork.Job job, TrainingNews news, String out) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    for (int attempt = 1; ; attempt++) {
      awaitSlots();
      log.accept(
          String.format(
              Locale.ROOT,
              "attempt %d of %d: starting %d ranks; their traffic is not encrypted",
              attempt,
              attempts,
              ranks));
      try {
        return done(
            out,
            attempt,
            BarrierStage.run(context, ranks, new RankWork(job, Handshake.token(), news)));
      } catch (Exception failure) {
        String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        Optional<String> refused = RefusedException.in(text);
        if (refused.isPresent()) {
          throw new IOException(refused.get(), failure);
        }
        String cause = cause(text);
        if (attempt == attempts) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "the ranks failed in each of %d attempts, at last: %s; look at the executors' logs, then repeat the command to resume from the last checkpoint",
                  attempts,
                  cause),
              failure);
        }
        log.accept(
            String.format(
                Locale.ROOT,
                "attempt %d of %d failed: %s; starting again from the last checkpoint",
                attempt,
                attempts,
                cause));
      }
    }
  }

  private FineTuning done(String out, int attempt, List<RankWork.Done> ranksDone) {
    List<Long> perStep = new ArrayList<>();
    for (RankWork.Done each : ranksDone) {
      perStep.add(each.steps() == 0 ? 0 : each.sent() / each.steps());
    }
    RankWork.Done first = ranksDone.get(0);
    first.remarks().forEach(log);
    return new FineTuning(
        out,
        attempt,
        first.steps(),
        perStep,
        first.secondsOfStep(),
        first.secondsOfSum(),
        first.epochs(),
        first.skipped());
  }

  /**
   * Checks the number of slots; Spark would also refuse the job, but with a stack trace and only
   * after the images were prepared.
   */
  private void refuseDynamicAllocation() throws IOException {
    if (spark.sparkContext().getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new IOException(
          "spark.dynamicAllocation.enabled = true: ranks start all at the same time; submit with --conf spark.dynamicAllocation.enabled=false and a fixed number of executors");
    }
  }

  /** Waits for the executors, which start one after the other, also after one was lost. */
  private void awaitSlots() throws IOException {
    SparkContext context = spark.sparkContext();
    long patience = Math.min(SLOTS_SECONDS, connections.timeout().toSeconds());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(patience);
    int slots;
    while ((slots = slots(context)) < ranks) {
      if (System.nanoTime() > end || context.master().startsWith("local")) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%d ranks, and the cluster has %d task slots; ask for more executors or cores, or for fewer ranks",
                ranks,
                slots));
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for executors", e);
      }
    }
  }

  private static int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** The first line of Spark's message that names a cause. */
  private static String cause(String text) {
    return text.lines()
        .map(String::strip)
        .filter(
            line ->
                line.startsWith("Caused by:")
                    || line.contains("Exception: ")
                    || line.contains("ExecutorLostFailure"))
        .reduce((earlier, later) -> later.startsWith("Caused by:") ? later : earlier)
        .or(() -> text.lines().findFirst())
        .orElse("unknown");
  }
}
