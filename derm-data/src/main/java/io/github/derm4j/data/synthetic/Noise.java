package io.github.derm4j.data.synthetic;

/** Smooth random fields over the plane, as pure functions of the seed and the position. */
final class Noise {

  private final int seed;

  Noise(long seed) {
    this.seed = (int) (seed ^ (seed >>> 32));
  }

  /** Value noise of wavelength about 1, in [−1, 1]. */
  double value(double x, double y) {
    int column = floor(x);
    int row = floor(y);
    double fx = fade(x - column);
    double fy = fade(y - row);
    double top = lerp(lattice(column, row), lattice(column + 1, row), fx);
    double bottom = lerp(lattice(column, row + 1), lattice(column + 1, row + 1), fx);
    return lerp(top, bottom, fy);
  }

  /** Three octaves of value noise, in about [−1, 1]. */
  double fractal(double x, double y) {
    return (value(x, y)
            + 0.5 * value(2.03 * x + 17.1, 2.03 * y - 4.7)
            + 0.25 * value(4.11 * x - 9.2, 4.11 * y + 31.3))
        / 1.4;
  }

  /** Thin bright ridges, branching like vessels, in [0, 1]. */
  double ridge(double x, double y) {
    double warpX = x + 0.5 * value(0.9 * x + 5.3, 0.9 * y);
    double warpY = y + 0.5 * value(0.9 * x, 0.9 * y + 8.8);
    double ridge = 1 - Math.abs(value(warpX, warpY)) / 0.12;
    return Math.max(0, ridge);
  }

  /**
   * Worley's cells of size about 1: the distance to the nearest seed point, or how much farther the
   * second nearest is, which is 0 on the borders between cells.
   */
  double cells(double x, double y, boolean borders) {
    int column = floor(x);
    int row = floor(y);
    double nearest = 9;
    double second = 9;
    for (int i = -1; i <= 1; i++) {
      for (int j = -1; j <= 1; j++) {
        int hash = hash(column + i, row + j);
        double px = column + i + 0.15 + 0.7 * ((hash & 0xffff) / 65536.0);
        double py = row + j + 0.15 + 0.7 * ((hash >>> 16) / 65536.0);
        double distance = (px - x) * (px - x) + (py - y) * (py - y);
        if (distance < nearest) {
          second = nearest;
          nearest = distance;
        } else if (distance < second) {
          second = distance;
        }
      }
    }
    return borders ? Math.sqrt(second) - Math.sqrt(nearest) : Math.sqrt(nearest);
  }

  private double lattice(int column, int row) {
    return hash(column, row) / (double) Integer.MAX_VALUE;
  }

  private int hash(int column, int row) {
    int h = seed + column * 0x27d4eb2d + row * 0x165667b1;
    h = (h ^ (h >>> 15)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  private static int floor(double value) {
    return (int) Math.floor(value);
  }

  private static double fade(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double lerp(double from, double to, double at) {
    return from + (to - from) * at;
  }
}
