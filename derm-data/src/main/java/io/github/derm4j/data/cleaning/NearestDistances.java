package io.github.derm4j.data.cleaning;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The distances from each image to its nearest neighbours. */
final class NearestDistances {

  /** Ascending for each image; infinite where a neighbour is missing. */
  private final float[][] nearest;

  NearestDistances(int images, int neighbours) {
    nearest = new float[images][neighbours];
    for (float[] each : nearest) {
      Arrays.fill(each, Float.POSITIVE_INFINITY);
    }
  }

  void add(int first, int second, float distance) {
    insert(nearest[first], distance);
    insert(nearest[second], distance);
  }

  private static void insert(float[] sorted, float distance) {
    int place = sorted.length - 1;
    if (distance >= sorted[place]) {
      return;
    }
    while (place > 0 && sorted[place - 1] > distance) {
      sorted[place] = sorted[place - 1];
      place--;
    }
    sorted[place] = distance;
  }

  /** The distance to the farthest of the neighbours that an image has; empty if it has none. */
  OptionalDouble farthest(int image) {
    float farthest = Float.NEGATIVE_INFINITY;
    for (float each : nearest[image]) {
      farthest = each == Float.POSITIVE_INFINITY ? farthest : each;
    }
    return farthest == Float.NEGATIVE_INFINITY
        ? OptionalDouble.empty()
        : OptionalDouble.of(farthest);
  }
}
