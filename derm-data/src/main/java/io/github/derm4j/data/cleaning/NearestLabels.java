package io.github.derm4j.data.cleaning;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The distances from each image to the nearest with the same label and with another one. */
final class NearestLabels {

  private final float[] same;
  private final float[] different;
  private final int[] other;

  NearestLabels(int images) {
    same = new float[images];
    different = new float[images];
    other = new int[images];
    Arrays.fill(same, Float.POSITIVE_INFINITY);
    Arrays.fill(different, Float.POSITIVE_INFINITY);
  }

  void add(int first, int second, float distance, boolean sameLabel) {
    if (sameLabel) {
      same[first] = Math.min(same[first], distance);
      same[second] = Math.min(same[second], distance);
      return;
    }
    if (distance < different[first]) {
      different[first] = distance;
      other[first] = second;
    }
    if (distance < different[second]) {
      different[second] = distance;
      other[second] = first;
    }
  }

  /** The nearest image with another label. */
  int other(int image) {
    return other[image];
  }

  /**
   * The square of the distance to another label as a share of both squares; one half if both are
   * zero. Empty if there is no image with the same label, or none with another one.
   */
  OptionalDouble ratio(int image) {
    if (same[image] == Float.POSITIVE_INFINITY || different[image] == Float.POSITIVE_INFINITY) {
      return OptionalDouble.empty();
    }
    double s = (double) same[image] * same[image];
    double o = (double) different[image] * different[image];
    return OptionalDouble.of(s + o == 0 ? 0.5 : o / (s + o));
  }
}
