package io.github.derm4j.data;

/**
 * Receives progress events from long-running work. Methods are called on the thread that does the
 * work, one at a time, and should return quickly.
 */
public interface ProgressListener {

  /** Ignores every event. */
  ProgressListener NONE = new ProgressListener() {};

  /**
   * A piece of work begins.
   *
   * @param work a description to display, such as "epoch 3 of 10"
   * @param steps how many steps it has, such as images
   */
  default void started(String work, long steps) {}

  /**
   * Some steps were done.
   *
   * @param steps how many since the last call
   */
  default void advanced(long steps) {}

  /** The piece of work that began last is over. */
  default void finished() {}

  /**
   * An image could not be used and was left out.
   *
   * @param image which, and why
   */
  default void skipped(SkippedImage image) {}
}
