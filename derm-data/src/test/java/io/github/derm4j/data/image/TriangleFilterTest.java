package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside the filter that a resize with antialiasing uses, summed over all source pixels. */
@DisplayName("A turned and shrunk image")
class TriangleFilterTest {

  private static final int SIZE = 299;

  /** Noise, the hardest: the finest detail is as strong as any. */
  private static int[] noise(int pixels) {
    Random random = new Random(1);
    int[] values = new int[pixels];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, Math.min(255, 128 + (int) (20 * random.nextGaussian())));
    }
    return values;
  }

  @ParameterizedTest(name = "of {0} × {1} by {2}°")
  @CsvSource({
    "600, 450, 0",
    "600, 450, 20",
    "600, 450, 24",
    "600, 450, 28",
    "600, 450, 45",
    "600, 450, 62",
    "600, 450, 80",
    "600, 450, 90",
    "600, 450, 150",
    "600, 450, 250",
    "1024, 768, 0",
    "1024, 768, 27",
    "1024, 768, 66",
  })
  @DisplayName("is what a triangle filter gives, to 38 dB on noise")
  void triangle(int width, int height, int angle) {
    PaperAugmentation augmentation = new PaperAugmentation(SIZE);
    int[] noise = noise(width * height);
    int[] rgb = new int[noise.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = noise[i] * 0x10101;
    }
    Affine map = augmentation.map(width, height, angle, false);
    double squares = 0;
    int places = 0;
    try (LesionImage image = LesionImage.of(width, height, rgb);
        LesionImage result = augmentation.apply(image, angle, false)) {
      for (int v = 0; v < SIZE; v += 2) {
        for (int u = 0; u < SIZE; u += 2) {
          double difference =
              (result.rgb(u, v) & 0xff) - filtered(noise, width, map, u + 0.5, v + 0.5);
          squares += difference * difference;
          places++;
        }
      }
    }
    assertThat(10 * Math.log10(255 * 255 * places / squares)).isGreaterThan(38);
  }

  /** The mean of the source around a place of the result, weighted by a triangle along its axes. */
  private static double filtered(int[] noise, int width, Affine map, double u, double v) {
    int height = noise.length / width;
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
        sum += weight * noise[clamp(row, height) * width + clamp(column, width)];
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static int clamp(int at, int length) {
    return Math.max(0, Math.min(length - 1, at));
  }
}
