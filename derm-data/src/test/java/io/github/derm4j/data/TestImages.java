package io.github.derm4j.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Images for tests, drawn and encoded without the code under test. */
public final class TestImages {

  private TestImages() {}

  /** An image of one colour. */
  public static BufferedImage plain(int width, int height, Color color) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  /** Soft blobs of colour: something like a photograph, without hard edges. */
  public static BufferedImage blobs(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] waves = new double[18][];
    for (int i = 0; i < waves.length; i++) {
      waves[i] =
          new double[] {
            random.nextDouble(-9, 9) / width,
            random.nextDouble(-9, 9) / height,
            random.nextDouble(Math.PI * 2),
            random.nextDouble(4, 22)
          };
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double[] rgb = {150, 120, 105};
        for (int i = 0; i < waves.length; i++) {
          double[] wave = waves[i];
          rgb[i % 3] += wave[3] * Math.sin(2 * (wave[0] * x + wave[1] * y) + wave[2]);
        }
        image.setRGB(x, y, clamp(rgb[0]) << 16 | clamp(rgb[1]) << 8 | clamp(rgb[2]));
      }
    }
    return image;
  }

  private static int clamp(double value) {
    return (int) Math.max(0, Math.min(255, value));
  }

  /** A file of the given format: {@code png} or {@code jpg}. */
  public static byte[] encode(BufferedImage image, String format) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
