package io.github.derm4j.model;

import java.util.List;

/**
 * The decision threshold of a binary task that a training run chose on its validation lesions. It
 * is stored with the classifier and also used for other data.
 *
 * @param task the name of the task
 * @param positive the names of the nodes on the positive side, as far as the training classes
 *     resolve them
 * @param negative names of the nodes on the negative side
 * @param value a score in [0, 1]; {@code score >= value} is a positive call
 * @param origin its origin, for a report
 */
public record TaskThreshold(
    String task, List<String> positive, List<String> negative, double value, String origin) {

  /**
   * Copies the lists.
   *
   * @param task the name of the task
   * @param positive names of the nodes on the positive side
   * @param negative names of the nodes on the negative side
   * @param value a score in [0, 1]
   * @param origin its origin
   * @throws IllegalArgumentException if the value is not in [0, 1], or a text is missing
   */
  public TaskThreshold {
    if (task == null || positive == null || negative == null || origin == null) {
      throw new IllegalArgumentException("a threshold lacks its task, its sides or its origin");
    }
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "threshold = " + value + " of '" + task + "': a score is a probability, from 0 to 1");
    }
    positive = List.copyOf(positive);
    negative = List.copyOf(negative);
  }
}
