package io.github.derm4j.model.novelty;

import java.util.Locale;

/** Checks of features. */
final class Features {

  private Features() {}

  /**
   * Refuses a table without rows, with rows of different lengths, or with a value that is not
   * finite.
   */
  static void requireFinite(float[][] features) {
    if (features.length == 0 || features[0].length == 0) {
      throw new IllegalArgumentException("there are no features; give at least one image");
    }
    for (int i = 0; i < features.length; i++) {
      requireLength(features[i], features[0].length);
      for (int j = 0; j < features[i].length; j++) {
        if (!Float.isFinite(features[i][j])) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "feature %d of image %d is %s; leave the image out",
                  j,
                  i,
                  features[i][j]));
        }
      }
    }
  }

  static void requireLength(float[] features, int expected) {
    if (features.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d features, but the score needs %d", features.length, expected));
    }
  }

  /** The features at unit length; zeros stay zeros. */
  static float[] normalized(float[] features) {
    double squares = 0;
    for (float value : features) {
      squares += (double) value * value;
    }
    double norm = squares == 0 ? 1 : Math.sqrt(squares);
    float[] unit = new float[features.length];
    for (int j = 0; j < unit.length; j++) {
      unit[j] = (float) (features[j] / norm);
    }
    return unit;
  }
}
