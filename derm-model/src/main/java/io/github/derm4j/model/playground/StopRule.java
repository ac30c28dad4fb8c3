package io.github.derm4j.model.playground;

/**
 * The rule for stopping a training.
 *
 * @param epochs the epochs since the start after which it stops; 0 for no such limit
 * @param loss the training loss at or below which it stops; 0 for no such limit
 */
public record StopRule(long epochs, double loss) {

  /**
   * Checks the limits.
   *
   * @param epochs the epochs since the start after which it stops; 0 for no such limit
   * @param loss the training loss at or below which it stops; 0 for no such limit
   * @throws IllegalArgumentException if a limit is negative or not a number
   */
  public StopRule {
    if (epochs < 0 || !(loss >= 0)) {
      throw new IllegalArgumentException(
          "stop after " + epochs + " epochs or at loss " + loss + ": both must be 0 or greater");
    }
  }

  /**
   * Makes a rule with a maximum number of epochs.
   *
   * @param epochs the number of epochs since the start, at least 1
   * @return the rule
   * @throws IllegalArgumentException if the number is below 1
   */
  public static StopRule afterEpochs(long epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("stop after " + epochs + " epochs: must be at least 1");
    }
    return new StopRule(epochs, 0);
  }

  /**
   * A copy that also stops at a training loss.
   *
   * @param trainLoss the training loss at or below which it stops
   * @return the changed copy
   * @throws IllegalArgumentException if the loss is negative or not a number
   */
  public StopRule orAtLoss(double trainLoss) {
    return new StopRule(epochs, trainLoss);
  }

  boolean isMet(long trained, double trainLoss) {
    return (epochs > 0 && trained >= epochs) || (loss > 0 && trainLoss <= loss);
  }
}
