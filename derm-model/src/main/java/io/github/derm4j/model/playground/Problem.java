package io.github.derm4j.model.playground;

/** The kind of problem that the network learns. */
public enum Problem {
  /** Classification into two classes: the target is −1 or 1, and the output is a tanh. */
  CLASSIFICATION,
  /** Regression of a number: the target is from −1 to 1, and the output is linear. */
  REGRESSION;

  @Override
  public String toString() {
    return Named.text(this);
  }
}
