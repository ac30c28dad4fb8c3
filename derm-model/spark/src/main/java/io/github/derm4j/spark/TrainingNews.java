package io.github.derm4j.spark;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.AccumulatorV2;

/**
 * The latest progress line of rank 0. Spark sends it to the driver with the heartbeats of the
 * executor, every 10 seconds by default, so no additional connection is needed.
 */
final class TrainingNews extends AccumulatorV2<String, String> {

  private static final long serialVersionUID = 1L;

  private volatile String text = "";

  @Override
  public boolean isZero() {
    return text.isEmpty();
  }

  @Override
  public TrainingNews copy() {
    TrainingNews copy = new TrainingNews();
    copy.text = text;
    return copy;
  }

  @Override
  public void reset() {
    text = "";
  }

  @Override
  public void add(String line) {
    text = line;
  }

  @Override
  public void merge(AccumulatorV2<String, String> other) {
    if (!other.isZero()) {
      text = other.value();
    }
  }

  @Override
  public String value() {
    return text;
  }

  /** Receives the heartbeats on the driver. */
  static final class Heard extends SparkListener {

    private final long id;
    private final Consumer<String> lines;
    private String last = "";

    Heard(long id, Consumer<String> lines) {
      this.id = id;
      this.lines = lines;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
      var tasks = heartbeat.accumUpdates().iterator();
      while (tasks.hasNext()) {
        var values = tasks.next()._4().iterator();
        while (values.hasNext()) {
          AccumulableInfo value = values.next();
          if (value.id() == id && value.update().isDefined()) {
            hear(Objects.toString(value.update().get()));
          }
        }
      }
    }

    /** Forwards each new line once; rank 0 repeats its line until it has a new one. */
    synchronized void hear(String text) {
      Optional.of(text)
          .filter(line -> !line.isEmpty() && !line.equals(last))
          .ifPresent(
              line -> {
                last = line;
                lines.accept(line);
              });
    }
  }
}
