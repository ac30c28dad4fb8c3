package io.github.derm4j.model.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws the points of the six data sets of the original playground. */
final class PointGenerator {

  private static final int CLASSIFICATION_POINTS = 500;
  private static final int REGRESSION_POINTS = 1200;
  private static final double RADIUS = 5;
  private static final double PADDING = 0.3;

  /** Half the side of the square of the points of a regression. */
  private static final double HALF_SIDE = 6;

  private static final double[][] HILLS = {
    {-4, 2.5, 1}, {0, 2.5, -1}, {4, 2.5, 1}, {-4, -2.5, -1}, {0, -2.5, 1}, {4, -2.5, -1}
  };

  private final SplittableRandom random;

  /** The noise, from 0 to 0.5. */
  private final double noise;

  private final List<double[]> points = new ArrayList<>();
  private final List<Double> targets = new ArrayList<>();

  PointGenerator(double noise, long seed) {
    this.noise = noise;
    this.random = new SplittableRandom(seed);
  }

  List<double[]> points() {
    return points;
  }

  double[] targets() {
    return targets.stream().mapToDouble(Double::doubleValue).toArray();
  }

  PointGenerator draw(PlaygroundData data) {
    switch (data) {
      case CIRCLE -> {
        ring(0, 0.5 * RADIUS);
        ring(0.7 * RADIUS, RADIUS);
      }
      case XOR -> xor();
      case GAUSS -> {
        cloud(2, 1);
        cloud(-2, -1);
      }
      case SPIRAL -> {
        spiral(0, 1);
        spiral(Math.PI, -1);
      }
      case PLANE -> square(false);
      case MULTI_GAUSS -> square(true);
      default -> throw new IllegalArgumentException(data + " is not drawn by a formula");
    }
    return this;
  }

  private void ring(double inner, double outer) {
    for (int i = 0; i < CLASSIFICATION_POINTS / 2; i++) {
      double radius = between(inner, outer);
      double angle = between(0, 2 * Math.PI);
      double x = radius * Math.sin(angle);
      double y = radius * Math.cos(angle);
      double moved = Math.hypot(x + shift(RADIUS), y + shift(RADIUS));
      add(x, y, moved < 0.5 * RADIUS ? 1 : -1);
    }
  }

  private void xor() {
    for (int i = 0; i < CLASSIFICATION_POINTS; i++) {
      double x = padded(between(-RADIUS, RADIUS));
      double y = padded(between(-RADIUS, RADIUS));
      add(x, y, (x + shift(RADIUS)) * (y + shift(RADIUS)) >= 0 ? 1 : -1);
    }
  }

  private static double padded(double value) {
    return value + (value > 0 ? PADDING : -PADDING);
  }

  private void cloud(double centre, double target) {
    double deviation = Math.sqrt(0.5 + 7 * noise);
    for (int i = 0; i < CLASSIFICATION_POINTS / 2; i++) {
      add(
          centre + deviation * random.nextGaussian(),
          centre + deviation * random.nextGaussian(),
          target);
    }
  }

  private void spiral(double turned, double target) {
    int n = CLASSIFICATION_POINTS / 2;
    for (int i = 0; i < n; i++) {
      double radius = 5.0 * i / n;
      double angle = 1.75 * i / n * 2 * Math.PI + turned;
      add(radius * Math.sin(angle) + shift(1), radius * Math.cos(angle) + shift(1), target);
    }
  }

  private void square(boolean hills) {
    for (int i = 0; i < REGRESSION_POINTS; i++) {
      double x = between(-HALF_SIDE, HALF_SIDE);
      double y = between(-HALF_SIDE, HALF_SIDE);
      double movedX = x + shift(HALF_SIDE);
      double movedY = y + shift(HALF_SIDE);
      add(x, y, hills ? height(movedX, movedY) : (movedX + movedY) / 10);
    }
  }

  /** The target from the nearest hill or hollow: 1 or −1 at its top, 0 beyond a distance of 2. */
  private static double height(double x, double y) {
    double highest = 0;
    for (double[] hill : HILLS) {
      double height = Math.max(0, 1 - Math.hypot(x - hill[0], y - hill[1]) / 2);
      if (height > Math.abs(highest)) {
        highest = hill[2] * height;
      }
    }
    return highest;
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private double shift(double largest) {
    return between(-largest, largest) * noise;
  }

  private void add(double x, double y, double target) {
    points.add(new double[] {x, y});
    targets.add(target);
  }
}
