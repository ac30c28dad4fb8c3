package io.github.derm4j.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  /** Puts an EXIF block with a time and a camera behind the JPEG's first marker. */
  public static byte[] withExif(byte[] jpeg, String time, String model) {
    byte[] text = (model + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] date = (time + "\0").getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream tiff = new ByteArrayOutputStream();
    tiff.writeBytes(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8});
    tiff.writeBytes(new byte[] {0, 2});
    int data = 8 + 2 + 24 + 4;
    tiff.writeBytes(entry(0x110, 2, text.length, data));
    tiff.writeBytes(entry(0x8769, 4, 1, data + text.length));
    tiff.writeBytes(new byte[4]);
    tiff.writeBytes(text);
    tiff.writeBytes(new byte[] {0, 1});
    tiff.writeBytes(entry(0x9003, 2, date.length, data + text.length + 2 + 12 + 4));
    tiff.writeBytes(new byte[4]);
    tiff.writeBytes(date);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    int length = 2 + 6 + tiff.size();
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length});
    out.writeBytes(new byte[] {'E', 'x', 'i', 'f', 0, 0});
    out.writeBytes(tiff.toByteArray());
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static byte[] entry(int tag, int type, int count, int value) {
    return new byte[] {
      (byte) (tag >> 8),
      (byte) tag,
      0,
      (byte) type,
      0,
      0,
      0,
      (byte) count,
      (byte) (value >> 24),
      (byte) (value >> 16),
      (byte) (value >> 8),
      (byte) value
    };
  }
}
