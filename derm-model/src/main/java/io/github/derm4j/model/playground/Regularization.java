package io.github.derm4j.model.playground;

/** The penalty on large weights. Biases have none. */
public enum Regularization {
  /** No penalty. */
  NONE,
  /** The rate times the sum of the absolute weights. */
  L1,
  /** Half the rate times the sum of the squared weights. */
  L2;

  @Override
  public String toString() {
    return Named.text(this);
  }
}
