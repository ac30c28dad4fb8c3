package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the filter that a resize with antialiasing uses, summed over all source pixels. */
@DisplayName("A turned and shrunk picture")
class TriangleFilterTest {

  private static final int WIDTH = 600;
  private static final int HEIGHT = 450;
  private static final int SIZE = 299;

  /** Noise, the hardest: the finest detail is as strong as any. */
  private static final int[] NOISE = noise();

  private static int[] noise() {
    Random random = new Random(1);
    int[] values = new int[WIDTH * HEIGHT];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, Math.min(255, 128 + (int) (20 * random.nextGaussian())));
    }
    return values;
  }

  @ParameterizedTest(name = "by {0}°")
  @ValueSource(ints = {0, 20, 30, 45, 60, 80, 90, 150, 250})
  @DisplayName("is what a triangle filter gives, to 38 dB on noise")
  void triangle(int angle) {
    PaperAugmentation augmentation = new PaperAugmentation(SIZE);
    int[] rgb = new int[NOISE.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = NOISE[i] * 0x10101;
    }
    Affine map = augmentation.map(WIDTH, HEIGHT, angle, false);
    double squares = 0;
    int places = 0;
    try (LesionImage image = LesionImage.of(WIDTH, HEIGHT, rgb);
        LesionImage result = augmentation.apply(image, angle, false)) {
      for (int v = 0; v < SIZE; v += 2) {
        for (int u = 0; u < SIZE; u += 2) {
          double difference = (result.rgb(u, v) & 0xff) - filtered(map, u + 0.5, v + 0.5);
          squares += difference * difference;
          places++;
        }
      }
    }
    assertThat(10 * Math.log10(255 * 255 * places / squares)).isGreaterThan(38);
  }

  /** The mean of the source around a place of the result, weighted by a triangle along its axes. */
  private static double filtered(Affine map, double u, double v) {
    double x = map.x(u, v);
    double y = map.y(u, v);
    double scaleU = Math.max(1, map.scaleU());
    double scaleV = Math.max(1, map.scaleV());
    int reach = (int) Math.ceil(1.5 * Math.max(scaleU, scaleV)) + 1;
    double sum = 0;
    double weights = 0;
    for (int row = (int) y - reach; row <= (int) y + reach; row++) {
      for (int column = (int) x - reach; column <= (int) x + reach; column++) {
        double dx = column + 0.5 - x;
        double dy = row + 0.5 - y;
        double alongU = Math.abs(dx * map.a() + dy * map.d()) / (map.scaleU() * scaleU);
        double alongV = Math.abs(dx * map.b() + dy * map.e()) / (map.scaleV() * scaleV);
        double weight = Math.max(0, 1 - alongU) * Math.max(0, 1 - alongV);
        sum += weight * NOISE[clamp(row, HEIGHT) * WIDTH + clamp(column, WIDTH)];
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static int clamp(int at, int length) {
    return Math.max(0, Math.min(length - 1, at));
  }
}
