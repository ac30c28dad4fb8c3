package io.github.derm4j.spark;

import io.github.derm4j.model.internal.Format;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Reports the progress of a job that writes a row for each image. Rows count only when their task
 * has ended, because until then they would be lost with the executor.
 */
final class JobProgress extends SparkListener {

  private static final long EVERY_NANOS = 5_000_000_000L;

  private final String work;
  private final long images;
  private final LongSupplier nanos;
  private final Consumer<String> lines;
  private final long start;
  private long last;
  private long done;

  JobProgress(String work, long images, LongSupplier nanos, Consumer<String> lines) {
    this.work = work;
    this.images = images;
    this.nanos = nanos;
    this.lines = lines;
    start = nanos.getAsLong();
    last = start - EVERY_NANOS;
  }

  /** Runs an action, with progress on the driver's terminal. */
  static void during(SparkSession spark, String work, long images, Runnable action) {
    JobProgress progress =
        new JobProgress(
            work, images, System::nanoTime, line -> System.err.println("derm-spark: " + line));
    spark.sparkContext().addSparkListener(progress);
    try {
      action.run();
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.taskInfo().successful() && task.taskMetrics() != null) {
      advance(task.taskMetrics().outputMetrics().recordsWritten());
    }
  }

  /** Adds written rows; prints a line if the last one is some seconds old, or at the end. */
  synchronized void advance(long rows) {
    if (rows == 0) {
      return; // A task of another stage.
    }
    done = Math.min(images, done + rows); // Spark may run a task twice.
    long now = nanos.getAsLong();
    if (now - last < EVERY_NANOS && done < images) {
      return;
    }
    last = now;
    double seconds = Math.max(1e-9, (now - start) / 1e9);
    lines.accept(
        String.format(
            Locale.ROOT,
            "%s: %,d of %s, %.1f a second, %s",
            work,
            done,
            Format.count(images, "image"),
            done / seconds,
            done < images
                ? Format.duration((images - done) * seconds / done) + " left"
                : Format.duration(seconds)));
  }
}
