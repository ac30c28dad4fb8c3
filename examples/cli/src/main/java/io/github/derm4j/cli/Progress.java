package io.github.derm4j.cli;

/** Shows the progress of a task. Only one thread may call it at a time. */
interface Progress extends AutoCloseable {

  /** Updates the number of finished steps, with a short note, which may be empty. */
  void at(long done, String note);

  @Override
  void close();
}
