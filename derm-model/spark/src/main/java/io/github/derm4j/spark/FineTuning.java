package io.github.derm4j.spark;

import java.util.List;

/**
 * The report of a {@link DistributedFineTuner} on a training.
 *
 * @param model the path of the classifier's bundle
 * @param attempts the number of times that the ranks were started, 1 if nothing failed
 * @param steps the optimiser's steps of the last attempt
 * @param bytesPerStep the bytes that each rank sent for the sum of one step's gradients, by rank; 0
 *     if the last attempt made no step
 * @param secondsOfStep the median time from one step of rank 0 to the next; NaN for a single step
 * @param secondsOfSum the median time in which rank 0 added the gradients of a step with the other
 *     ranks; NaN if there was no step
 * @param epochs a description of the figures of each epoch
 * @param skipped the images that could not be read, each with the reason
 */
public record FineTuning(
    String model,
    int attempts,
    long steps,
    List<Long> bytesPerStep,
    double secondsOfStep,
    double secondsOfSum,
    List<String> epochs,
    List<String> skipped) {

  /**
   * Copies the lists.
   *
   * @param model the path of the classifier's bundle
   * @param attempts the number of times that the ranks were started
   * @param steps the optimiser's steps of the last attempt
   * @param bytesPerStep the bytes that each rank sent for one step
   * @param secondsOfStep the median time of a step
   * @param secondsOfSum the median time of a sum
   * @param epochs the figures of each epoch
   * @param skipped images that could not be read
   */
  public FineTuning {
    bytesPerStep = List.copyOf(bytesPerStep);
    epochs = List.copyOf(epochs);
    skipped = List.copyOf(skipped);
  }
}
