package io.github.derm4j.cli;

/** How far a task is. Calls may come from any one thread at a time. */
interface Progress extends AutoCloseable {

  /** Says that {@code done} steps are done, with a short note beside them (may be empty). */
  void at(long done, String note);

  @Override
  void close();
}
