package io.github.derm4j.data.image;

/**
 * The mapping from 8-bit pixel values to the input range that the network's weights were trained
 * on.
 */
public enum Normalization {
  /** {@code value / 255}, in [0, 1]. */
  ZERO_TO_ONE(255, 0),
  /** {@code value / 127.5 − 1}, in [−1, 1], as in the paper's code and in Keras's Inception v3. */
  MINUS_ONE_TO_ONE(127.5, -1);

  private final double divisor;
  private final double shift;

  Normalization(double divisor, double shift) {
    this.divisor = divisor;
    this.shift = shift;
  }

  /** The factor of a value, applied before the shift. */
  double scale() {
    return 1 / divisor;
  }

  /** The shift, added after the multiplication. */
  double shift() {
    return shift;
  }

  /**
   * The normalised values of all 256 pixel values; the values in a batch agree with them to seven
   * digits.
   *
   * @return a new table, indexed by the value from 0 to 255
   */
  public float[] table() {
    float[] table = new float[256];
    for (int value = 0; value < table.length; value++) {
      table[value] = (float) (value / divisor + shift);
    }
    return table;
  }
}
