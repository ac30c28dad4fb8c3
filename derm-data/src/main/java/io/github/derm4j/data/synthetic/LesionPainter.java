package io.github.derm4j.data.synthetic;

import java.util.Arrays;

/**
 * Paints images of one lesion. The lesion's seed determines the lesion and its skin; the seed of
 * each take determines the pose, the light and the camera.
 *
 * <p>The colours follow a simple optical model of skin: melanin and blood absorb, each with its own
 * strength for red, green and blue; deep melanin scatters blue; keratin, scars and scales cover
 * what lies beneath.
 */
final class LesionPainter {

  private static final double[] MELANIN = {0.45, 0.75, 1.0};
  private static final double[] BLOOD = {0.12, 0.75, 0.62};
  private static final double[] VEIL = {0.36, 0.41, 0.53};
  private static final double[] WHITE = {0.93, 0.89, 0.85};
  private static final double[] CRUST = {0.76, 0.6, 0.34};
  private static final double[] WOUND = {0.42, 0.1, 0.1};
  private static final int HARMONICS = 9;
  private static final int DIRECTIONS = 720;

  private final LesionTraits traits;
  private final double[] skin;
  private final Noise shape;
  private final Noise colour;
  private final Noise structure;
  private final Noise surface;
  private final double[] border;
  private final double axis;
  private final double ulcerX;
  private final double ulcerY;
  private final long hairSeed;

  /**
   * A painter of one lesion.
   *
   * @param traits the appearance of the lesion
   * @param skin the colour around it: red, green, blue in [0, 1]
   * @param seed the seed of all random properties of the lesion
   */
  LesionPainter(LesionTraits traits, double[] skin, long seed) {
    this.traits = traits;
    this.skin = skin;
    Draw draw = new Draw(seed);
    shape = new Noise(draw.seed());
    colour = new Noise(draw.seed());
    structure = new Noise(draw.seed());
    surface = new Noise(draw.seed());
    border = border(draw);
    axis = draw.angle();
    ulcerX = draw.between(-0.3, 0.3);
    ulcerY = draw.between(-0.3, 0.3);
    hairSeed = draw.seed();
  }

  /** The distance from the centre to the border, by direction. */
  private double[] border(Draw draw) {
    double[] distance = new double[DIRECTIONS];
    Arrays.fill(distance, 1);
    for (int k = 2; k <= HARMONICS; k++) {
      double strength =
          k <= 4 ? traits.asymmetry / Math.sqrt(k - 1.0) : 1.1 * traits.jaggedness / Math.sqrt(k);
      double amplitude = strength * draw.between(0.4, 1.2);
      double phase = draw.angle();
      for (int i = 0; i < DIRECTIONS; i++) {
        distance[i] += amplitude * Math.cos(k * angle(i) + phase);
      }
    }
    for (int i = 0; i < DIRECTIONS; i++) {
      // Sampling the noise along a circle gives a closed line; its peaks become the pseudopods.
      double x = 4 * Math.cos(angle(i));
      double y = 4 * Math.sin(angle(i));
      double finger = Math.max(0, shape.value(2 * x + 50, 2 * y));
      distance[i] += 0.25 * traits.streaks * finger * finger;
      distance[i] += 0.8 * traits.jaggedness * shape.fractal(x, y);
      distance[i] = Math.max(0.35, distance[i]);
    }
    return distance;
  }

  private static double angle(int direction) {
    return 2 * Math.PI * direction / DIRECTIONS;
  }

  /**
   * Paints one take.
   *
   * @return {@code 0xRRGGBB}, row after row
   */
  int[] paint(int width, int height, long takeSeed) {
    Take take = new Take(width, height, traits.radius, new Draw(takeSeed));
    float[] rgb = new float[3 * width * height];
    double[] pixel = new double[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = take.u(x, y);
        double v = take.v(x, y);
        shade(u, v, take, pixel);
        double light = take.light(x, y);
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * width + x) + c] = (float) (pixel[c] * light * take.tint(c));
        }
      }
    }
    Hair.paint(rgb, width, height, take, hairSeed);
    return take.expose(rgb);
  }

  /** The colour at a position, given in units of the lesion's radius from its centre. */
  private void shade(double u, double v, Take take, double[] pixel) {
    double grain = 0.035 * surface.fractal(7 * u, 7 * v) + 0.03 * surface.value(26 * u, 26 * v);
    double mottle = traits.mottledSkin * Math.max(0, colour.fractal(2.1 * u + 40, 2.1 * v));
    double melanin = 0.12 * colour.fractal(0.7 * u - 20, 0.7 * v) + 0.3 * mottle;
    double blood = 0.1 + 0.08 * colour.fractal(0.9 * u, 0.9 * v + 33) + 0.35 * mottle;
    double relative = relativeRadius(u, v);
    double inside = smooth((1 + traits.edge - relative) / (2 * traits.edge));
    if (traits.patchiness > 0) {
      double gap = colour.fractal(1.6 * u + 90, 1.6 * v) + 0.25;
      inside *= 1 - traits.patchiness * smooth(-2.5 * gap);
    }
    blood += traits.halo * Math.exp(-3 * Math.max(0, relative - 0.9)) * (relative > 0.4 ? 0.8 : 0);
    double veil = 0;
    double white = 0;
    if (inside > 0) {
      double hue = colour.fractal(1.3 * u, 1.3 * v);
      double gradient = traits.colourAsymmetry * (u * Math.cos(axis) + v * Math.sin(axis));
      melanin += inside * pigment(u, v, relative, hue, gradient);
      blood += inside * vascular(u, v, hue);
      veil = inside * deepPigment(u, v);
      white = inside * pale(u, v, relative);
    }
    for (int c = 0; c < 3; c++) {
      double value =
          skin[c] * (1 + grain) * Math.exp(-Math.max(0, melanin) * MELANIN[c] - blood * BLOOD[c]);
      value += veil * (VEIL[c] * (0.4 + 0.6 * skin[0]) - value);
      pixel[c] = value + white * (WHITE[c] * (0.35 + 0.65 * skin[0]) - value);
    }
    if (inside > 0) {
      cover(u, v, relative, inside, pixel);
      relief(u, v, relative, inside, take, pixel);
    }
  }

  /**
   * The distance from the centre, as a fraction of the distance to the border in the same
   * direction.
   */
  private double relativeRadius(double u, double v) {
    double stretch = Math.sqrt(traits.elongation);
    double a = (u * Math.cos(axis) + v * Math.sin(axis)) / stretch;
    double b = (v * Math.cos(axis) - u * Math.sin(axis)) * stretch;
    double direction = (Math.atan2(b, a) / (2 * Math.PI) + 1) * DIRECTIONS;
    double distance = border[(int) direction % DIRECTIONS];
    double wobble = 0.5 * traits.jaggedness * shape.fractal(3 * u, 3 * v);
    return Math.sqrt(a * a + b * b) / (distance + wobble);
  }

  private double pigment(double u, double v, double relative, double hue, double gradient) {
    double melanin = traits.melanin * (1 + 2 * traits.variegation * hue + gradient);
    if (traits.darkPatches > 0) {
      melanin +=
          1.8 * traits.darkPatches * smooth(4 * (colour.fractal(1.9 * u + 7, 1.9 * v) - 0.1));
    }
    if (traits.network > 0) {
      double size = 0.17 * (1 + 0.8 * traits.irregularNetwork * colour.value(u, v + 60));
      double mesh = structure.cells(u / size, v / size, true);
      double line = Math.exp(-Math.pow(mesh / 0.24, 2));
      double presence =
          1 - traits.irregularNetwork * smooth(2.5 * colour.fractal(1.2 * u - 15, 1.2 * v));
      double fade = smooth(2.2 - 1.8 * relative) * (0.45 + 0.55 * relative);
      melanin += traits.network * presence * (0.9 * line - 0.3) * fade;
    }
    if (traits.globules > 0) {
      double dot = structure.cells(5.5 * u + 30, 5.5 * v, false);
      melanin += 1.3 * traits.globules * smooth((0.3 - dot) / 0.12);
    }
    if (traits.comedones > 0) {
      double dot = structure.cells(3.6 * u - 12, 3.6 * v + 3, false);
      melanin += 1.1 * traits.comedones * smooth((0.24 - dot) / 0.14);
    }
    return Math.max(0, melanin * (1 - 0.8 * scarAt(relative)));
  }

  private double vascular(double u, double v, double hue) {
    double blood = traits.blood * (1 + traits.variegation * hue);
    if (traits.redPatches > 0) {
      blood += traits.redPatches * smooth(3 * colour.fractal(1.7 * u - 31, 1.7 * v + 12));
    }
    if (traits.lacunae > 0) {
      double mesh = structure.cells(3.4 * u, 3.4 * v, true);
      blood += traits.lacunae * (0.5 - 0.9 * Math.exp(-Math.pow(mesh / 0.2, 2)));
    }
    if (traits.vessels > 0) {
      blood += 1.4 * traits.vessels * structure.ridge(1.9 * u + 3, 1.9 * v);
    }
    return Math.max(0, blood);
  }

  private double deepPigment(double u, double v) {
    double veil = traits.veil;
    if (traits.veilPatches > 0) {
      veil += traits.veilPatches * smooth(3 * (colour.fractal(2.2 * u + 55, 2.2 * v - 8) - 0.15));
    }
    return Math.min(0.85, veil);
  }

  private double pale(double u, double v, double relative) {
    double white = 0.8 * scarAt(relative);
    if (traits.whitePatches > 0) {
      white += 0.7 * traits.whitePatches * smooth(3 * (colour.fractal(2 * u - 77, 2 * v) - 0.18));
    }
    if (traits.milia > 0) {
      double dot = structure.cells(4.3 * u + 70, 4.3 * v + 20, false);
      white += 0.5 * traits.milia * smooth((0.2 - dot) / 0.12);
    }
    return Math.min(0.9, white);
  }

  private double scarAt(double relative) {
    return traits.scar * smooth((0.5 - relative) / 0.3);
  }

  /** Adds scales, crusts and ulcers on top. */
  private void cover(double u, double v, double relative, double inside, double[] pixel) {
    if (traits.ulcer > 0) {
      double distance = Math.hypot(u - ulcerX, v - ulcerY) + 0.25 * shape.fractal(3 * u, 3 * v);
      double extent = 0.2 + 0.35 * traits.ulcer;
      mix(pixel, WOUND, 0.85 * inside * smooth((extent - distance) / 0.12));
      mix(pixel, CRUST, 0.5 * inside * Math.exp(-Math.pow((distance - extent) / 0.09, 2)));
    }
    if (traits.crust > 0) {
      double flake = surface.fractal(3.4 * u + 11, 3.4 * v) + 0.5 * traits.crust - 0.35;
      double frayed = flake + 0.2 * surface.value(17 * u, 17 * v + 70);
      mix(pixel, CRUST, 0.8 * inside * smooth(3 * frayed) * smooth((0.95 - relative) / 0.3));
    }
    if (traits.scale > 0) {
      double flake = surface.fractal(6 * u - 21, 6 * v + 9) + 0.45 * traits.scale - 0.4;
      double frayed = flake + 0.25 * surface.value(24 * u, 24 * v);
      double thickness = (0.25 + 0.45 * traits.scale) * smooth(2.2 * frayed);
      mix(pixel, WHITE, inside * thickness * (0.35 + 0.65 * skin[0]));
    }
  }

  /** Adds the light and shadow of raised areas, and the gloss of a nodule. */
  private void relief(
      double u, double v, double relative, double inside, Take take, double[] pixel) {
    double slope = 0;
    if (traits.dome > 0 && relative < 1.15) {
      double lit = (u * take.lightX() + v * take.lightY()) / Math.max(0.35, relative);
      double steep = Math.min(1, relative) * Math.min(1, relative);
      slope += 0.38 * traits.dome * steep * lit;
      double gloss = Math.hypot(u - 0.42 * take.lightX(), v - 0.42 * take.lightY());
      double shine = 0.45 * traits.dome * take.gloss() * Math.exp(-Math.pow(gloss / 0.16, 2));
      mix(pixel, WHITE, Math.min(0.8, shine * inside));
    }
    if (traits.verrucous > 0) {
      double step = 0.06;
      double here = surface.fractal(5 * u, 5 * v);
      double towards =
          surface.fractal(5 * (u + step * take.lightX()), 5 * (v + step * take.lightY()));
      slope += 0.9 * traits.verrucous * (here - towards);
    }
    double factor = Math.max(0.35, 1 + inside * slope);
    for (int c = 0; c < 3; c++) {
      pixel[c] *= factor;
    }
  }

  private static void mix(double[] pixel, double[] with, double part) {
    for (int c = 0; c < 3; c++) {
      pixel[c] += part * (with[c] - pixel[c]);
    }
  }

  /** 0 below 0, 1 above 1, smooth between. */
  private static double smooth(double value) {
    double t = Math.max(0, Math.min(1, value));
    return t * t * (3 - 2 * t);
  }
}
