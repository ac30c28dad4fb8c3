package io.github.derm4j.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The output of a command: results on one stream, progress and messages on the other.
 *
 * @param out takes the answer, and nothing else
 * @param err takes progress, warnings and errors
 * @param interactive whether a person watches {@code err}, so that a progress bar may redraw it
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  /** Writes a line of the answer. */
  void answer(String line) {
    out.println(line);
  }

  /** Writes a message line for a person. */
  void say(String line) {
    err.println(line);
  }

  void trace(Throwable failure) {
    failure.printStackTrace(err);
  }

  /**
   * Progress of a task, closed when the task ends.
   *
   * @param task what is done, as in {@code "features"}
   * @param total number of steps; 0 when unknown
   * @param unit what a step is, as in {@code "images"}
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
