package io.github.derm4j.data.image;

/** From a pixel's eight bits to the number that the network's weights were trained on. */
public enum Normalization {
  /** {@code value / 255}, in [0, 1]. */
  ZERO_TO_ONE {
    @Override
    float of(int value) {
      return value / 255f;
    }
  },
  /** {@code value / 127.5 − 1}, in [−1, 1]: what the paper's code and Keras's Inception v3 read. */
  MINUS_ONE_TO_ONE {
    @Override
    float of(int value) {
      return value / 127.5f - 1f;
    }
  };

  abstract float of(int value);

  /**
   * The numbers of all 256 values.
   *
   * @return a new table, indexed by the value from 0 to 255
   */
  public float[] table() {
    float[] table = new float[256];
    for (int value = 0; value < table.length; value++) {
      table[value] = of(value);
    }
    return table;
  }
}
