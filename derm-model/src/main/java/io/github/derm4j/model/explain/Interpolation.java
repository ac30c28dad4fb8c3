package io.github.derm4j.model.explain;

/** Enlarges small maps. */
final class Interpolation {

  private Interpolation() {}

  /** Enlarges bilinearly, with pixel centres at one half and a repeated border. */
  static float[] bilinear(float[] map, int height, int width, int size) {
    float[] out = new float[size * size];
    for (int y = 0; y < size; y++) {
      double v = position(y, height, size);
      int top = (int) v;
      int bottom = Math.min(top + 1, height - 1);
      for (int x = 0; x < size; x++) {
        double u = position(x, width, size);
        int left = (int) u;
        int right = Math.min(left + 1, width - 1);
        double above = mix(map[top * width + left], map[top * width + right], u - left);
        double below = mix(map[bottom * width + left], map[bottom * width + right], u - left);
        out[y * size + x] = (float) mix(above, below, v - top);
      }
    }
    return out;
  }

  private static double position(int pixel, int length, int size) {
    double centre = (pixel + 0.5) * length / size - 0.5;
    return Math.min(Math.max(centre, 0), length - 1);
  }

  private static double mix(double from, double to, double share) {
    return from + share * (to - from);
  }
}
