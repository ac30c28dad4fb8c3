package io.github.derm4j.model;

/**
 * Hears how long work gets on. Methods are called on the thread that does the work, one at a time,
 * and should return quickly.
 */
public interface ProgressListener {

  /** Hears nothing. */
  ProgressListener NONE = new ProgressListener() {};

  /**
   * A piece of work begins.
   *
   * @param work what it is, for a person to read, such as "epoch 3 of 10"
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
   * The batches of an epoch are trained on; comes before {@link #epochFinished}. Above a few
   * hundredths the input pipeline is the limit: more threads, smaller pictures or a cache of
   * decoded ones help.
   *
   * @param share of that time, from 0 to 1, in which the network had to wait for images; the first
   *     batch does not count
   */
  default void waited(double share) {}

  /**
   * A training epoch is over.
   *
   * @param epoch what came out
   */
  default void epochFinished(Epoch epoch) {}

  /**
   * An image could not be used and was left out.
   *
   * @param image which, and why
   */
  default void skipped(SkippedImage image) {}
}
