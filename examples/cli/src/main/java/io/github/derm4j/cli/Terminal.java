package io.github.derm4j.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The output of a command: results on one stream, progress and messages on the other.
 *
 * @param out receives the results and nothing else
 * @param err receives progress, warnings and errors
 * @param interactive whether {@code err} is a terminal, so that a progress bar may be redrawn
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  /** Writes a line of the results. */
  void answer(String line) {
    out.println(line);
  }

  /** Writes a message line. */
  void say(String line) {
    err.println(line);
  }

  void trace(Throwable failure) {
    failure.printStackTrace(err);
  }

  /**
   * Starts the progress of a task, which is closed when the task ends.
   *
   * @param task a description of the work, such as {@code "features"}
   * @param total the number of steps; 0 if unknown
   * @param unit the unit of a step, such as {@code "images"}
   */
  Progress progress(String task, long total, String unit) {
    return interactive
        ? new BarProgress(err, task, total, unit)
        : new LineProgress(err, task, total, unit);
  }

  PrintWriter outWriter() {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  PrintWriter errWriter() {
    return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
  }
}
