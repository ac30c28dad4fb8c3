package io.github.derm4j.data.synthetic;

/** Hairs across the image; most grow beside the lesion and appear in every image of it. */
final class Hair {

  private static final int STEPS = 160;

  private Hair() {}

  static void paint(float[] rgb, int width, int height, Take take, long seed) {
    Draw grown = new Draw(seed);
    boolean hairy = grown.between(0, 1) < 0.35;
    int count = hairy ? grown.integer(3, 10) : grown.integer(0, 2);
    double darkness = grown.between(0.35, 0.85);
    for (int i = 0; i < count + take.strayHairs(); i++) {
      strand(rgb, width, height, take, grown, darkness);
    }
  }

  /** A quadratic curve, stamped point by point with a soft brush. */
  private static void strand(
      float[] rgb, int width, int height, Take take, Draw draw, double darkness) {
    double angle = draw.angle();
    double bend = draw.between(-0.8, 0.8);
    double fromU = draw.between(-2, 2);
    double fromV = draw.between(-2, 2);
    double length = draw.between(1, 3);
    double thickness = draw.between(0.2, 0.6);
    float[] cover = new float[width * height];
    for (int step = 0; step <= STEPS; step++) {
      double t = step / (double) STEPS;
      double along = length * t;
      double across = bend * t * t;
      double u = fromU + along * Math.cos(angle) - across * Math.sin(angle);
      double v = fromV + along * Math.sin(angle) + across * Math.cos(angle);
      stamp(cover, width, height, take.x(u, v), take.y(u, v), thickness);
    }
    for (int i = 0; i < cover.length; i++) {
      float keep = (float) (1 - darkness * Math.min(1, cover[i]));
      rgb[3 * i] *= keep;
      rgb[3 * i + 1] *= keep;
      rgb[3 * i + 2] *= keep;
    }
  }

  private static void stamp(
      float[] cover, int width, int height, double x, double y, double thickness) {
    int column = (int) Math.round(x);
    int row = (int) Math.round(y);
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int px = column + dx;
        int py = row + dy;
        if (px >= 0 && py >= 0 && px < width && py < height) {
          double distance = Math.hypot(px - x, py - y);
          float ink = (float) Math.max(0, 1 - distance / (thickness + 0.5));
          int at = py * width + px;
          cover[at] = Math.max(cover[at], ink);
        }
      }
    }
  }
}
