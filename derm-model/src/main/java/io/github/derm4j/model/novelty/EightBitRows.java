package io.github.derm4j.model.novelty;

/**
 * Rows of numbers in 8 bits: a number is its code, from -127 to 127, times the step of its row.
 *
 * @param codes {@code [n, p]}, the codes
 * @param steps the step of each row
 */
@SuppressWarnings("ArrayRecordComponent") // Within the package, nobody changes them.
record EightBitRows(byte[][] codes, float[] steps) {

  private static final int LARGEST = Byte.MAX_VALUE;

  static EightBitRows of(float[][] rows) {
    byte[][] codes = new byte[rows.length][rows[0].length];
    float[] steps = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      float largest = 0;
      for (float value : rows[i]) {
        largest = Math.max(largest, Math.abs(value));
      }
      steps[i] = largest / LARGEST;
      for (int j = 0; j < rows[i].length && largest > 0; j++) {
        codes[i][j] = (byte) Math.round(rows[i][j] / largest * LARGEST);
      }
    }
    return new EightBitRows(codes, steps);
  }

  /** {@return the numbers} */
  float[][] rows() {
    float[][] rows = new float[codes.length][codes[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = codes[i][j] * steps[i];
      }
    }
    return rows;
  }
}
