package io.github.derm4j.model.playground;

/** What the network learns. */
public enum Problem {
  /** To separate two classes: the target is −1 or 1, and the output a tanh. */
  CLASSIFICATION,
  /** To predict a number: the target is from −1 to 1, and the output linear. */
  REGRESSION;

  @Override
  public String toString() {
    return Named.text(this);
  }
}
