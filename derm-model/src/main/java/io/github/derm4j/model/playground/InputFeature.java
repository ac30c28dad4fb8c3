package io.github.derm4j.model.playground;

/** An input of the network, computed from the columns x1, x2, … of a point. */
public enum InputFeature {
  /** The first column, to the right in the plane. */
  X1("x1", 0),
  /** The second column, upwards in the plane. */
  X2("x2", 1),
  /** The square of the first column. */
  X1_SQUARED("x1^2", 0),
  /** The square of the second column. */
  X2_SQUARED("x2^2", 1),
  /** The product of the first two columns. */
  X1_X2("x1*x2", 1),
  /** The sine of the first column. */
  SIN_X1("sin(x1)", 0),
  /** The sine of the second column. */
  SIN_X2("sin(x2)", 1),
  /** The third column of data that have one. */
  X3("x3", 2),
  /** The fourth column of data that have one. */
  X4("x4", 3),
  /** The fifth column of data that have one. */
  X5("x5", 4),
  /** The sixth column of data that have one. */
  X6("x6", 5),
  /** The seventh column of data that have one. */
  X7("x7", 6),
  /** The eighth column of data that have one. */
  X8("x8", 7);

  private final String formula;
  private final int lastColumn;

  InputFeature(String formula, int lastColumn) {
    this.formula = formula;
    this.lastColumn = lastColumn;
  }

  /**
   * The number of columns that it needs.
   *
   * @return the number of columns that a point must have
   */
  public int columns() {
    return lastColumn + 1;
  }

  /**
   * Computes the input.
   *
   * @param point the columns of a point, in units of the plane
   * @return the input
   * @throws IndexOutOfBoundsException if the point has too few columns
   */
  public double value(double[] point) {
    return switch (this) {
      case X1_SQUARED, X2_SQUARED -> point[lastColumn] * point[lastColumn];
      case X1_X2 -> point[0] * point[1];
      case SIN_X1, SIN_X2 -> Math.sin(point[lastColumn]);
      default -> point[lastColumn];
    };
  }

  @Override
  public String toString() {
    return formula;
  }
}
