package io.github.derm4j.model.embedding;

import java.util.Arrays;

/**
 * Points of the plane in nested squares, each with the number and the mean of its points (Barnes
 * and Hut 1986). It is stored in arrays, because a tree is built in every iteration.
 */
final class QuadTree {

  /** The maximum depth; points that are still in one square at this depth are treated as one. */
  private static final int DEEPEST = 48;

  private static final int NONE = -1;

  private final double[] y;
  private final double side;

  /** The first of four children of each square, or {@link #NONE}. */
  private int[] children;

  /** The single point of a square; {@link #NONE} if it has several points or none. */
  private int[] points;

  private int[] counts;
  private double[] means;
  private int squares = 1;

  QuadTree(double[] y) {
    this.y = y;
    int n = y.length / 2;
    int room = 4 * n + 1;
    children = new int[room];
    points = new int[room];
    counts = new int[room];
    means = new double[2 * room];
    Arrays.fill(children, NONE);
    Arrays.fill(points, NONE);
    double left = least(0);
    double top = least(1);
    this.side = Math.max(Math.max(-least(0, -1) - left, -least(1, -1) - top), Double.MIN_NORMAL);
    for (int i = 0; i < n; i++) {
      insert(i, left, top);
    }
  }

  private double least(int axis) {
    return least(axis, 1);
  }

  private double least(int axis, int sign) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = axis; i < y.length; i += 2) {
      least = Math.min(least, sign * y[i]);
    }
    return least;
  }

  private void insert(int point, double wholeLeft, double wholeTop) {
    double left = wholeLeft;
    double top = wholeTop;
    double width = side;
    int square = 0;
    for (int depth = 0; ; depth++) {
      add(square, point);
      if (children[square] == NONE) {
        if (counts[square] == 1) {
          points[square] = point;
          return;
        }
        if (depth == DEEPEST) {
          points[square] = NONE;
          return;
        }
        split(square, left, top, width);
      }
      width /= 2;
      int quarter = quarter(point, left, top, width);
      left += quarter % 2 * width;
      top += (quarter >> 1) * width;
      square = children[square] + quarter;
    }
  }

  /** Splits a square with one point into four children, one of which receives the point. */
  private void split(int square, double left, double top, double width) {
    if (squares + 4 > children.length) {
      grow();
    }
    children[square] = squares;
    squares += 4;
    int old = points[square];
    points[square] = NONE;
    int child = children[square] + quarter(old, left, top, width / 2);
    add(child, old);
    points[child] = old;
  }

  private int quarter(int point, double left, double top, double half) {
    return (y[2 * point] < left + half ? 0 : 1) + (y[2 * point + 1] < top + half ? 0 : 2);
  }

  private void add(int square, int point) {
    counts[square]++;
    means[2 * square] += (y[2 * point] - means[2 * square]) / counts[square];
    means[2 * square + 1] += (y[2 * point + 1] - means[2 * square + 1]) / counts[square];
  }

  private void grow() {
    int from = children.length;
    int to = 2 * from;
    children = Arrays.copyOf(children, to);
    points = Arrays.copyOf(points, to);
    counts = Arrays.copyOf(counts, to);
    means = Arrays.copyOf(means, 2 * to);
    Arrays.fill(children, from, to, NONE);
    Arrays.fill(points, from, to, NONE);
  }

  /**
   * Stores the sum of {@code w² (y_i - y_j)} over all other points at the index of a point, and
   * returns the sum of w. A square is replaced by its mean if its side is at most {@code angle}
   * times its distance.
   */
  double repel(int i, double angle, double[] sums) {
    return repel(i, angle * angle, 0, side * side, sums);
  }

  private double repel(int i, double angle, int square, double area, double[] sums) {
    int count = counts[square];
    if (count == 0 || points[square] == i) {
      return 0;
    }
    double dx = y[2 * i] - means[2 * square];
    double dy = y[2 * i + 1] - means[2 * square + 1];
    double distance = dx * dx + dy * dy;
    boolean whole = children[square] == NONE;
    if (whole || area < angle * distance) {
      double weight = 1 / (1 + distance);
      // Several points in one deepest square, including the point itself.
      int others = whole && points[square] == NONE && distance == 0 ? count - 1 : count;
      sums[2 * i] += others * weight * weight * dx;
      sums[2 * i + 1] += others * weight * weight * dy;
      return others * weight;
    }
    double sum = 0;
    for (int child = children[square]; child < children[square] + 4; child++) {
      sum += repel(i, angle, child, area / 4, sums);
    }
    return sum;
  }
}
