package io.github.derm4j.data.synthetic;

/** One image of a lesion: the position of the camera, the light, and the noise of the sensor. */
final class Take {

  private final int width;
  private final int height;
  private final double centreX;
  private final double centreY;
  private final double scale;
  private final double cos;
  private final double sin;
  private final double mirror;
  private final double lightX;
  private final double lightY;
  private final double gloss;
  private final double exposure;
  private final double fallOff;
  private final double vignette;
  private final double[] tint = new double[3];
  private final double blur;
  private final double noise;
  private final long noiseSeed;
  private final int hairs;

  Take(int width, int height, double radius, Draw draw) {
    this.width = width;
    this.height = height;
    centreX = width * draw.around(0.36, 0.64);
    centreY = height * draw.around(0.36, 0.64);
    scale = 1 / (radius * height * draw.between(0.82, 1.2));
    double turn = draw.angle();
    cos = Math.cos(turn);
    sin = Math.sin(turn);
    mirror = draw.integer(0, 2) == 0 ? 1 : -1;
    double light = draw.angle();
    lightX = Math.cos(light);
    lightY = Math.sin(light);
    gloss = draw.between(0.3, 1);
    exposure = draw.between(0.82, 1.12);
    fallOff = draw.between(0, 0.18);
    vignette = draw.between(0, 0.35);
    double warmth = draw.around(-0.06, 0.06);
    tint[0] = 1 + warmth;
    tint[1] = 1 + draw.around(-0.02, 0.02);
    tint[2] = 1 - warmth;
    blur = draw.between(0, 0.6);
    noise = draw.between(0.004, 0.018);
    noiseSeed = draw.seed();
    hairs = draw.integer(0, 3);
  }

  /** The position in the lesion that a pixel shows, along the axes of the lesion. */
  double u(double x, double y) {
    return mirror * ((x - centreX) * cos + (y - centreY) * sin) * scale;
  }

  double v(double x, double y) {
    return ((y - centreY) * cos - (x - centreX) * sin) * scale;
  }

  /** The pixel that shows a position: the inverse of {@code u} and {@code v}. */
  double x(double u, double v) {
    return centreX + (mirror * u * cos - v * sin) / scale;
  }

  double y(double u, double v) {
    return centreY + (mirror * u * sin + v * cos) / scale;
  }

  /** The direction of the light source, along the axes of the lesion. */
  double lightX() {
    return mirror * (lightX * cos + lightY * sin);
  }

  double lightY() {
    return lightY * cos - lightX * sin;
  }

  double gloss() {
    return gloss;
  }

  /** Hairs that are only in this image, in addition to those that grow on the skin. */
  int strayHairs() {
    return hairs;
  }

  double tint(int channel) {
    return tint[channel];
  }

  /** The strength of the light on a pixel. */
  double light(double x, double y) {
    double dx = x / width - 0.5;
    double dy = y / height - 0.5;
    double corner = 4 * (dx * dx + dy * dy) / 2;
    return exposure * (1 + fallOff * 2 * (dx * lightX + dy * lightY)) * (1 - vignette * corner);
  }

  /** Blurs the image, adds sensor noise, and rounds to eight bits. */
  int[] expose(float[] rgb) {
    float[] soft = blur(rgb);
    Draw sensor = new Draw(noiseSeed);
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int pixel = 0;
      for (int c = 0; c < 3; c++) {
        double grain = noise * sensor.around(-2, 2);
        pixel =
            pixel << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, soft[3 * i + c] + grain)));
      }
      pixels[i] = pixel;
    }
    return pixels;
  }

  /** Averages a cross of five pixels, which looks slightly out of focus. */
  private float[] blur(float[] rgb) {
    float[] soft = new float[rgb.length];
    float side = (float) (blur / 5);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int left = 3 * (y * width + Math.max(0, x - 1));
        int right = 3 * (y * width + Math.min(width - 1, x + 1));
        int up = 3 * (Math.max(0, y - 1) * width + x);
        int down = 3 * (Math.min(height - 1, y + 1) * width + x);
        int at = 3 * (y * width + x);
        for (int c = 0; c < 3; c++) {
          float around = rgb[left + c] + rgb[right + c] + rgb[up + c] + rgb[down + c];
          soft[at + c] = (1 - 4 * side) * rgb[at + c] + side * around;
        }
      }
    }
    return soft;
  }
}
