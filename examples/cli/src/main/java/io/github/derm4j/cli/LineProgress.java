package io.github.derm4j.cli;

import io.github.derm4j.model.internal.Format;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows progress as plain lines, for logs: at most one every ten seconds, and one at the end. */
final class LineProgress implements Progress {

  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

  private final PrintStream err;
  private final String task;
  private final long total;
  private final String unit;
  private final long start = System.nanoTime();
  private long spoken = start;
  private long spokenOf = -1;
  private long done;
  private String note = "";

  LineProgress(PrintStream err, String task, long total, String unit) {
    this.err = err;
    this.task = task;
    this.total = total;
    this.unit = unit;
  }

  @Override
  public synchronized void at(long nowDone, String nowNote) {
    done = nowDone;
    note = nowNote;
    long now = System.nanoTime();
    if (now - spoken >= INTERVAL) {
      spoken = now;
      speak(now);
    }
  }

  @Override
  public synchronized void close() {
    if (spokenOf != done) {
      speak(System.nanoTime());
    }
  }

  private void speak(long now) {
    spokenOf = done;
    err.printf(
        Locale.ROOT,
        "%s: %d%s %s, %s%s%n",
        task,
        done,
        total > 0 ? "/" + total : "",
        unit,
        Format.duration((now - start) / 1e9),
        note.isEmpty() ? "" : ", " + note);
  }
}
