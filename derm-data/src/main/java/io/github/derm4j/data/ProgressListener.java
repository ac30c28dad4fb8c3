package io.github.derm4j.data;

/**
 * Receives progress events from long-running work. Methods are called on the thread that does the
 * work, one at a time, and should return quickly.
 */
public interface ProgressListener {

  /** Ignores every event. */
  ProgressListener NONE = new ProgressListener() {};

  /**
   * Called when a task begins.
   *
   * @param work a description to display, such as "epoch 3 of 10"
   * @param steps the number of steps, such as images
   */
  default void started(String work, long steps) {}

  /**
   * Called when some steps are done.
   *
   * @param steps the number of steps since the last call
   */
  default void advanced(long steps) {}

  /** Called when the current task ends. */
  default void finished() {}

  /**
   * Called when an image cannot be used and is left out.
   *
   * @param image the image and the reason
   */
  default void skipped(SkippedImage image) {}
}
